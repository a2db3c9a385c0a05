/// A plane seen by a camera, in camera space and in inverse depth.
#pragma once

#include "engine/core/camera.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// The points X of camera space (+Y up, looking along -Z, meters) with dot(normal, X) + offset = 0.
struct Plane {
    glm::vec3 normal{0.0f, 0.0f, 1.0f};  // unit, toward the camera
    float offset_m = 1.0f;               // distance of the camera, positive
};

/// The ray under the continuous pixel (x, y): the point of camera space at depth 1.
inline glm::dvec3 pixel_ray(const Intrinsics& k, double x, double y) {
    return {(x - k.cx) / k.fx, (k.cy - y) / k.fy, -1.0};
}

/// Depth along the view axis at which the ray under the continuous pixel (x, y) meets the plane;
/// +inf where it does not.
double depth_at(const Plane& plane, const Intrinsics& intrinsics, double x, double y);

/// A plane as the inverse depth it has in the picture: 1 / depth = dot(v, ray * (1, 1, -1)), linear
/// in the pixel. With the ray (rx, ry, -1): v.x * rx + v.y * ry + v.z. v = -normal / offset, its
/// last component negated. Sensors that measure disparity have the same noise in it everywhere.
using InverseDepth = glm::dvec3;

/// @param v  not zero.
Plane plane_of(const InverseDepth& v);
InverseDepth inverse_depth_of(const Plane& plane);

}  // namespace diorama
