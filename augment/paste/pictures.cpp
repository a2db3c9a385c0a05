#include "augment/paste/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "augment/cutout/cutout.hpp"
#include "augment/paste/fit.hpp"
#include "augment/paste/mask_file.hpp"
#include "augment/paste/plate_files.hpp"
#include "engine/dataset/voc_reader.hpp"
#include "engine/io/file.hpp"

namespace diorama {
namespace {

constexpr int kMaskFringe = 1;    // of masks made by hand or by graph cuts
constexpr int kRenderFringe = 1;  // antialiased outlines

/// The name of a file in records: the same wherever a run is started from.
std::string asset_name(const std::filesystem::path& file) {
    return (file.parent_path().filename() / file.filename()).generic_string();
}

/// The only sprite of a file; findings get its whole path.
Expected<std::vector<Sprite>> single(Expected<Sprite> sprite, const std::filesystem::path& file) {
    if (!sprite) {
        Diagnostics errors = sprite.errors();
        for (Diagnostic& error : errors) error.file = file.string();
        return errors;
    }
    std::vector<Sprite> sprites;
    sprites.push_back(std::move(*sprite));
    return sprites;
}

std::uint64_t memory_of(const std::vector<CocoPicture>& pictures) {
    std::uint64_t bytes = 0;
    for (const CocoPicture& picture : pictures) {
        bytes += sizeof picture;
        for (const CocoInstance& instance : picture.instances) {
            bytes += sizeof instance + sizeof(std::int64_t) * instance.runs.size();
            for (const auto& polygon : instance.polygons)
                bytes += sizeof polygon + sizeof(double) * polygon.size();
        }
    }
    return bytes;
}

/// How high above the level of a thing its picture was taken.
float elevation_of(const Camera& camera, const Rect& box) {
    const glm::dvec3 ray =
        pixel_ray(camera.intrinsics, box.x + 0.5 * box.width, box.y + 0.5 * box.height);
    const glm::vec3 seen = glm::mat3(camera.world_from_camera) * glm::vec3(ray);
    return std::asin(std::clamp(-seen.y / glm::length(seen), -1.0f, 1.0f));
}

bool wants_surfaces(const PastePlaceConfig& place) {
    const auto* context = std::get_if<ContextPlace>(&place);
    return std::holds_alternative<PlanesPlace>(place) ||
           (context && context->score == ContextPlace::Score::Surface);
}

/// What can be cut out of a picture of VOC.
bool is_whole(const VocObject& object) {
    return !object.difficult && !object.truncated && !object.box.empty();
}

Expected<VocAnnotation> load_voc_annotation(const std::filesystem::path& file,
                                            const ImageLimits& limits) {
    const auto bytes = read_file(file, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    return read_voc_annotation({reinterpret_cast<const char*>(bytes->data()), bytes->size()},
                               file.string());
}

/// Whether an object is neither hidden nor beyond the frame anywhere.
bool is_whole(const Object& object, std::uint64_t visible) {
    return visible > 0 && object.amodal && object.amodal->exact &&
           visible == object.amodal->total_area;
}

}  // namespace

PastePictures::PastePictures(const RunConfig& run, RenderScene render, Note note)
    : seed_(run.seed),
      categories_(run.categories),
      surroundings_(std::get<PasteConfig>(run.generator).needs_surroundings()),
      surfaces_(wants_surfaces(std::get<PasteConfig>(run.generator).place)),
      limits_{.max_pixels = run.assets.max_texture_pixels,
              .max_file_bytes = run.assets.max_file_bytes},
      render_(std::move(render)),
      note_(std::move(note)),
      cache_(run.assets.cache_bytes) {}

Expected<PastePictures::SpriteSet> PastePictures::load(const RgbaCutouts&,
                                                       const CutoutConfig& config,
                                                       const std::filesystem::path& file) const {
    const auto picture = load_image(file, limits_);
    if (!picture) return picture.errors();
    if (std::ranges::all_of(*picture, [](const Rgba8& p) { return p.a == 255; })) {
        return Diagnostic{.fault = Fault::Data,
                          .file = file.string(),
                          .message = "opaque throughout, expected a picture with alpha"};
    }
    return single(make_sprite(*picture, category_of(config, file), asset_name(file)), file);
}

Expected<PastePictures::SpriteSet> PastePictures::load(const MaskedCutouts& source,
                                                       const CutoutConfig& config,
                                                       const std::filesystem::path& file) const {
    const auto picture = load_image(file, limits_);
    if (!picture) return picture.errors();
    const std::filesystem::path mask_file = companion_file(file, source.mask);
    const auto pixels = load_mask_pixels(mask_file, limits_);
    if (!pixels) return pixels.errors();
    const auto mask = read_mask(*pixels, picture->extent(), mask_file.string());
    if (!mask) return mask.errors();
    if (mask->inverted) note_inverted(mask_file);
    return single(make_sprite(without_alpha(*picture), mask->inside, config.shrink_px, kMaskFringe,
                              surroundings_, category_of(config, file), asset_name(file)),
                  file);
}

void PastePictures::note_inverted(const std::filesystem::path& mask) const {
    const std::lock_guard lock(noting_);
    if (!noted_.insert(mask.parent_path()).second || !note_) return;
    note_(
        fmt::format("{}: the object is dark on light in this mask, and taken for that; others of "
                    "its folder are not named",
                    mask.string()));
}

Expected<PastePictures::SpriteSet> PastePictures::load(const PlainCutouts&,
                                                       const CutoutConfig& config,
                                                       const std::filesystem::path& file) const {
    const auto picture = load_image(file, limits_);
    if (!picture) return picture.errors();
    if (std::ranges::any_of(*picture, [](const Rgba8& p) { return p.a != 255; })) {
        return Diagnostic{.fault = Fault::Data,
                          .file = file.string(),
                          .message = "is partly transparent, so it is cut out already: use 'rgba'"};
    }
    const Image<Rgb8> photo = without_alpha(*picture);
    const auto cutout = cut_out(photo, file.string());
    if (!cutout) return cutout.errors();
    // In its place in the photograph, which says how large it was in it.
    Image<Rgba8> whole(photo.extent(), {0, 0, 0, 0});
    for (int y = 0; y < cutout->box.height; ++y)
        std::copy_n(cutout->pixels.row(y), cutout->box.width,
                    whole.row(cutout->box.y + y) + cutout->box.x);
    auto sprite = make_sprite(whole, category_of(config, file), asset_name(file));
    if (sprite && surroundings_) keep_surroundings(*sprite, photo);
    return single(std::move(sprite), file);
}

Expected<PastePictures::SpriteSet> PastePictures::load(const CutoutConfig& config,
                                                       const CocoPicture& picture,
                                                       const std::filesystem::path& file) const {
    const auto& source = std::get<CocoCutouts>(config.source);
    const auto pixels = load_image(file, limits_);
    if (!pixels) return pixels.errors();
    if (pixels->extent() != picture.extent) {
        return Diagnostic{
            .fault = Fault::Data,
            .file = file.string(),
            .message = fmt::format("{} x {} pixels, but {} x {} in '{}'", pixels->width(),
                                   pixels->height(), picture.extent.width, picture.extent.height,
                                   source.annotations.string())};
    }
    const Image<Rgb8> color = without_alpha(*pixels);
    SpriteSet sprites;
    for (const CocoInstance& instance : picture.instances) {
        const auto mask = decode_instance(instance, picture.extent, source.annotations.string());
        if (!mask) return mask.errors();
        if (static_cast<double>(std::ranges::count(*mask, 1)) < source.min_pixels) continue;
        auto sprite = make_sprite(color, *mask, config.shrink_px, kMaskFringe, surroundings_,
                                  instance.category, asset_name(file));
        if (!sprite) return sprite.errors();
        sprites.push_back(std::move(*sprite));
    }
    return sprites;
}

bool PastePictures::is_used(const CutoutConfig& config, const std::string& category) const {
    const auto& chosen = *dataset_categories(config);
    const auto& wanted = chosen.empty() ? categories_ : chosen;
    return std::ranges::find(wanted, category) != wanted.end();
}

Expected<std::shared_ptr<const std::vector<CocoPicture>>> PastePictures::open_coco(
    const CutoutConfig& config, const std::string& name) {
    const std::filesystem::path& file = std::get<CocoCutouts>(config.source).annotations;
    return cache_.get_as<std::vector<CocoPicture>>("coco " + name, [&]() -> SharedCache::Made {
        auto pictures = load_coco_instances(file);
        if (!pictures) return {nullptr, 0, pictures.errors()};
        for (CocoPicture& picture : *pictures) {
            for (CocoInstance& instance : picture.instances)
                instance.category = renamed(config, instance.category);
            std::erase_if(picture.instances, [&](const CocoInstance& instance) {
                return instance.crowd || !is_used(config, instance.category);
            });
        }
        std::erase_if(*pictures, [](const CocoPicture& p) { return p.instances.empty(); });
        if (pictures->empty()) {
            return {nullptr,
                    0,
                    {Diagnostic{.fault = Fault::Data,
                                .file = file.string(),
                                .message = "no instance of a category that is used"}}};
        }
        const std::uint64_t bytes = memory_of(*pictures);
        return {std::make_shared<const std::vector<CocoPicture>>(std::move(*pictures)), bytes, {}};
    });
}

/// The pictures of a VOC source that have something to cut out. Those whose annotations are broken
/// are among them, to be reported when they are drawn.
Expected<std::shared_ptr<const std::vector<std::size_t>>> PastePictures::open_voc(
    const CutoutConfig& config, const std::string& name) {
    const auto& voc = std::get<VocCutouts>(config.source);
    return cache_.get_as<std::vector<std::size_t>>("voc " + name, [&]() -> SharedCache::Made {
        std::vector<std::size_t> useful;
        for (std::size_t i = 0; i < voc.images.values.size(); ++i) {
            const auto annotation =
                load_voc_annotation(companion_file(voc.images.values[i], voc.annotations), limits_);
            const auto is_useful = [&](const VocObject& object) {
                return is_whole(object) && is_used(config, renamed(config, object.category));
            };
            if (!annotation || ((annotation->segmented || voc.cut == VocCutouts::Cut::Boxes) &&
                                std::ranges::any_of(annotation->objects, is_useful)))
                useful.push_back(i);
        }
        if (useful.empty()) {
            return {nullptr,
                    0,
                    {Diagnostic{
                        .fault = Fault::Data,
                        .file = companion_file(voc.images.values.front(), voc.annotations).string(),
                        .message = "neither here nor in the annotations of other pictures is there "
                                   "a whole object of a category that is used"}}};
        }
        const std::uint64_t bytes = useful.size() * sizeof(std::size_t);
        return {std::make_shared<const std::vector<std::size_t>>(std::move(useful)), bytes, {}};
    });
}

Expected<PastePictures::SpriteSet> PastePictures::load(const VocCutouts& source,
                                                       const CutoutConfig& config,
                                                       const std::filesystem::path& file) const {
    const std::filesystem::path xml = companion_file(file, source.annotations);
    const auto annotation = load_voc_annotation(xml, limits_);
    if (!annotation) return annotation.errors();
    const auto pixels = load_image(file, limits_);
    if (!pixels) return pixels.errors();
    const auto sized = [&](Extent extent) { return pixels->extent() == extent; };
    if (annotation->extent.area() > 0 && !sized(annotation->extent)) {
        return Diagnostic{
            .fault = Fault::Data,
            .file = file.string(),
            .message = fmt::format("{} x {} pixels, but {} x {} in '{}'", pixels->width(),
                                   pixels->height(), annotation->extent.width,
                                   annotation->extent.height, xml.string())};
    }
    const bool boxes = source.cut == VocCutouts::Cut::Boxes;
    Image<std::uint8_t> numbers;
    if (!boxes) {
        const std::filesystem::path mask = companion_file(file, source.masks);
        const auto read = load_object_numbers(mask, limits_);
        if (!read) return read.errors();
        if (!sized(read->extent())) {
            return Diagnostic{
                .fault = Fault::Data,
                .file = mask.string(),
                .message =
                    fmt::format("a mask of {} x {} pixels for a picture of {} x {}", read->width(),
                                read->height(), pixels->width(), pixels->height())};
        }
        numbers = *read;
    }
    const Image<Rgb8> color = without_alpha(*pixels);
    SpriteSet sprites;
    for (std::size_t i = 0; i < annotation->objects.size() && i < kVocVoid - 1u; ++i) {
        const VocObject& object = annotation->objects[i];
        const std::string category = renamed(config, object.category);
        if (!is_whole(object) || !is_used(config, category)) continue;
        Image<std::uint8_t> mask(pixels->extent());
        if (boxes) {
            const Rect box = intersection(object.box, {0, 0, mask.width(), mask.height()});
            for (int y = box.y; y < box.bottom(); ++y)
                std::fill_n(mask.row(y) + box.x, box.width, std::uint8_t{1});
        } else {
            std::ranges::transform(numbers, mask.begin(),
                                   [&](std::uint8_t n) -> std::uint8_t { return n == i + 1; });
        }
        const auto count = static_cast<double>(std::ranges::count(mask, 1));
        if (count == 0 || count < source.min_pixels) continue;
        auto sprite =
            make_sprite(color, mask, boxes ? 0 : config.shrink_px, boxes ? 0 : kMaskFringe,
                        surroundings_, category, asset_name(file));
        if (!sprite) return sprite.errors();
        sprites.push_back(std::move(*sprite));
    }
    return sprites;
}

Expected<PastePictures::SpriteSet> PastePictures::cut_view(const RenderedCutouts& source,
                                                           const Rng& rng) const {
    assert(render_);
    Expected<Frame> frame = render_(source.pictures.scene, {source.size_px, source.size_px}, rng);
    if (!frame) return frame.errors();
    std::vector<std::uint64_t> visible(frame->objects.size() + 1, 0);
    for (const std::uint32_t id : frame->ids) ++visible[id];
    SpriteSet cutouts;
    for (std::size_t i = 0; i < frame->objects.size(); ++i) {
        const Object& object = frame->objects[i];
        if (!object.labelled() || !is_whole(object, visible[i + 1])) continue;
        Image<std::uint8_t> mask(frame->ids.extent());
        std::ranges::transform(frame->ids, mask.begin(),
                               [&](std::uint32_t id) -> std::uint8_t { return id == i + 1; });
        auto cutout = make_sprite(frame->color, mask, 0, kRenderFringe, surroundings_,
                                  object.category, object.asset);
        if (!cutout) return cutout.errors();
        cutout->elevation_rad = elevation_of(frame->camera, cutout->box);
        cutouts.push_back(std::move(*cutout));
    }
    return cutouts;
}

Expected<std::shared_ptr<const PastePictures::SpriteSet>> PastePictures::sprites_of(
    const CutoutConfig& source, const std::string& name, Rng rng) {
    std::string key;
    std::function<Expected<SpriteSet>()> make;
    if (const auto* rendered = std::get_if<RenderedCutouts>(&source.source)) {
        const auto view = static_cast<std::uint64_t>(
            rng.integer(0, static_cast<std::int64_t>(rendered->pictures.views) - 1));
        key = fmt::format("view {} {}", name, view);
        make = [=, this] {
            return cut_view(*rendered, Rng{seed_}.stream("views").stream(name).stream(view));
        };
    } else if (const auto* coco = std::get_if<CocoCutouts>(&source.source)) {
        const auto pictures = open_coco(source, name);
        if (!pictures) return pictures.errors();
        const auto i = static_cast<std::size_t>(
            rng.integer(0, static_cast<std::int64_t>((*pictures)->size()) - 1));
        const CocoPicture& picture = (**pictures)[i];
        key = fmt::format("coco {} {}", name, picture.file_name);
        make = [this, coco, &source, &picture, held = *pictures]() -> Expected<SpriteSet> {
            const auto file = std::ranges::find(
                coco->images, std::filesystem::path(picture.file_name).filename(),
                [](const std::filesystem::path& path) { return path.filename(); });
            if (file != coco->images.end()) return load(source, picture, *file);
            return Diagnostic{.fault = Fault::NoInput,
                              .file = coco->annotations.string(),
                              .message = fmt::format("its picture '{}' is not among the images",
                                                     picture.file_name)};
        };
    } else {
        const auto load_drawn = [&](const std::filesystem::path& file, const auto& kind) {
            key = fmt::format("cut-out {} {}", name, file.generic_string());
            make = [this, &kind, &source, &file] { return load(kind, source, file); };
        };
        const auto draw = [&](const auto& files, const auto& kind) {
            load_drawn(files.draw(rng), kind);
        };
        if (const auto* rgba = std::get_if<RgbaCutouts>(&source.source)) draw(rgba->files, *rgba);
        if (const auto* masked = std::get_if<MaskedCutouts>(&source.source))
            draw(masked->images, *masked);
        if (const auto* plain = std::get_if<PlainCutouts>(&source.source))
            draw(plain->photos, *plain);
        if (const auto* voc = std::get_if<VocCutouts>(&source.source)) {
            const auto useful = open_voc(source, name);
            if (!useful) return useful.errors();
            Choice<std::size_t> which;
            which.values = **useful;
            for (const std::size_t i : **useful)
                if (!voc->images.weights.empty()) which.weights.push_back(voc->images.weights[i]);
            const std::filesystem::path& file = voc->images.values[which.draw(rng)];
            load_drawn(file, *voc);
        }
    }
    return cache_.get_as<SpriteSet>(key, [&]() -> SharedCache::Made {
        Expected<SpriteSet> set = make();
        if (!set) return {nullptr, 0, set.errors()};
        std::uint64_t bytes = 0;
        for (const Sprite& cutout : *set) bytes += cutout.size_bytes();
        return {std::make_shared<const SpriteSet>(std::move(*set)), bytes, {}};
    });
}

Expected<std::shared_ptr<const Sprite>> PastePictures::draw_sprite(
    const std::vector<CutoutConfig>& sources, const std::string& name, const Rng& rng) {
    std::vector<double> weights;
    for (const CutoutConfig& source : sources) weights.push_back(source.weight);
    Rng source_rng = rng.stream("source"), object_rng = rng.stream("object");
    const std::size_t which = draw_index(weights, source_rng);
    const auto set =
        sprites_of(sources[which], fmt::format("{}[{}]", name, which), rng.stream("picture"));
    if (!set) return set.errors();
    if ((*set)->empty()) return std::shared_ptr<const Sprite>();
    const auto i = static_cast<std::size_t>(
        object_rng.integer(0, static_cast<std::int64_t>((*set)->size()) - 1));
    return std::shared_ptr<const Sprite>(*set, &(**set)[i]);
}

Expected<Plate> PastePictures::render_plate(const RenderedViews& plates, Extent extent,
                                            const Rng& rng) const {
    assert(render_);
    Expected<Frame> frame = render_(plates.scene, extent, rng);
    if (!frame) return frame.errors();
    Plate plate{.frame = std::move(*frame), .surfaces = {}};
    if (surfaces_) find_rendered_surfaces(plate, rng.stream("surfaces"));
    return plate;
}

Expected<Plate> PastePictures::measured_plate(const PhotoPlates& plates, std::size_t which,
                                              Extent extent, const Rng& rng) const {
    auto plate = read_measured_plate(plates.images.values[which], plates.depth[which],
                                     plates.camera[which], extent, limits_);
    if (plate && surfaces_) find_surfaces(*plate, rng);
    return plate;
}

Expected<std::shared_ptr<const Plate>> PastePictures::draw_photo(const PhotoPlates& plates,
                                                                 Extent extent, std::size_t which,
                                                                 Rng rng) {
    const std::filesystem::path& file = plates.images.values[which];
    const auto picture =
        cache_.get_as<Image<Rgb8>>("plate " + file.generic_string(), [&]() -> SharedCache::Made {
            const auto read = load_image(file, limits_);
            if (!read) return {nullptr, 0, read.errors()};
            auto fitted = std::make_shared<const Image<Rgb8>>(
                resized(without_alpha(*read), covering_extent(read->extent(), extent)));
            const std::uint64_t bytes = fitted->size_bytes();
            return {std::move(fitted), bytes, {}};
        });
    if (!picture) return picture.errors();
    const auto offset = [&](int length, int kept) {
        return static_cast<int>(rng.integer(0, length - kept));
    };
    const int x = offset((*picture)->width(), extent.width);
    const int y = offset((*picture)->height(), extent.height);
    auto plate = std::make_shared<Plate>();
    plate->frame.color = cropped(**picture, {x, y, extent.width, extent.height});
    plate->frame.ids = Image<std::uint32_t>(extent, kBackgroundId);
    plate->frame.camera.extent = extent;
    return std::shared_ptr<const Plate>(std::move(plate));
}

Expected<std::shared_ptr<const PlaceStatistics>> PastePictures::place_statistics(
    const PastePlaceConfig& place) {
    const auto* context = std::get_if<ContextPlace>(&place);
    if (!context || context->statistics.empty()) return std::shared_ptr<const PlaceStatistics>();
    const std::string name = context->statistics.string();
    return cache_.get_as<PlaceStatistics>("places " + name, [&]() -> SharedCache::Made {
        const auto pictures = load_coco_instances(context->statistics);
        if (!pictures) return {nullptr, 0, pictures.errors()};
        auto counted = count_places(*pictures, name);
        if (!counted) return {nullptr, 0, counted.errors()};
        const std::uint64_t bytes = counted->size_bytes();
        return {std::make_shared<const PlaceStatistics>(std::move(*counted)), bytes, {}};
    });
}

Expected<std::shared_ptr<const Plate>> PastePictures::draw_plate(const PlateConfig& plates,
                                                                 Extent extent, const Rng& rng) {
    Rng which = rng.stream("which");
    const auto kept = [&](std::size_t i, const std::function<Expected<Plate>(const Rng&)>& make) {
        return cache_.get_as<Plate>(fmt::format("plate {}", i), [&]() -> SharedCache::Made {
            auto plate = make(Rng{seed_}.stream("views").stream("plates").stream(i));
            if (!plate) return {nullptr, 0, plate.errors()};
            const Frame& frame = plate->frame;
            const std::uint64_t bytes =
                frame.color.size_bytes() + frame.ids.size_bytes() + frame.depth.size_bytes();
            return {std::make_shared<const Plate>(std::move(*plate)), bytes, {}};
        });
    };
    if (const auto* rendered = std::get_if<RenderedViews>(&plates)) {
        const auto view = static_cast<std::size_t>(
            which.integer(0, static_cast<std::int64_t>(rendered->views) - 1));
        return kept(view, [&](const Rng& own) { return render_plate(*rendered, extent, own); });
    }
    const auto& photos = std::get<PhotoPlates>(plates);
    const Choice<std::filesystem::path>& images = photos.images;
    const std::size_t photo = images.weights.empty()
                                  ? static_cast<std::size_t>(which.integer(
                                        0, static_cast<std::int64_t>(images.values.size()) - 1))
                                  : draw_index(images.weights, which);
    if (photos.depth.empty()) return draw_photo(photos, extent, photo, rng.stream("part"));
    return kept(photo, [&](const Rng& own) { return measured_plate(photos, photo, extent, own); });
}

}  // namespace diorama
