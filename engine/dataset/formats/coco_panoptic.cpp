#include "engine/dataset/formats/coco_panoptic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

constexpr std::uint32_t kMaxSegment = 0xffffff;

Json segment_json(const Annotation& annotation, std::size_t category_id) {
    const Rect& box = annotation.box;
    return {{"id", annotation.instance_id},
            {"category_id", category_id},
            {"area", annotation.area},
            {"bbox", Json::array({box.x, box.y, box.width, box.height})},
            {"iscrowd", annotation.crowd ? 1 : 0}};
}

Json categories_json(const std::vector<std::string>& names) {
    Json categories = Json::array();
    for (const std::string& name : names)
        categories.push_back({{"id", categories.size() + 1},
                              {"name", name},
                              {"supercategory", "object"},
                              {"isthing", 1}});
    return categories;
}

Json annotation_json(const LabelledPicture& picture, const FormatContext& context) {
    Json segments = Json::array();
    for (const AnnotationRecord& a : picture.picture.annotations)
        segments.push_back(
            segment_json(a.annotation, context.category_ids.at(a.annotation.category)));
    const std::string stem = sample_name(picture.record.index) + picture.picture.suffix;
    return {{"image_id", picture.image_id},
            {"file_name", stem + ".png"},
            {"segments_info", std::move(segments)}};
}

class PanopticWriter final : public CocoFilesWriter {
 public:
    explicit PanopticWriter(const FormatContext& context)
        : CocoFilesWriter(context, panoptic_name, categories_json(context.plan.categories)) {}

    void add(const LabelledPicture& picture) override {
        add_image(picture);
        add_annotation(picture, annotation_json(picture, context()));
    }
};

/// The ids of the objects' pixels in a panoptic PNG, void left out.
std::map<std::uint32_t, Bitmap> segments_of(const Image<Rgba8>& pixels) {
    std::map<std::uint32_t, Bitmap> segments;
    for (int y = 0; y < pixels.height(); ++y) {
        for (int x = 0; x < pixels.width(); ++x) {
            const Rgba8& p = pixels.at(x, y);
            const std::uint32_t id = p.r + 256u * p.g + 65536u * p.b;
            if (id == 0) continue;
            segments.try_emplace(id, pixels.extent()).first->second.at(x, y) = 1;
        }
    }
    return segments;
}

}  // namespace

std::vector<EncodedFile> encode_coco_panoptic(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    std::vector<Rgb8> colors(frame.objects.size() + 1);
    for (const Annotation& annotation : picture.labeled.annotations) {
        const std::uint32_t id = annotation.instance_id;
        if (id > kMaxSegment)
            throw std::length_error("more than 16777215 objects do not fit a panoptic PNG");
        colors.at(id) = {static_cast<std::uint8_t>(id & 255),
                         static_cast<std::uint8_t>(id >> 8 & 255),
                         static_cast<std::uint8_t>(id >> 16)};
    }
    Image<Rgb8> segments(frame.ids.extent());
    std::ranges::transform(frame.ids, segments.begin(),
                           [&](std::uint32_t id) { return colors.at(id); });
    return {{.channel = "panoptic", .extension = "png", .bytes = encode_png(segments)}};
}

std::unique_ptr<FormatWriter> open_coco_panoptic(const FormatContext& context) {
    return std::make_unique<PanopticWriter>(context);
}

void check_coco_panoptic(FormatCheck& check) {
    for (const SubsetShare& subset : check.context().plan.split)
        check_coco_file(check, subset.name, panoptic_name(subset.name),
                        [](const LabelledPicture& picture, const FormatContext& context) {
                            return std::vector<Json>{annotation_json(picture, context)};
                        });
    while (check.next()) {
        const std::string file = data_name("panoptic", check.record().subset, check.record().index,
                                           check.picture().suffix, "png");
        const auto text = check.read(file);
        if (!text) continue;
        const auto pixels =
            decode_image({reinterpret_cast<const std::uint8_t*>(text->data()), text->size()}, file);
        if (!pixels || pixels->extent() != check.extent()) {
            check.find(file, "is no PNG of the size of its picture", "T15");
            continue;
        }
        std::map<std::uint32_t, Bitmap> segments = segments_of(*pixels);
        std::vector<ReadObject> objects;
        for (const AnnotationRecord& a : check.picture().annotations) {
            const auto found = segments.find(a.annotation.instance_id);
            if (found == segments.end()) break;
            objects.push_back({.mask = std::move(found->second)});
            segments.erase(found);
        }
        check.compare(file, objects, 0, true);
        if (!segments.empty())
            check.find(file, fmt::format("segment {} is not in the JSON", segments.begin()->first),
                       "T15");
    }
}

}  // namespace diorama
