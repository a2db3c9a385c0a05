#include "engine/scene/appearance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/scene/assets.hpp"

namespace diorama {
namespace {

constexpr float kHueStep = 15.0f;  // degrees

float to_linear(float s) {
    return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
}

float to_srgb(float l) {
    return l <= 0.0031308f ? l * 12.92f : 1.055f * std::pow(l, 1.0f / 2.4f) - 0.055f;
}

struct Drawn {
    float hue_shift, saturation, value, roughness;  // hue in radians, the rest factors
    ColorChange steps() const {
        const float hue = degrees(hue_shift) / kHueStep;
        const auto eighths = [](float factor) {
            return std::clamp(static_cast<int>(std::lround(factor * 8.0f)), 0, 32);
        };
        const int turn = static_cast<int>(std::lround(hue)) % 24;
        return {turn > 12 ? turn - 24 : (turn < -12 ? turn + 24 : turn), eighths(saturation),
                eighths(value)};
    }
    bool changes_color() const { return hue_shift != 0 || saturation != 1 || value != 1; }
};

void change(Material& material, const Drawn& drawn, Assets& assets) {
    if (drawn.changes_color() && material.base_color_texture.texture) {
        const ColorChange steps = drawn.steps();
        if (!steps.is_none()) {
            material.base_color_texture.texture =
                assets.recolored(material.base_color_texture.texture, steps);
        }
    } else if (drawn.changes_color()) {
        glm::vec3 srgb;
        for (int i = 0; i < 3; ++i) {
            srgb[i] = to_srgb(std::clamp(material.base_color[i], 0.0f, 1.0f));
        }
        srgb = change_color(srgb, drawn.hue_shift, drawn.saturation, drawn.value);
        for (int i = 0; i < 3; ++i) material.base_color[i] = to_linear(srgb[i]);
    }
    material.roughness = std::clamp(material.roughness * drawn.roughness, 0.03f, 1.0f);
}

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

glm::vec3 change_color(const glm::vec3& srgb, float hue_shift, float saturation, float value) {
    const float high = std::max({srgb.r, srgb.g, srgb.b});
    const float low = std::min({srgb.r, srgb.g, srgb.b});
    const float chroma = high - low;
    float hue = 0.0f;  // sixths of a turn
    if (chroma > 0.0f) {
        if (high == srgb.r) {
            hue = (srgb.g - srgb.b) / chroma;
        } else if (high == srgb.g) {
            hue = 2.0f + (srgb.b - srgb.r) / chroma;
        } else {
            hue = 4.0f + (srgb.r - srgb.g) / chroma;
        }
    }
    hue += hue_shift * (3.0f / kPi);
    hue -= 6.0f * std::floor(hue / 6.0f);
    const float new_value = std::clamp(high * value, 0.0f, 1.0f);
    const float old_saturation = high > 0.0f ? chroma / high : 0.0f;
    const float new_chroma = new_value * std::clamp(old_saturation * saturation, 0.0f, 1.0f);
    // Each channel is a trapezoid over the hue, shifted by a third of the circle.
    const auto channel = [&](float n) {
        const float k = std::fmod(n + hue, 6.0f);
        return new_value - new_chroma * std::clamp(std::min(k, 4.0f - k), 0.0f, 1.0f);
    };
    return {channel(5.0f), channel(3.0f), channel(1.0f)};
}

Texture change_color(const Texture& texture, const ColorChange& change) {
    Texture result = texture;
    const float hue = radians(kHueStep * static_cast<float>(change.hue));
    const float saturation = static_cast<float>(change.saturation) / 8.0f;
    const float value = static_cast<float>(change.value) / 8.0f;
    const auto to8 = [](float x) { return static_cast<std::uint8_t>(std::lround(x * 255.0f)); };
    for (Rgba8& texel : result.pixels) {
        const glm::vec3 color =
            change_color(glm::vec3(texel.r, texel.g, texel.b) / 255.0f, hue, saturation, value);
        texel = {to8(color.r), to8(color.g), to8(color.b), texel.a};
    }
    return result;
}

Expected<std::vector<Material>> draw_materials(const AppearanceConfig& config, const Model& model,
                                               double scale, Assets& assets, Rng rng) {
    Rng colors = rng.stream("color"), whole = rng.stream("material");
    Drawn drawn{};
    drawn.hue_shift = radians(config.hue_shift_deg.draw_float(colors));
    drawn.saturation = config.saturation.draw_float(colors);
    drawn.value = config.value.draw_float(colors);
    drawn.roughness = config.roughness.draw_float(colors);
    const std::string name = config.material.empty() ? std::string() : config.material.draw(whole);
    if (name.empty() && !drawn.changes_color() && drawn.roughness == 1.0f) {
        return std::vector<Material>{};
    }

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
    for (Material& material : materials) change(material, drawn, assets);
    return materials;
}

}  // namespace diorama
