#include "engine/render/draw_list.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "engine/render/view_volume.hpp"

namespace diorama {
namespace {

// The distinct models of a scene in the order of their first use: where each one's triangles go.
std::vector<const Model*> distinct_models(const Scene& scene) {
    std::vector<const Model*> models;
    for (const Instance& instance : scene.instances)
        if (std::find(models.begin(), models.end(), instance.model.get()) == models.end())
            models.push_back(instance.model.get());
    return models;
}

shader::MaterialParams params_of(const Material& material) {
    shader::MaterialParams params{};
    params.base_color = material.base_color;
    params.emissive = glm::vec4(material.emissive, material.normal_scale);
    for (int i = 0; i < 3; ++i) params.color_change[i] = glm::vec4(material.color_change[i], 0.0f);
    params.metallic = material.metallic;
    params.roughness = material.roughness;
    params.occlusion_strength = material.occlusion_strength;
    params.alpha_cutoff = material.alpha_cutoff;
    params.clear_coat = material.clear_coat;
    params.clear_coat_roughness = material.clear_coat_roughness;
    params.transmission = material.transmission;
    params.sheen = glm::vec4(material.sheen_color, material.sheen_roughness);
    if (material.alpha_mode == AlphaMode::Mask) params.flags |= shader::kMaterialMask;
    if (material.alpha_mode == AlphaMode::Blend) params.flags |= shader::kMaterialBlend;
    if (material.normal_texture.texture) params.flags |= shader::kMaterialHasNormalMap;
    const TextureSlot* slots[] = {&material.base_color_texture, &material.normal_texture,
                                  &material.metallic_roughness_texture, &material.occlusion_texture,
                                  &material.emissive_texture};
    for (int i = 0; i < 5; ++i) {
        const glm::mat3& m = slots[i]->uv_from_uv;
        params.uv_linear[i] = {m[0][0], m[0][1], m[1][0], m[1][1]};
        params.uv_offset[i] = {m[2][0], m[2][1], 0.0f, 0.0f};
    }
    return params;
}

Coverage coverage_of(const Material& material) {
    if (material.transmission > 0.0f) return Coverage::Blend;
    switch (material.alpha_mode) {
        case AlphaMode::Mask:
            return Coverage::Mask;
        case AlphaMode::Blend:
            return Coverage::Blend;
        case AlphaMode::Opaque:
            break;
    }
    return Coverage::Opaque;
}

TextureUse texture_use_of(const Material& material, const MeshPart& part) {
    if (material.clear_coat > 0.0f || material.sheen_color != glm::vec3(0.0f))
        return TextureUse::Layers;
    const bool colored = std::any_of(part.vertices.begin(), part.vertices.end(),
                                     [](const Vertex& v) { return v.color != glm::vec4(1.0f); });
    if (colored || material.normal_texture.texture || material.metallic_roughness_texture.texture ||
        material.occlusion_texture.texture || material.emissive_texture.texture)
        return TextureUse::All;
    return material.base_color_texture.texture ? TextureUse::BaseColor : TextureUse::None;
}

float distance_to(const Aabb& box, const glm::vec3& point) {
    return glm::length(glm::max(glm::max(box.min - point, point - box.max), glm::vec3(0.0f)));
}

}  // namespace

DrawList make_draw_list(const Scene& scene, TextureCache& textures) {
    DrawList list;
    struct PartPlace {
        std::uint32_t first_index;
        std::int32_t vertex_offset;
    };
    std::map<const Model*, std::vector<PartPlace>> places;
    std::uint64_t vertex_count = 0, index_count = 0;
    for (const Model* model : distinct_models(scene)) {
        for (const MeshPart& part : model->parts) {
            places[model].push_back(
                {static_cast<std::uint32_t>(index_count), static_cast<std::int32_t>(vertex_count)});
            vertex_count += part.vertices.size();
            index_count += part.indices.size();
        }
    }
    list.vertex_bytes = vertex_count * sizeof(Vertex);
    list.index_bytes = index_count * sizeof(std::uint32_t);

    const Camera camera = widened(scene.camera);
    const glm::vec3 eye(camera.world_from_camera[3]);
    for (std::uint32_t i = 0; i < scene.instances.size(); ++i) {
        const Instance& instance = scene.instances[i];
        const glm::mat4& world_from_object = instance.object.world_from_object;
        const glm::mat4 clip = clip_from_object(camera, world_from_object);
        const Aabb bounds = transformed(instance.model->bounds, world_from_object);
        list.world_bounds.push_back(bounds);
        list.all_bounds.add(bounds.min);
        list.all_bounds.add(bounds.max);
        if (instance.object.labelled() || instance.object.distractor) {
            list.focus_bounds.add(bounds.min);
            list.focus_bounds.add(bounds.max);
        }
        const std::uint32_t bit = static_cast<std::uint32_t>(list.labelled.size());
        if (instance.object.labelled()) list.labelled.push_back(i);

        const auto& materials =
            instance.materials.empty() ? instance.model->materials : instance.materials;
        const auto first_material = static_cast<std::uint32_t>(list.materials.size());
        for (const Material& material : materials) list.materials.push_back(params_of(material));
        for (std::size_t p = 0; p < instance.model->parts.size(); ++p) {
            const MeshPart& part = instance.model->parts[p];
            if (part.indices.empty()) continue;
            const Material& material = materials[part.material_index];
            const PartPlace& place = places[instance.model.get()][p];
            const auto draw_index = static_cast<std::uint32_t>(list.instances.size());
            list.instances.push_back({.world_from_object = world_from_object,
                                      .clip_from_object = clip,
                                      .id = i + 1,
                                      .material = first_material + part.material_index,
                                      .alone_bit = 1u << (bit % 32),
                                      .first_triangle = list.triangle_count});
            list.parts.push_back(&part);
            list.triangle_count += static_cast<std::uint32_t>(part.indices.size() / 3);
            list.draws.push_back(
                {.instance_index = i,
                 .coverage = coverage_of(material),
                 .texture_use = texture_use_of(material, part),
                 .textures = textures.set_for(material),
                 .command = {.indexCount = static_cast<std::uint32_t>(part.indices.size()),
                             .instanceCount = 1,
                             .firstIndex = place.first_index,
                             .vertexOffset = place.vertex_offset,
                             .firstInstance = draw_index},
                 .nearest = distance_to(bounds, eye)});
        }
    }
    if (list.focus_bounds.empty()) list.focus_bounds = list.all_bounds;
    // Front to back, the ground that everything stands on last: most of it is covered.
    const auto is_ground = [&](const Draw& draw) {
        const Object& object = scene.instances[draw.instance_index].object;
        return !object.labelled() && !object.distractor;
    };
    std::stable_sort(list.draws.begin(), list.draws.end(), [&](const Draw& a, const Draw& b) {
        return std::pair(is_ground(a), a.nearest) < std::pair(is_ground(b), b.nearest);
    });
    return list;
}

void write_triangles(const Scene& scene, std::byte* target) {
    const std::vector<const Model*> models = distinct_models(scene);
    const auto append = [&](const auto& values) {
        const std::size_t bytes = values.size() * sizeof(values[0]);
        std::memcpy(target, values.data(), bytes);
        target += bytes;
    };
    for (const Model* model : models)
        for (const MeshPart& part : model->parts) append(part.indices);
    for (const Model* model : models)
        for (const MeshPart& part : model->parts) append(part.vertices);
}

}  // namespace diorama
