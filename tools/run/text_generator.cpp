#include "tools/run/text_generator.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/config/camera_file.hpp"
#include "engine/io/file.hpp"
#include "engine/scene/draw_scene.hpp"
#include "tools/run/text_plates.hpp"

namespace diorama {
namespace {

void add(Diagnostics& findings, const Diagnostics& more) {
    findings.insert(findings.end(), more.begin(), more.end());
}

/// Texts on a plate.
std::vector<Frame> written(TextPlate plate, std::uint64_t index, const TextConfig& text,
                           const TextMaterial& material, const Rng& rng) {
    plate.frame.index = index;
    place_texts(plate.frame, plate.regions, material, text.look, text.category,
                rng.stream("texts"));
    std::vector<Frame> frames;
    frames.push_back(std::move(plate.frame));
    return frames;
}

/// Texts drawn with the scene, so that they have its light: those that cannot be read in it get
/// another color, then go.
std::vector<Frame> drawn_with(const Scene& scene, TextPlate plate, std::uint64_t index,
                              const TextConfig& text, const TextMaterial& material,
                              const FrameRequest& request, RendererPool& renderers,
                              const Rng& rng) {
    plate.frame.index = index;
    std::vector<SurfaceText> texts = plan_surface_texts(
        plate.frame, plate.regions, material, text.look, text.category, rng.stream("texts"));
    std::vector<std::string> rejects = plate.frame.rejects;
    Frame frame = plate.frame;
    // From the second round on, each round that is not the last takes a text away.
    for (int round = 0; !texts.empty(); ++round) {
        frame = renderers.render(with_texts(scene, texts), request);
        auto first = static_cast<std::uint32_t>(scene.instances.size() + 1);
        std::vector<SurfaceText> kept;
        bool good = true;
        for (SurfaceText& one : texts) {
            const bool seen = stands_out(frame, plate.frame.color, first, one.words.size());
            first += static_cast<std::uint32_t>(one.words.size());
            good = good && seen;
            if (!seen) one.color = one.other;
            if (seen || round == 0)
                kept.push_back(std::move(one));
            else
                rejects.push_back(text.category + ": it would not stand out from its surface");
        }
        texts = std::move(kept);
        if (good) break;
        if (texts.empty()) frame = plate.frame;
    }
    frame.index = index;
    frame.rejects = std::move(rejects);
    std::vector<Frame> frames;
    frames.push_back(std::move(frame));
    return frames;
}

}  // namespace

Scene with_texts(Scene scene, const std::vector<SurfaceText>& texts) {
    for (const SurfaceText& text : texts) {
        for (const SurfaceText::Word& word : text.words) {
            Instance instance{.model = std::make_shared<const Model>(word.model),
                              .materials = {letters_of(text.color)},
                              .object = word.object};
            instance.object.world_from_object = scene.camera.world_from_camera;
            scene.instances.push_back(std::move(instance));
        }
    }
    return scene;
}

Expected<TextMaterial> load_text_material(const TextConfig& text) {
    TextMaterial material{.fonts = text.fonts, .vocabularies = {}};
    Diagnostics findings;
    for (const std::filesystem::path& file : text.fonts.values)
        if (const auto font = Font::open(file); !font) add(findings, font.errors());
    material.vocabularies.weights = text.words.weights;
    for (const std::filesystem::path& file : text.words.values) {
        const auto bytes = read_file(file, std::uint64_t{64} << 20);
        if (!bytes) {
            add(findings, bytes.errors());
            continue;
        }
        const std::string_view view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
        auto vocabulary = parse_vocabulary(view, file.string());
        if (!vocabulary) {
            add(findings, vocabulary.errors());
            continue;
        }
        if (vocabulary->language.empty()) vocabulary->language = text.language;
        material.vocabularies.values.push_back(std::move(*vocabulary));
    }
    if (!findings.empty()) return findings;
    if (text.words.empty()) material.vocabularies = Choice<Vocabulary>(builtin_vocabulary());
    return material;
}

Generator make_text_generator(const RunConfig& config, const TextConfig& text,
                              const FrameRequest& request, Workshop workshop) {
    const auto material = std::make_shared<const Expected<TextMaterial>>(load_text_material(text));
    if (const auto* photos = std::get_if<TextPhotos>(&text.background)) {
        const auto plates = std::make_shared<TextPhotoPlates>(
            *photos, text.look, config.image.extent, config.assets, config.seed);
        return [&config, &text, material,
                plates](std::uint64_t index) -> Expected<std::vector<Frame>> {
            if (!*material) return material->errors();
            const Rng sample = Rng{config.seed}.stream(index);
            const auto plate = plates->draw(sample);
            if (!plate) return plate.errors();
            return written(**plate, index, text, **material, sample);
        };
    }
    FrameRequest wanted = request;
    wanted.color = true;
    wanted.depth = true;
    // How much of a surface text is hidden must be known.
    wanted.amodal = wanted.amodal || text.apply == TextApply::Surface;
    return [&config, &text, material, wanted,
            workshop](std::uint64_t index) -> Expected<std::vector<Frame>> {
        if (!*material) return material->errors();
        const Rng sample = Rng{config.seed}.stream(index);
        const auto scene = draw_scene(std::get<SceneConfig>(text.background), config.image.extent,
                                      workshop.assets, index, sample);
        if (!scene) return scene.errors();
        TextPlate plate =
            rendered_plate(workshop.renderers->render(*scene, wanted), text.look, sample);
        if (text.apply == TextApply::Surface)
            return drawn_with(*scene, std::move(plate), index, text, **material, wanted,
                              *workshop.renderers, sample);
        return written(std::move(plate), index, text, **material, sample);
    };
}

Expected<std::vector<AssetFile>> text_input_files(const TextConfig& text, Assets& assets) {
    Diagnostics findings;
    std::vector<AssetFile> files;
    std::vector<std::filesystem::path> paths = text.fonts.values;
    paths.insert(paths.end(), text.words.values.begin(), text.words.values.end());
    if (const auto material = load_text_material(text); !material) add(findings, material.errors());
    if (const auto* scene = std::get_if<SceneConfig>(&text.background)) {
        const auto more = assets.files_of(*scene);
        if (more)
            files = *more;
        else
            add(findings, more.errors());
    } else {
        const auto& photos = std::get<TextPhotos>(text.background);
        paths.insert(paths.end(), photos.images.begin(), photos.images.end());
        if (const auto* model = std::get_if<ModelDepth>(&photos.surfaces)) {
            paths.push_back(model->onnx);
            if (const auto network = DepthModel::open(*model); !network)
                add(findings, network.errors());
        }
        if (const auto* depth = std::get_if<MeasuredDepth>(&photos.surfaces)) {
            paths.insert(paths.end(), depth->depth.begin(), depth->depth.end());
            paths.insert(paths.end(), depth->camera.begin(), depth->camera.end());
            for (const std::filesystem::path& file : depth->camera)
                if (const auto camera = read_camera_file(file); !camera)
                    add(findings, camera.errors());
        }
    }
    for (const std::filesystem::path& path : paths) {
        const auto hash = sha256_of_file(path);
        if (!hash) {
            add(findings, hash.errors());
            continue;
        }
        files.push_back({path.generic_string(), std::filesystem::file_size(path), *hash});
    }
    if (!findings.empty()) return findings;
    const auto by_path = [](const AssetFile& a, const AssetFile& b) { return a.path < b.path; };
    std::sort(files.begin(), files.end(), by_path);
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

}  // namespace diorama
