#include "tools/run/generator.hpp"

#include <cassert>
#include <utility>

#include "engine/core/rng.hpp"
#include "engine/scene/draw_scene.hpp"

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
};

}  // namespace

std::unique_ptr<RendererPool> open_renderers(const RunConfig& config, const MachineOptions& machine,
                                             int threads) {
    if (!std::holds_alternative<SceneConfig>(config.generator)) return nullptr;
    return std::make_unique<RendererPool>(device_request(machine, process_environment), threads);
}

Generator make_generator(const RunConfig& config, const FrameRequest& request, Workshop workshop) {
    return std::visit(Maker{config, request, workshop}, config.generator);
}

Expected<std::vector<AssetFile>> input_files(const RunConfig& config, Assets& assets) {
    return assets.files_of(std::get<SceneConfig>(config.generator));
}

Expected<Scene> draw_sample(const RunConfig& config, Assets& assets, std::uint64_t index) {
    const Rng sample = Rng{config.seed}.stream(index);
    return draw_scene(std::get<SceneConfig>(config.generator), config.image.extent, assets, index,
                      sample);
}

}  // namespace diorama
