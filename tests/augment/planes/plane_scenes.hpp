/// Depth pictures of known planes.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "augment/planes/plane.hpp"
#include "engine/core/rng.hpp"

namespace diorama::test {

inline constexpr Intrinsics kCamera{.fx = 520, .fy = 510, .cx = 322, .cy = 236};
inline constexpr Extent kPicture{640, 480};

/// A plane by a normal of any length and a point on it; the normal must face the camera.
inline Plane plane_at(const glm::vec3& normal, const glm::vec3& point) {
    const glm::vec3 n = glm::normalize(normal);
    return {.normal = n, .offset_m = -glm::dot(n, point)};
}

/// The depth of the nearest of some planes under each pixel center: a room seen from inside.
inline Image<float> depth_of(const std::vector<Plane>& planes, Extent extent = kPicture,
                             const Intrinsics& k = kCamera) {
    Image<float> depth(extent, std::numeric_limits<float>::infinity());
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            for (const Plane& plane : planes)
                depth.at(x, y) = std::min(depth.at(x, y),
                                          static_cast<float>(depth_at(plane, k, x + 0.5, y + 0.5)));
        }
    }
    return depth;
}

/// Noise of standard deviation `std_m` * depth^2, and a share of pixels without measurement, singly
/// and in round holes.
inline void spoil(Image<float>& depth, double std_m, double missing, Rng rng) {
    for (float& d : depth) {
        d += static_cast<float>(rng.normal() * std_m) * d * d;
        if (rng.chance(missing / 2)) d = 0.0f;
    }
    const int holes = static_cast<int>(missing * 40);
    for (int hole = 0; hole < holes; ++hole) {
        const int r = static_cast<int>(rng.integer(3, 25));
        const int cx = static_cast<int>(rng.integer(0, depth.width() - 1));
        const int cy = static_cast<int>(rng.integer(0, depth.height() - 1));
        for (int y = std::max(0, cy - r); y < std::min(depth.height(), cy + r); ++y) {
            for (int x = std::max(0, cx - r); x < std::min(depth.width(), cx + r); ++x) {
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r) depth.at(x, y) = 0.0f;
            }
        }
    }
}

/// Floor, back wall and left wall of a room.
inline std::vector<Plane> room() {
    return {plane_at({0, 1, 0.15f}, {0, -1.2f, -2}), plane_at({0.1f, -0.1f, 1}, {0, 0, -3.5f}),
            plane_at({1, 0, 0.1f}, {-1.3f, 0, -2})};
}

}  // namespace diorama::test
