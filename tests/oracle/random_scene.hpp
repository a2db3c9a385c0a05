/// Scenes that are hard on ground truth, made of nothing but a random stream.
#pragma once

#include <memory>
#include <string>

#include "engine/core/model.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/scene.hpp"

namespace diorama::oracle {

/// Shapes around the origin, one meter across, with normals, tangents, uv and bounds.
std::shared_ptr<const Model> sphere_model(int segments);
std::shared_ptr<const Model> torus_model(int segments, float tube);  // tube: radius, meters
std::shared_ptr<const Model> box_model();
std::shared_ptr<const Model> card_model();               // two triangles in the plane z = 0
std::shared_ptr<const Model> needle_model(float width);  // one triangle, 1 m by width
std::shared_ptr<const Model> soup_model(int triangle_count, Rng rng);  // any triangles at all

/// An instance of `model` in the category "shape".
Instance make_instance(std::string name, std::shared_ptr<const Model> model,
                       const glm::mat4& world_from_object);

/// 8 to 24 instances in front of, around and behind a random camera: spheres, tori, boxes, cards,
/// needles and triangle soups in random poses. Some cross the near plane or the border of the
/// picture, some cut through each other, some are a pixel or less across, and a ground may reach
/// from behind the camera far away. About one in four is a distractor.
Scene random_scene(const Rng& rng, Extent extent);

}  // namespace diorama::oracle
