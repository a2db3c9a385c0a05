#include "engine/render/depth.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <optional>
#include <vector>

namespace diorama {
namespace {

// 1 / depth over the picture, x and y in pixels: linear on a plane.
struct InverseDepth {
    std::uint32_t triangle = UINT32_MAX;
    double per_x = 0, per_y = 0, at_origin = 0;
    double least = 0, most = 0;  // over the corners

    double at(double x, double y) const {
        return std::clamp(at_origin + per_x * x + per_y * y, least, most);
    }
};

class Triangles {
 public:
    Triangles(const Scene& scene, const DrawList& list)
        : scene_(scene), list_(list), poses_(list.instances.size()) {}

    // Neighboring rows show the same triangles again, so the last few hundred are kept.
    const InverseDepth& find(std::uint32_t triangle) {
        InverseDepth& kept = kept_[triangle % kept_.size()];
        if (kept.triangle != triangle) kept = make(triangle);
        return kept;
    }

 private:
    // camera_from_object of a draw: the eye is subtracted first, as in clip_from_object().
    const glm::dmat4& pose(std::size_t draw) {
        if (!poses_[draw]) {
            const glm::dmat4 camera(scene_.camera.world_from_camera);
            glm::dmat4 object(list_.instances[draw].world_from_object);
            object[3] -= glm::dvec4(glm::dvec3(camera[3]), 0.0);
            poses_[draw] = glm::dmat4(glm::transpose(glm::dmat3(camera))) * object;
        }
        return *poses_[draw];
    }

    InverseDepth make(std::uint32_t triangle) {
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
        InverseDepth result{.triangle = triangle,
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

    const Scene& scene_;
    const DrawList& list_;
    std::vector<std::optional<glm::dmat4>> poses_;
    std::array<InverseDepth, 512> kept_;
};

}  // namespace

Image<float> depth_of_triangles(const Scene& scene, const DrawList& list,
                                const std::uint32_t* id_triangle) {
    Image<float> depth(scene.camera.extent, std::numeric_limits<float>::infinity());
    Triangles triangles(scene, list);
    for (int y = 0; y < depth.height(); ++y) {
        float* row = depth.row(y);
        for (int x = 0; x < depth.width(); ++x, id_triangle += 2)
            if (id_triangle[0] != kBackgroundId)
                row[x] =
                    static_cast<float>(1.0 / triangles.find(id_triangle[1]).at(x + 0.5, y + 0.5));
    }
    return depth;
}

}  // namespace diorama
