/// Poses relative to a camera, in double.
#pragma once

#include "engine/core/camera.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// camera_from_world * world_from_object. The eye is subtracted first, as in clip_from_object(), so
/// that nothing is lost far from the origin.
inline glm::dmat4 camera_from_object(const Camera& camera, const glm::mat4& world_from_object) {
    const glm::dmat4 world_from_camera(camera.world_from_camera);
    glm::dmat4 object(world_from_object);
    object[3] -= glm::dvec4(glm::dvec3(world_from_camera[3]), 0.0);
    return glm::dmat4(glm::transpose(glm::dmat3(world_from_camera))) * object;
}

}  // namespace diorama
