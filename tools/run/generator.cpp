#include "tools/run/generator.hpp"

#include <fmt/format.h>

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
#include "engine/render/flow.hpp"
#include "engine/scene/draw_scene.hpp"
#include "engine/scene/motion.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/coco_source.hpp"
#include "tools/run/mix_draw.hpp"
#include "tools/run/paste_generator.hpp"
#include "tools/run/text_generator.hpp"

namespace diorama {
namespace {

/// The pictures of a sequence, with flow between neighbors where motion is asked for.
std::vector<Frame> render_sequence(const Scene& start, const SequenceConfig& sequence,
                                   const FrameRequest& request, RendererPool& renderers) {
    std::vector<Frame> frames;
    for (int i = 0; i < sequence.frames; ++i) {
        frames.push_back(renderers.render(scene_at(start, i / sequence.fps), request));
        frames.back().suffix = fmt::format("_f{:04}", i);
        frames.back().time = static_cast<std::uint32_t>(i);
    }
    if (!request.motion) return frames;
    for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
        frames[i].flow_forward = flow_between(frames[i], frames[i + 1]);
        frames[i + 1].flow_backward = flow_between(frames[i + 1], frames[i]);
    }
    for (Frame& frame : frames) frame.surface.point = {};
    return frames;
}

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
            const auto& sequence = std::get<SceneConfig>(run.generator).sequence;
            if (sequence) return render_sequence(*scene, *sequence, wanted, *shop.renderers);
            FrameRequest of_still = wanted;
            of_still.motion = false;
            std::vector<Frame> frames;
            frames.push_back(shop.renderers->render(*scene, of_still));
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
            // Their draws are other ones than those of the mix.
            parts.push_back(augmented_part(part.run, config.count,
                                           make_generator(*part.run, of_part, workshop)));
            weights.push_back(part.weight);
        }
        return [seed = config.seed, parts, weights](std::uint64_t index) {
            return parts[mix_part_of(weights, seed, index)](index);
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
            for (const auto& files : {std::visit(*this, part.run->generator),
                                      hashed_files(augmentation_files(part.run->augment))}) {
                if (!files) {
                    findings.insert(findings.end(), files.errors().begin(), files.errors().end());
                    continue;
                }
                for (const AssetFile& file : *files) all.try_emplace(file.path, file);
            }
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
