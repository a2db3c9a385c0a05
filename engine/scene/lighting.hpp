/// Draws what lights a scene: its lights and the environment around it.
#pragma once

#include <vector>

#include "engine/config/scene_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/assets.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

constexpr std::size_t kMaxLights = 8;  // of a scene

/// Draws lights and environment into a scene; see draw_scene() for how a sky and a sun combine.
/// Light i draws from root.stream("lights").stream(i), the environment from
/// root.stream("environment").
/// @return diagnostics when a panorama cannot be read or there are more than kMaxLights lights.
Expected<Done> draw_lighting(const SceneConfig& config, Assets& assets, const Rng& root,
                             Scene& scene);

}  // namespace diorama
