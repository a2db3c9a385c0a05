/// A pinhole camera: intrinsics in pixels and the pose in the world.
#pragma once

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// Intrinsics in the convention of the whole project: the center of pixel (i, j) is
/// (i + 0.5, j + 0.5), so a centered camera has cx = width / 2. OpenCV's are these minus 0.5.
struct Intrinsics {
    double fx = 0, fy = 0;  // pixels; fx < 0: the picture is mirrored
    double cx = 0, cy = 0;  // pixels, from the top-left corner of the picture
};

struct Camera {
    Extent extent;
    Intrinsics intrinsics;
    float near_m = 0.01f;               // distance of the near plane along the view axis
    glm::mat4 world_from_camera{1.0f};  // rigid; the camera looks along its -Z, +Y is up
    bool known = true;  // false: no pinhole camera made this picture, or nobody knows it
};

/// The intrinsics of a centered camera with square pixels.
Intrinsics intrinsics_from_fov(Extent extent, double fov_y);

/// A rigid pose at `eye` looking at `target`, with `up` upward in the picture.
/// When the view axis is within 0.1 degrees of `up`, or `up` is zero, +Z (then +X) takes the place
/// of `up`. With the eye at the target it looks along -Z.
glm::mat4 look_at(const glm::vec3& eye, const glm::vec3& target, const glm::vec3& up);

/// The inverse of a rigid transform, exact up to rounding: transposed rotation.
glm::mat4 rigid_inverse(const glm::mat4& target_from_source);

/// clip_from_camera with reversed, infinite depth: Z = near / depth, 1 at the near plane and 0 at
/// infinity. Vulkan clip space: x right, y down, so that (-1, -1) is the top-left corner.
glm::mat4 clip_from_camera(const Camera& camera);

/// clip_from_camera * camera_from_world * world_from_object, multiplied in double and rounded once.
/// A vertex shader that multiplies by it alone keeps 1/256 pixel wherever in the world the camera
/// is; one that goes through world space in float loses it some meters from the origin.
glm::mat4 clip_from_object(const Camera& camera, const glm::mat4& world_from_object);

/// Projects a point in the world to continuous pixel coordinates and depth along the view axis
/// (meters, negative behind the camera, where x and y mean nothing).
glm::vec3 project(const Camera& camera, const glm::vec3& world);

/// The point at `depth` meters along the view axis under the continuous pixel (x, y).
glm::vec3 unproject(const Camera& camera, double x, double y, double depth);

}  // namespace diorama
