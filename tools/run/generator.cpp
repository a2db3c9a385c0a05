#include "tools/run/generator.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "augment/resources.hpp"
#include "engine/core/distribution.hpp"
#include "engine/core/rng.hpp"
#include "engine/io/file.hpp"
#include "engine/scene/draw_scene.hpp"
#include "tools/run/coco_source.hpp"
#include "tools/run/paste_generator.hpp"
#include "tools/run/text_generator.hpp"

namespace diorama {
namespace {

/// Makes the generator of each kind of configuration.
struct Maker {
    const RunConfig& config;
    const FrameRequest& request;
    Workshop workshop;

    Generator operator()(const SceneConfig&) const {
        assert(workshop.renderers);
        return [&run = config, wanted = request,
                shop = workshop](std::uint64_t index) -> Expected<std::vector<Frame>> {
            const auto scene = draw_sample(run, shop.assets, index);
            if (!scene) return scene.errors();
            std::vector<Frame> frames;
            frames.push_back(shop.renderers->render(*scene, wanted));
            return frames;
        };
    }

    Generator operator()(const SourceConfig& source) const {
        return coco_generator(source, config.categories, config.assets);
    }

    Generator operator()(const PasteConfig&) const {
        return make_paste_generator(config, request, workshop);
    }

    Generator operator()(const TextConfig& text) const {
        return make_text_generator(config, text, request, workshop);
    }

    Generator operator()(const MixConfig& mix) const {
        std::vector<Generator> parts;
        std::vector<double> weights;
        for (const MixPart& part : mix.parts) {
            FrameRequest of_part = request;
            of_part.quality = part.run->quality;
            parts.push_back(make_generator(*part.run, of_part, workshop));
            weights.push_back(part.weight);
        }
        return [seed = config.seed, parts, weights](std::uint64_t index) {
            Rng rng = Rng{seed}.stream(index).stream("mix");
            return parts[draw_index(weights, rng)](index);
        };
    }
};

/// Whether a configuration draws scenes, and so needs a Vulkan device.
struct DrawsScenes {
    bool operator()(const SceneConfig&) const { return true; }
    bool operator()(const SourceConfig&) const { return false; }
    bool operator()(const PasteConfig& paste) const { return !scenes_of(paste).empty(); }
    bool operator()(const TextConfig& text) const {
        return std::holds_alternative<SceneConfig>(text.background);
    }
    bool operator()(const MixConfig& mix) const {
        return std::ranges::any_of(mix.parts, [](const MixPart& part) {
            return std::visit(DrawsScenes{}, part.run->generator);
        });
    }
};

/// The input files of each kind of configuration.
struct Inputs {
    const AssetConfig& limits;
    Assets& assets;

    Expected<std::vector<AssetFile>> operator()(const SceneConfig& scene) const {
        return assets.files_of(scene);
    }
    Expected<std::vector<AssetFile>> operator()(const SourceConfig& source) const {
        return source_files(source);
    }
    Expected<std::vector<AssetFile>> operator()(const PasteConfig& paste) const {
        return paste_input_files(paste, limits, assets);
    }
    Expected<std::vector<AssetFile>> operator()(const TextConfig& text) const {
        return text_input_files(text, assets);
    }
    Expected<std::vector<AssetFile>> operator()(const MixConfig& mix) const {
        std::map<std::string, AssetFile> all;
        Diagnostics findings;
        for (const MixPart& part : mix.parts) {
            const auto files = std::visit(*this, part.run->generator);
            if (!files) {
                findings.insert(findings.end(), files.errors().begin(), files.errors().end());
                continue;
            }
            for (const AssetFile& file : *files) all.try_emplace(file.path, file);
        }
        if (!findings.empty()) return findings;
        std::vector<AssetFile> sorted;
        for (auto& [path, file] : all) sorted.push_back(std::move(file));
        return sorted;
    }
};

}  // namespace

std::unique_ptr<RendererPool> open_renderers(const RunConfig& config, const MachineOptions& machine,
                                             int threads) {
    if (!std::visit(DrawsScenes{}, config.generator)) return nullptr;
    return std::make_unique<RendererPool>(device_request(machine, process_environment), threads);
}

Expected<std::vector<AssetFile>> hashed_files(std::vector<std::filesystem::path> files) {
    std::ranges::sort(files);
    const auto repeated = std::ranges::unique(files);
    files.erase(repeated.begin(), repeated.end());
    std::vector<AssetFile> hashed;
    Diagnostics findings;
    for (const std::filesystem::path& file : files) {
        const auto hash = sha256_of_file(file);
        std::error_code error;
        if (hash)
            hashed.push_back(
                {file.generic_string(), std::filesystem::file_size(file, error), *hash});
        else
            findings.insert(findings.end(), hash.errors().begin(), hash.errors().end());
    }
    if (!findings.empty()) return findings;
    return hashed;
}

Generator make_generator(const RunConfig& config, const FrameRequest& request, Workshop workshop) {
    return std::visit(Maker{config, request, workshop}, config.generator);
}

Expected<std::vector<AssetFile>> input_files(const RunConfig& config, Assets& assets) {
    auto files = std::visit(Inputs{config.assets, assets}, config.generator);
    const auto more = hashed_files(augmentation_files(config.augment));
    if (!files) return files;
    if (!more) return more.errors();
    files->insert(files->end(), more->begin(), more->end());
    std::ranges::sort(*files, {}, &AssetFile::path);
    return files;
}

Expected<Scene> draw_sample(const RunConfig& config, Assets& assets, std::uint64_t index) {
    const Rng sample = Rng{config.seed}.stream(index);
    return draw_scene(std::get<SceneConfig>(config.generator), config.image.extent, assets, index,
                      sample);
}

}  // namespace diorama
