/// From a configuration to the function that makes its samples.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/scene/assets.hpp"
#include "tools/run/options.hpp"
#include "tools/run/renderer_pool.hpp"

namespace diorama {

/// Makes all pictures of sample `index`, before augmentation: usually one; several where one
/// layout is blended in several ways. A pure function of the configuration and the index, for any
/// thread.
using Generator = std::function<Expected<std::vector<Frame>>(std::uint64_t index)>;

/// What the generators of a run share. It outlives them.
struct Workshop {
    Assets& assets;
    RendererPool* renderers = nullptr;  // as open_renderers() gave it
};

/// The renderers of a run for so many threads; none where it draws no scenes and so needs no
/// Vulkan device.
/// @throws GpuUnavailable
std::unique_ptr<RendererPool> open_renderers(const RunConfig& config, const MachineOptions& machine,
                                             int threads);

/// The generator of a run.
/// @param config   outlives the generator.
/// @param request  what its frames hold.
Generator make_generator(const RunConfig& config, const FrameRequest& request, Workshop workshop);

/// Files with their sizes and hashes, sorted by path, each once.
/// @return NoInput for each that cannot be read.
Expected<std::vector<AssetFile>> hashed_files(std::vector<std::filesystem::path> files);

/// Every file that the samples of a run depend on, sorted by path, with its hash.
/// @return NoInput for each that cannot be read.
Expected<std::vector<AssetFile>> input_files(const RunConfig& config, Assets& assets);

/// The world of sample `index` of a run that draws scenes.
Expected<Scene> draw_sample(const RunConfig& config, Assets& assets, std::uint64_t index);

}  // namespace diorama
