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

glm::dmat4 exact_clip_from_camera(const Camera& camera) {
    const auto& k = camera.intrinsics;
    const double width = camera.extent.width, height = camera.extent.height;
    glm::dmat4 clip(0.0);
    // Camera space looks along -Z, so w = -z; x and y of the picture grow right and down.
    clip[0][0] = 2.0 * k.fx / width;
    clip[1][1] = -2.0 * k.fy / height;
    clip[2][0] = 1.0 - 2.0 * k.cx / width;
    clip[2][1] = 1.0 - 2.0 * k.cy / height;
    clip[2][3] = -1.0;
    clip[3][2] = static_cast<double>(camera.near_m);
    return clip;
}

// A point of the world in camera space. The eye is subtracted first: what is left is small.
glm::dvec3 camera_point(const Camera& camera, const glm::dvec3& world) {
    const glm::dmat4 pose(camera.world_from_camera);
    return glm::transpose(glm::dmat3(pose)) * (world - glm::dvec3(pose[3]));
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
    return glm::mat4(exact_clip_from_camera(camera));
}

glm::mat4 clip_from_object(const Camera& camera, const glm::mat4& world_from_object) {
    const glm::dmat4 pose(world_from_object);
    const glm::dmat3 rotation = glm::transpose(glm::dmat3(glm::dmat4(camera.world_from_camera)));
    glm::dmat4 camera_from_object(1.0);
    for (int column = 0; column < 3; ++column)
        camera_from_object[column] = glm::dvec4(rotation * glm::dvec3(pose[column]), 0.0);
    camera_from_object[3] = glm::dvec4(camera_point(camera, glm::dvec3(pose[3])), 1.0);
    return glm::mat4(exact_clip_from_camera(camera) * camera_from_object);
}

glm::vec3 project(const Camera& camera, const glm::vec3& world) {
    const glm::dvec3 p = camera_point(camera, glm::dvec3(world));
    const auto& k = camera.intrinsics;
    const double depth = -p.z;
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
