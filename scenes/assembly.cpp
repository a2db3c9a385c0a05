#include "scenes/assembly.hpp"

#include <algorithm>
#include <utility>

#include "scenes/kit.hpp"
#include "scenes/paint.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

void remove_unused_vertices(MeshPart& part) {
    constexpr std::uint32_t kUnused = UINT32_MAX;
    std::vector<std::uint32_t> new_index(part.vertices.size(), kUnused);
    std::vector<Vertex> used;
    used.reserve(part.vertices.size());
    for (std::uint32_t& index : part.indices) {
        if (new_index[index] == kUnused) {
            new_index[index] = static_cast<std::uint32_t>(used.size());
            used.push_back(part.vertices[index]);
        }
        index = new_index[index];
    }
    part.vertices = std::move(used);
}

}  // namespace

Assembly::Assembly(std::string name) { model_.name = std::move(name); }

void Assembly::add(std::string_view part, MeshPart mesh, const Material& material) {
    const auto known =
        std::find_if(model_.materials.begin(), model_.materials.end(),
                     [&](const Material& other) { return other.name == material.name; });
    const auto index = static_cast<std::uint32_t>(known - model_.materials.begin());
    if (known == model_.materials.end()) model_.materials.push_back(material);
    for (MeshPart& other : model_.parts)
        if (other.name == part && other.material_index == index) {
            other = merged(std::move(other), mesh);
            return;
        }
    mesh.name = part;
    mesh.material_index = index;
    model_.parts.push_back(std::move(mesh));
}

Model Assembly::finish() && {
    for (MeshPart& part : model_.parts) remove_unused_vertices(part);
    update_bounds(model_);
    const glm::vec3 down(0.0f, model_.bounds.min.y, 0.0f);
    for (MeshPart& part : model_.parts) {
        for (Vertex& vertex : part.vertices) vertex.position -= down;
        compute_tangents(part);
    }
    update_bounds(model_);
    return std::move(model_);
}

Material solid(std::string name, std::uint32_t color, float roughness, float metallic) {
    return {.name = std::move(name),
            .base_color = linear_rgb(color),
            .metallic = metallic,
            .roughness = roughness};
}

Material printed(std::string name, std::shared_ptr<const Texture> picture, float roughness) {
    Material material{.name = std::move(name), .roughness = roughness};
    material.base_color_texture.texture = std::move(picture);
    return material;
}

Material tinted(std::string_view kit_material, std::uint32_t color) {
    Material material = *make_material(kit_material);
    material.base_color *= linear_rgb(color);
    return material;
}

}  // namespace diorama::kit
