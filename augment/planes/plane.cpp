#include "augment/planes/plane.hpp"

#include <cmath>
#include <limits>

namespace diorama {

double depth_at(const Plane& plane, const Intrinsics& intrinsics, double x, double y) {
    const double along = glm::dot(glm::dvec3(plane.normal), pixel_ray(intrinsics, x, y));
    if (along >= 0.0) return std::numeric_limits<double>::infinity();
    return -static_cast<double>(plane.offset_m) / along;
}

Plane plane_of(const InverseDepth& v) {
    const double length = std::sqrt(glm::dot(v, v));
    return {.normal = glm::vec3(glm::dvec3(-v.x, -v.y, v.z) / length),
            .offset_m = static_cast<float>(1.0 / length)};
}

InverseDepth inverse_depth_of(const Plane& plane) {
    const glm::dvec3 scaled = glm::dvec3(plane.normal) / static_cast<double>(plane.offset_m);
    return {-scaled.x, -scaled.y, scaled.z};
}

}  // namespace diorama
