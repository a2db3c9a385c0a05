#include "engine/core/camera.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

// Unit length without overflow or underflow on the way; zero stays zero.
glm::vec3 direction_of(const glm::vec3& v) {
    const float largest = std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)});
    return largest > 0 ? glm::normalize(v / largest) : glm::vec3(0);
}

}  // namespace

Intrinsics intrinsics_from_fov(Extent extent, double fov_y) {
    const double focal = 0.5 * extent.height / static_cast<double>(std::tan(float(0.5 * fov_y)));
    return {.fx = focal, .fy = focal, .cx = 0.5 * extent.width, .cy = 0.5 * extent.height};
}

glm::mat4 look_at(const glm::vec3& eye, const glm::vec3& target, const glm::vec3& up) {
    const glm::vec3 back = eye == target ? glm::vec3(0, 0, 1) : direction_of(eye - target);
    glm::vec3 reference = direction_of(up);
    for (const glm::vec3 other : {glm::vec3(0, 0, 1), glm::vec3(1, 0, 0)}) {
        if (glm::length(glm::cross(reference, back)) > 0.00174533f) break;
        reference = other;
    }
    const glm::vec3 right = glm::normalize(glm::cross(reference, back));
    const glm::vec3 upward = glm::cross(back, right);
    return glm::mat4(glm::vec4(right, 0), glm::vec4(upward, 0), glm::vec4(back, 0),
                     glm::vec4(eye, 1));
}

glm::mat4 rigid_inverse(const glm::mat4& target_from_source) {
    const glm::mat3 rotation = glm::transpose(glm::mat3(target_from_source));
    const glm::vec3 translation = rotation * -glm::vec3(target_from_source[3]);
    return glm::mat4(glm::vec4(rotation[0], 0), glm::vec4(rotation[1], 0),
                     glm::vec4(rotation[2], 0), glm::vec4(translation, 1));
}

glm::mat4 clip_from_camera(const Camera& camera) {
    const auto& k = camera.intrinsics;
    const double width = camera.extent.width, height = camera.extent.height;
    glm::mat4 clip(0.0f);
    // Camera space looks along -Z, so w = -z; x and y of the picture grow right and down.
    clip[0][0] = static_cast<float>(2.0 * k.fx / width);
    clip[1][1] = static_cast<float>(-2.0 * k.fy / height);
    clip[2][0] = static_cast<float>(1.0 - 2.0 * k.cx / width);
    clip[2][1] = static_cast<float>(1.0 - 2.0 * k.cy / height);
    clip[2][3] = -1.0f;
    clip[3][2] = camera.near_m;
    return clip;
}

glm::vec3 project(const Camera& camera, const glm::vec3& world) {
    const glm::vec3 p = glm::vec3(rigid_inverse(camera.world_from_camera) * glm::vec4(world, 1));
    const auto& k = camera.intrinsics;
    const double depth = -static_cast<double>(p.z);
    return {static_cast<float>(k.cx + k.fx * p.x / depth),
            static_cast<float>(k.cy - k.fy * p.y / depth), static_cast<float>(depth)};
}

glm::vec3 unproject(const Camera& camera, double x, double y, double depth) {
    const auto& k = camera.intrinsics;
    const glm::vec4 p{static_cast<float>((x - k.cx) / k.fx * depth),
                      static_cast<float>((k.cy - y) / k.fy * depth), static_cast<float>(-depth),
                      1.0f};
    return glm::vec3(camera.world_from_camera * p);
}

}  // namespace diorama
