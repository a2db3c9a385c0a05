#include "engine/render/surface_channels.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "engine/render/seen_triangles.hpp"

namespace diorama {
namespace {

/// What the draws of a list are called; one draw is one part of one instance.
struct DrawNames {
    std::vector<std::uint32_t> part, material;  // of each draw, as pixels hold them
};

const std::string& material_name(const Instance& instance, std::uint32_t index) {
    return (instance.materials.empty() ? instance.model->materials : instance.materials)[index]
        .name;
}

DrawNames name_draws(const Scene& scene, const DrawList& list, SurfaceChannels& channels) {
    DrawNames names;
    std::map<std::string, std::uint32_t> materials;
    std::map<std::uint32_t, std::uint32_t> part_count;  // by instance id
    for (std::size_t draw = 0; draw < list.instances.size(); ++draw) {
        const std::uint32_t id = list.instances[draw].id;
        const Instance& instance = scene.instances[id - 1];
        const MeshPart& part = *list.parts[draw];
        std::string material = material_name(instance, part.material_index);
        if (material.empty())
            material = fmt::format("{}/material{}", instance.object.asset, part.material_index + 1);
        const auto [at, is_new] = materials.emplace(
            material, static_cast<std::uint32_t>(channels.material_names.size() + 1));
        if (is_new) channels.material_names.push_back(material);
        const std::uint32_t number = ++part_count[id];
        channels.part_names.push_back(
            {.instance_id = id,
             .part = part.name.empty() ? fmt::format("part{}", number) : part.name,
             .material = at->second});
        names.part.push_back(static_cast<std::uint32_t>(channels.part_names.size()));
        names.material.push_back(at->second);
    }
    return names;
}

}  // namespace

SurfaceChannels surface_channels(const Scene& scene, const DrawList& list,
                                 const std::uint32_t* id_triangle, const FrameRequest& request) {
    SurfaceChannels channels;
    const Extent extent = scene.camera.extent;
    if (request.distance)
        channels.distance = Image<float>(extent, std::numeric_limits<float>::infinity());
    if (request.nocs) channels.nocs = Image<glm::vec3>(extent, glm::vec3(0.0f));
    if (request.motion) channels.point = Image<glm::vec3>(extent, glm::vec3(0.0f));
    if (request.parts) channels.part = Image<std::uint32_t>(extent, 0);
    if (request.materials) channels.material = Image<std::uint32_t>(extent, 0);
    DrawNames names;
    if (request.parts || request.materials) names = name_draws(scene, list, channels);
    if (!request.parts) channels.part_names.clear();
    if (!request.materials && !request.parts) channels.material_names.clear();

    std::vector<glm::dmat4> object_from_camera(list.instances.size(), glm::dmat4(0.0));
    SeenTriangles triangles(scene, list);
    const Intrinsics& k = scene.camera.intrinsics;
    const bool points = request.nocs || request.motion;
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x, id_triangle += 2) {
            if (id_triangle[0] == kBackgroundId) continue;
            const SeenTriangle& seen = triangles.find(id_triangle[1]);
            if (request.parts) channels.part.at(x, y) = names.part[seen.draw];
            if (request.materials) channels.material.at(x, y) = names.material[seen.draw];
            const double depth = 1.0 / seen.inverse_depth(x + 0.5, y + 0.5);
            const glm::dvec3 point =
                depth * glm::dvec3((x + 0.5 - k.cx) / k.fx, (k.cy - y - 0.5) / k.fy, -1.0);
            if (request.distance) channels.distance.at(x, y) = static_cast<float>(length(point));
            if (!points) continue;
            glm::dmat4& inverse = object_from_camera[seen.draw];
            if (inverse[3][3] == 0.0) inverse = glm::inverse(triangles.pose(seen.draw));
            const glm::dvec3 in_object(inverse * glm::dvec4(point, 1.0));
            if (request.motion) channels.point.at(x, y) = glm::vec3(in_object);
            if (request.nocs) {
                const Aabb& box = scene.instances[id_triangle[0] - 1].model->bounds;
                const glm::dvec3 size(box.size());
                glm::dvec3 nocs{0.5};  // along an axis without extent
                for (int axis = 0; axis < 3; ++axis) {
                    if (size[axis] > 0)
                        nocs[axis] = std::clamp(
                            (in_object[axis] - double{box.min[axis]}) / size[axis], 0.0, 1.0);
                }
                channels.nocs.at(x, y) = glm::vec3(nocs);
            }
        }
    }
    return channels;
}

}  // namespace diorama
