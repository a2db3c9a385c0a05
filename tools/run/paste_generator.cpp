#include "tools/run/paste_generator.hpp"

#include <fmt/format.h>

#include <cassert>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "augment/paste/paste.hpp"
#include "engine/io/file.hpp"
#include "engine/scene/draw_scene.hpp"

namespace diorama {

Generator make_paste_generator(const RunConfig& config, const FrameRequest& request,
                               Workshop workshop) {
    const RenderScene render = [workshop](const SceneConfig& scene_config, Extent extent,
                                          const Rng& rng) -> Expected<Frame> {
        assert(workshop.renderers);
        const auto scene = draw_scene(scene_config, extent, workshop.assets, 0, rng);
        if (!scene) return scene.errors();
        return workshop.renderers->render(*scene, FrameRequest{});
    };
    const auto pictures = std::make_shared<PastePictures>(
        config, render, [](const std::string& note) { fmt::print(stderr, "note: {}\n", note); });
    return [&config, color = request.color, pictures](std::uint64_t index) {
        return paste_sample(config, index, color, *pictures);
    };
}

Expected<std::vector<AssetFile>> paste_input_files(const PasteConfig& paste,
                                                   const AssetConfig& limits, Assets& assets) {
    std::map<std::string, AssetFile> files;
    Diagnostics errors;
    const auto note = [&](const Diagnostics& found) {
        errors.insert(errors.end(), found.begin(), found.end());
    };
    for (const SceneConfig* scene : scenes_of(paste)) {
        const auto found = assets.files_of(*scene);
        if (!found) {
            note(found.errors());
            continue;
        }
        for (const AssetFile& file : *found) files[file.path] = file;
    }
    for (const std::filesystem::path& file : files_of(paste)) {
        const auto bytes = read_file(file, limits.max_file_bytes);
        const std::string name = file.generic_string();
        if (bytes) files[name] = {name, bytes->size(), sha256_hex(*bytes)};
        if (!bytes) note(bytes.errors());
    }
    if (!errors.empty()) return errors;
    std::vector<AssetFile> sorted;
    for (auto& [name, file] : files) sorted.push_back(std::move(file));
    return sorted;
}

}  // namespace diorama
