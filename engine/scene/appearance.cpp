#include "engine/scene/appearance.hpp"

#include <algorithm>
#include <cmath>

#include "engine/scene/assets.hpp"

namespace diorama {
namespace {

// Meters of surface per unit of uv: the square root of the ratio of all areas. 0 without uv.
float meters_per_uv(const Model& model) {
    double surface = 0, chart = 0;
    for (const MeshPart& part : model.parts) {
        for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3) {
            const Vertex& a = part.vertices[part.indices[i]];
            const Vertex& b = part.vertices[part.indices[i + 1]];
            const Vertex& c = part.vertices[part.indices[i + 2]];
            surface +=
                double{glm::length(glm::cross(b.position - a.position, c.position - a.position))};
            const glm::vec2 u = b.uv - a.uv, v = c.uv - a.uv;
            chart += double{std::abs(u.x * v.y - u.y * v.x)};
        }
    }
    return chart > 1e-9 ? static_cast<float>(std::sqrt(surface / chart)) : 0.0f;
}

void tile(TextureSlot& slot, float repeats, const glm::vec2& offset) {
    slot.uv_from_uv = glm::mat3(repeats, 0, 0, 0, repeats, 0, offset.x, offset.y, 1.0f);
}

}  // namespace

glm::mat3 color_change(float hue_shift, float saturation, float value) {
    // Rodrigues' formula for the axis (1, 1, 1) / sqrt(3): a circulant matrix.
    const float c = std::cos(hue_shift), s = std::sin(hue_shift) / std::sqrt(3.0f);
    const float same = c + (1.0f - c) / 3.0f;
    const float next = (1.0f - c) / 3.0f + s, last = (1.0f - c) / 3.0f - s;
    const glm::mat3 turn(same, next, last, last, same, next, next, last, same);
    const glm::vec3 grey = (1.0f - saturation) * glm::vec3(0.2126f, 0.7152f, 0.0722f);
    const glm::mat3 blend(saturation + grey.r, grey.r, grey.r, grey.g, saturation + grey.g, grey.g,
                          grey.b, grey.b, saturation + grey.b);
    return std::pow(value, 2.2f) * (blend * turn);
}

Expected<std::vector<Material>> draw_materials(const AppearanceConfig& config, const Model& model,
                                               double scale, Assets& assets, Rng rng) {
    Rng colors = rng.stream("color"), whole = rng.stream("material");
    const float hue_shift = radians(config.hue_shift_deg.draw_float(colors));
    const float saturation = config.saturation.draw_float(colors);
    const float value = config.value.draw_float(colors);
    const float roughness = config.roughness.draw_float(colors);
    const bool plain = hue_shift == 0 && saturation == 1 && value == 1 && roughness == 1;
    const std::string name = config.material.empty() ? std::string() : config.material.draw(whole);
    if (name.empty() && plain) return std::vector<Material>{};

    std::vector<Material> materials = model.materials;
    if (!name.empty()) {
        const auto material = assets.material(name);
        if (!material) return material.errors();
        Material one = **material;
        const float repeats = meters_per_uv(model) * static_cast<float>(scale);
        const float u = static_cast<float>(whole.uniform());
        const glm::vec2 offset{u, static_cast<float>(whole.uniform())};
        for (TextureSlot* slot :
             {&one.base_color_texture, &one.normal_texture, &one.metallic_roughness_texture,
              &one.occlusion_texture, &one.emissive_texture}) {
            tile(*slot, repeats, offset);
        }
        for (Material& material_of_part : materials) {
            const bool double_sided = material_of_part.double_sided;
            material_of_part = one;
            material_of_part.double_sided = double_sided || one.double_sided;
        }
    }
    const glm::mat3 change = color_change(hue_shift, saturation, value);
    for (Material& material : materials) {
        material.color_change = change * material.color_change;
        material.roughness = std::clamp(material.roughness * roughness, 0.03f, 1.0f);
    }
    return materials;
}

}  // namespace diorama
