#include "tests/oracle/geometry.hpp"

#include <algorithm>
#include <limits>

namespace diorama::oracle {

Picture empty_picture(Extent extent) {
    return {.ids = Image<std::uint32_t>(extent, kBackgroundId),
            .depth = Image<float>(extent, std::numeric_limits<float>::infinity()),
            .triangles = Image<std::uint32_t>(extent, kNoTriangle)};
}

std::vector<Triangle> camera_triangles(const Scene& scene, std::size_t instance_index) {
    const Instance& instance = scene.instances[instance_index];
    const glm::dmat4 world_from_object(instance.object.world_from_object);
    const glm::dmat4 world_from_camera(scene.camera.world_from_camera);
    const glm::dmat3 to_camera = glm::transpose(glm::dmat3(world_from_camera));
    const glm::dvec3 eye(world_from_camera[3]);
    const auto place = [&](const Vertex& vertex) {
        const glm::dvec4 p(glm::dvec3(vertex.position), 1.0);
        return to_camera * (glm::dvec3(world_from_object * p) - eye);
    };

    std::vector<Triangle> triangles;
    triangles.reserve(instance.model->triangle_count());
    for (const MeshPart& part : instance.model->parts)
        for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3)
            triangles.push_back({place(part.vertices[part.indices[i]]),
                                 place(part.vertices[part.indices[i + 1]]),
                                 place(part.vertices[part.indices[i + 2]])});
    return triangles;
}

glm::dvec2 project_point(const Camera& camera, const glm::dvec3& point) {
    const Intrinsics& k = camera.intrinsics;
    return {k.cx + k.fx * point.x / -point.z, k.cy - k.fy * point.y / -point.z};
}

double plane_depth(const Camera& camera, const Triangle& t, double x, double y) {
    const double near = static_cast<double>(camera.near_m);
    const auto [nearest, farthest] = std::minmax({-t[0].z, -t[1].z, -t[2].z});
    const double least = std::max(nearest, near), most = std::max(farthest, near);
    const glm::dvec3 normal = glm::cross(t[2] - t[1], t[0] - t[1]);
    const double offset = glm::dot(normal, t[1]);
    if (offset == 0) return 2 / (1 / least + 1 / most);
    const double along = glm::dot(normal, pixel_ray(camera, x, y));
    // Negative beyond the horizon of the plane, which is farther than anything.
    return offset / along > 0 ? std::clamp(offset / along, least, most) : most;
}

glm::dvec3 pixel_ray(const Camera& camera, double x, double y) {
    const Intrinsics& k = camera.intrinsics;
    return {(x - k.cx) / k.fx, (k.cy - y) / k.fy, -1.0};
}

}  // namespace diorama::oracle
