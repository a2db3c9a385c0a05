/// Poses and intrinsics in the axes of computer vision: x right, y down, z forward, pixel centers
/// at integers. Private to dataset.
#pragma once

#include <array>

#include "engine/core/camera.hpp"

namespace diorama {

/// Rows of a 4x4 matrix.
using PoseRows = std::array<std::array<double, 4>, 4>;

/// The camera's pose: takes points of its OpenCV axes to the world (+Y up, meters).
PoseRows world_from_vision_camera(const Camera& camera);

/// Its inverse.
PoseRows vision_camera_from_world(const Camera& camera);

/// Takes points of an object (meters, before its scale) to the OpenCV axes of the camera.
PoseRows vision_camera_from_object(const Camera& camera, const glm::mat4& world_from_object);

/// fx 0 cx, 0 fy cy, 0 0 1 for pixel centers at integers: cx and cy are half a pixel less than in
/// the engine.
std::array<double, 9> vision_intrinsics(const Camera& camera);

/// Lengths of the first three columns: an object's scale along its axes.
std::array<double, 3> scale_of(const PoseRows& pose);

}  // namespace diorama
