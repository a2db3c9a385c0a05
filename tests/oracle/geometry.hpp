/// The triangles of an instance as the camera sees them, and what both oracles give back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/scene/scene.hpp"

namespace diorama::oracle {

constexpr std::uint32_t kNoTriangle = UINT32_MAX;

/// What is seen at the pixel centers, all planes [height, width].
struct Picture {
    Image<std::uint32_t> ids;        // 0 = background, else 1 + index of the instance
    Image<float> depth;              // meters along the view axis, +inf at background
    Image<std::uint32_t> triangles;  // of the instance, counted over its parts; or kNoTriangle
    /// Where float arithmetic cannot tell which of several instances is nearest: the ids of all of
    /// them, by y * width + x. Empty in a picture that claims to know.
    std::map<std::size_t, std::vector<std::uint32_t>> ties = {};
};

/// An empty picture: background everywhere.
Picture empty_picture(Extent extent);

/// Three corners in camera space (x right, y up, looking along -Z), meters.
using Triangle = std::array<glm::dvec3, 3>;

/// The triangles of one instance in camera space, in the order of its parts and indices, computed
/// in double from the float values of the scene.
std::vector<Triangle> camera_triangles(const Scene& scene, std::size_t instance_index);

/// Continuous pixel coordinates of a point in camera space with -z > 0.
glm::dvec2 project_point(const Camera& camera, const glm::dvec3& point);

/// Depth at (x, y) of the plane of a triangle, but not outside what its corners span beyond the
/// near plane; a triangle without a plane there gives the harmonic mean of that span.
double plane_depth(const Camera& camera, const Triangle& triangle, double x, double y);

/// The ray through a point of the picture, in camera space, with -z = 1: ray * depth is the point.
glm::dvec3 pixel_ray(const Camera& camera, double x, double y);

}  // namespace diorama::oracle
