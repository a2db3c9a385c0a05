#include "engine/render/seen_triangles.hpp"

#include <cassert>

#include "engine/render/camera_pose.hpp"

namespace diorama {

SeenTriangles::SeenTriangles(const Scene& scene, const DrawList& list)
    : scene_(scene), list_(list), poses_(list.instances.size()) {}

const glm::dmat4& SeenTriangles::pose(std::size_t draw) {
    if (!poses_[draw])
        poses_[draw] = camera_from_object(scene_.camera, list_.instances[draw].world_from_object);
    return *poses_[draw];
}

SeenTriangle SeenTriangles::make(std::uint32_t triangle) {
    const auto next = std::upper_bound(
        list_.instances.begin(), list_.instances.end(), triangle,
        [](std::uint32_t t, const shader::DrawInstance& d) { return t < d.first_triangle; });
    const auto draw = static_cast<std::size_t>(next - list_.instances.begin()) - 1;
    const MeshPart& part = *list_.parts[draw];
    const std::size_t first = 3 * std::size_t{triangle - list_.instances[draw].first_triangle};
    assert(first + 2 < part.indices.size());
    std::array<glm::dvec3, 3> p;
    for (std::size_t i = 0; i < 3; ++i)
        p[i] = glm::dvec3(
            pose(draw) *
            glm::dvec4(glm::dvec3(part.vertices[part.indices[first + i]].position), 1.0));

    const auto near = static_cast<double>(scene_.camera.near_m);
    const auto [nearest, farthest] = std::minmax({-p[0].z, -p[1].z, -p[2].z});
    SeenTriangle result{.triangle = triangle,
                        .draw = static_cast<std::uint32_t>(draw),
                        .least = 1.0 / std::max(farthest, near),
                        .most = 1.0 / std::max(nearest, near)};
    // The point ray * depth lies on the plane: 1 / depth = dot(normal, ray) / dot(normal, p0).
    const glm::dvec3 normal = glm::cross(p[1] - p[0], p[2] - p[0]);
    const double offset = glm::dot(normal, p[0]);
    if (offset == 0.0) {  // no area, or seen exactly from its side
        result.at_origin = 0.5 * (result.least + result.most);
        return result;
    }
    const Intrinsics& k = scene_.camera.intrinsics;
    const glm::dvec3 n = normal / offset;
    result.per_x = n.x / k.fx;
    result.per_y = -n.y / k.fy;
    result.at_origin = -n.z - k.cx * result.per_x - k.cy * result.per_y;
    return result;
}

}  // namespace diorama
