/// How the materials of one object differ from those of its model.
#pragma once

#include <memory>
#include <vector>

#include "engine/config/scene_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/model.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

class Assets;

/// A change of color in the hue, saturation and value of sRGB, in whole steps: equal changes of
/// one texture are one texture.
struct ColorChange {
    int hue = 0;         // steps of 15 degrees, -12 .. 12
    int saturation = 8;  // eighths, 0 .. 32
    int value = 8;       // eighths, 0 .. 32

    bool is_none() const { return hue == 0 && saturation == 8 && value == 8; }
    bool operator==(const ColorChange&) const = default;
};

/// A color in sRGB (each in [0, 1]) with its hue turned by radians and its saturation and value
/// multiplied; results beyond the gamut are clamped.
glm::vec3 change_color(const glm::vec3& srgb, float hue_shift, float saturation, float value);

/// A texture with every texel changed; alpha stays.
Texture change_color(const Texture& texture, const ColorChange& change);

/// The materials of an object, empty when they are the model's own.
///
/// Plain base colors are changed exactly as drawn, textures in the steps of ColorChange. A kit
/// material for the whole object keeps its real-world texture size, by the mean texel density of
/// the model's uv, and starts at a random offset.
/// @param scale of the instance, for the texture size.
Expected<std::vector<Material>> draw_materials(const AppearanceConfig& config, const Model& model,
                                               double scale, Assets& assets, Rng rng);

}  // namespace diorama
