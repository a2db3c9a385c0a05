/// The lights of a scene as shaders read them, and the views from which their shadows are drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/math.hpp"
#include "engine/render/environment_map.hpp"
#include "engine/scene/scene.hpp"
#include "shaders/shared/scene.h"

namespace diorama {

/// What one shadow map shows, and the square of the maps that it is drawn into: a sun fills a
/// layer, the six sides around a point light a quarter each.
struct ShadowView {
    glm::mat4 shadow_from_world;
    std::uint32_t layer = 0;
    float corner_x = 0, corner_y = 0, size = 1;  // shares of the layer's side
};

struct LightSetup {
    std::vector<shader::LightParams> lights;
    std::vector<ShadowView> views;
    std::uint32_t layer_count = 0;
};

/// @param all   bounds of everything that casts a shadow
/// @param focus bounds of what matters: a sun's shadow map covers its surroundings
/// @param size  of a layer of the shadow maps, in texels
/// The environment's key light comes last; what exceeds shader::kMaxLights is dropped.
LightSetup set_up_lights(const Scene& scene, const EnvironmentMap& environment, const Aabb& all,
                         const Aabb& focus, int size);

/// False when nothing within `bounds` can be drawn into a shadow view, because all of it lies
/// beyond one of the view's four sides; a hundredth is left for rounding. A point light has six
/// views, and most things are seen by one of them.
bool may_cast_into(const glm::mat4& shadow_from_world, const Aabb& bounds);

}  // namespace diorama
