#include "tools/preview/camera_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diorama::preview {
namespace {

/// The pose with its axes orthonormal again, so that many small moves do not shear it.
glm::mat4 rigid(const glm::mat3& rotation, const glm::vec3& position) {
    glm::mat4 pose(glm::mat3_cast(glm::normalize(glm::quat_cast(rotation))));
    pose[3] = glm::vec4(position, 1.0f);
    return pose;
}

}  // namespace

glm::mat4 orbited(const glm::mat4& world_from_camera, const glm::vec3& pivot, float yaw,
                  float pitch) {
    const glm::mat3 axes(world_from_camera);
    // The camera looks along -Z: where it looks from above, its +Z points up.
    const float elevation = std::asin(std::clamp(axes[2].y, -1.0f, 1.0f));
    const float limit = radians(89.0f);
    const float reached =
        std::clamp(elevation + pitch, std::min(-limit, elevation), std::max(limit, elevation));
    const glm::quat turn = glm::angleAxis(yaw, glm::vec3(0, 1, 0)) *
                           glm::angleAxis(elevation - reached, glm::normalize(axes[0]));
    const glm::vec3 arm = glm::vec3(world_from_camera[3]) - pivot;
    return rigid(glm::mat3_cast(turn) * axes, pivot + turn * arm);
}

glm::mat4 panned(const glm::mat4& world_from_camera, float right_m, float up_m) {
    glm::mat4 pose = world_from_camera;
    pose[3] += pose[0] * right_m + pose[1] * up_m;
    return pose;
}

glm::mat4 dollied(const glm::mat4& world_from_camera, const glm::vec3& pivot, float factor) {
    constexpr float kNearest = 0.01f;  // meters
    const glm::vec3 arm = glm::vec3(world_from_camera[3]) - pivot;
    const float length = glm::length(arm);
    if (!(length > 0)) return world_from_camera;
    glm::mat4 pose = world_from_camera;
    pose[3] = glm::vec4(pivot + arm * (std::max(length * factor, kNearest) / length), 1.0f);
    return pose;
}

std::string poses_text(const glm::mat4& world_from_camera) {
    std::string text = "[[";
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            text += fmt::format("{}{}", row + column > 0 ? ", " : "",
                                world_from_camera[column][row] + 0.0f);
    return text + "]]";
}

}  // namespace diorama::preview
