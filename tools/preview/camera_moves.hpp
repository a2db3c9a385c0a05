/// Moving a camera by hand, and writing its pose as a configuration.
#pragma once

#include <string>

#include "engine/core/math.hpp"

namespace diorama::preview {

/// Turns a camera about `pivot`: by `yaw` about the world's +Y, then by `pitch` about the camera's
/// own x axis (radians). The pitch stops a degree before the poles, so that up stays up. The
/// distance and where the pivot is in the picture stay the same.
glm::mat4 orbited(const glm::mat4& world_from_camera, const glm::vec3& pivot, float yaw,
                  float pitch);

/// Moves a camera along its own x and y axes, meters.
glm::mat4 panned(const glm::mat4& world_from_camera, float right_m, float up_m);

/// Moves a camera along the line to `pivot` until its distance is `factor` times what it was; not
/// nearer than a centimeter.
glm::mat4 dollied(const glm::mat4& world_from_camera, const glm::vec3& pivot, float factor);

/// The pose as `scene.camera.poses` takes it: a list of one row-major matrix, exact to the bit.
std::string poses_text(const glm::mat4& world_from_camera);

}  // namespace diorama::preview
