/// Simple models and scene configurations for the tests of placement and drawing.
#pragma once

#include <memory>
#include <string>

#include "engine/config/scene_config.hpp"
#include "engine/core/model.hpp"
#include "engine/scene/assets.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// A box from `low` to `high`.
std::shared_ptr<const Model> box_model(const glm::vec3& low, const glm::vec3& high);
/// An upright prism with `sides` corners around the y axis, standing on y = 0.
std::shared_ptr<const Model> prism_model(float radius, float height, int sides);

/// Assets whose mesh files "brick", "cube", "can", "coin" and "ball" are made by the functions
/// above: 20 x 6 x 10 cm, 8 cm, 12 cm high and 7 cm wide, 6 mm high and 8 cm wide; the ball is a
/// stack of rings with a diameter of 9 cm.
std::unique_ptr<Assets> solid_assets(std::uint64_t cache_bytes = 256u << 20);
MeshRef solid(const std::string& name);

/// A 1.2 m x 0.8 m table with `count` solids on it, a camera around it and an even studio.
SceneConfig solids_on_table(int count, bool drop);

/// All vertices of an instance in the world, in double precision.
std::vector<glm::dvec3> world_vertices(const Instance& instance);

}  // namespace diorama
