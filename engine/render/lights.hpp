/// The lights of a scene as shaders read them, and the views from which their shadows are drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/math.hpp"
#include "engine/render/environment_map.hpp"
#include "engine/scene/scene.hpp"
#include "shaders/shared/scene.h"

namespace diorama {

struct LightSetup {
    std::vector<shader::LightParams> lights;
    std::vector<glm::mat4> shadow_from_world;  // one for each layer of the shadow maps
};

/// @param all   bounds of everything that casts a shadow
/// @param focus bounds of what matters: a sun's shadow map covers its surroundings
/// @param size  of a shadow map, in texels
/// The environment's key light comes last; what exceeds shader::kMaxLights is dropped.
LightSetup set_up_lights(const Scene& scene, const EnvironmentMap& environment, const Aabb& all,
                         const Aabb& focus, int size);

/// False when nothing within `bounds` can be drawn into a layer of the shadow maps, because all of
/// it lies beyond one of the layer's four sides; a hundredth is left for rounding. A point light
/// has six layers, and most things are seen by one of them.
bool may_cast_into(const glm::mat4& shadow_from_world, const Aabb& bounds);

}  // namespace diorama
