#include "augment/text/homography.hpp"

#include <cmath>

namespace diorama {

namespace {

constexpr double kMinFacing = 0.25;  // cosine between the normal and the ray to the camera

}  // namespace

std::optional<glm::dmat3> image_from_plane(const Plane& plane, const Intrinsics& k,
                                           const glm::dvec2& anchor, float roll,
                                           const glm::vec3& right) {
    // Vision axes: x right, y down, z forward.
    const glm::dvec3 n = glm::normalize(glm::dvec3(plane.normal) * glm::dvec3(1.0, -1.0, -1.0));
    const glm::dvec3 ray = pixel_ray(k, anchor.x, anchor.y) * glm::dvec3(1.0, -1.0, -1.0);
    const double along = glm::dot(n, ray);
    if (along > -kMinFacing * glm::length(ray)) return std::nullopt;
    const glm::dvec3 p0 = ray * (-static_cast<double>(plane.offset_m) / along);

    const glm::dvec3 wanted = glm::dvec3(right) * glm::dvec3(1.0, -1.0, -1.0);
    const glm::dvec3 part = wanted - glm::dot(wanted, n) * n;
    if (glm::dot(part, part) < 1e-6) return std::nullopt;
    const glm::dvec3 ahead = glm::normalize(part), down = glm::cross(ahead, n);
    const auto c = static_cast<double>(std::cos(roll)), s = static_cast<double>(std::sin(roll));
    const glm::dvec3 e1 = c * ahead + s * down, e2 = c * down - s * ahead;
    const glm::dmat3 pixels(k.fx, 0, 0, 0, k.fy, 0, k.cx, k.cy, 1);  // column by column
    return pixels * glm::dmat3(e1, e2, p0);
}

glm::dmat3 plane_from_text(double meters_per_unit, const glm::dvec2& origin_m) {
    return glm::dmat3(meters_per_unit, 0, 0, 0, meters_per_unit, 0, origin_m.x, origin_m.y, 1);
}

glm::dmat2 jacobian(const glm::dmat3& m, const glm::dvec2& p) {
    const glm::dvec3 h = m * glm::dvec3(p, 1.0);
    const glm::dvec2 at = glm::dvec2(h) / h.z;
    return {(glm::dvec2(m[0]) - at * m[0].z) / h.z, (glm::dvec2(m[1]) - at * m[1].z) / h.z};
}

}  // namespace diorama
