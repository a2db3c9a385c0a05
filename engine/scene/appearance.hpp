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

/// A change of linear colors as Material::color_change takes it: first the hue is turned about the
/// grey axis, red toward green for positive radians; then the distance from the grey of the same
/// luminance (Rec. 709) is multiplied by `saturation`, 0 or more; then all channels by
/// `value`^2.2, which multiplies sRGB values by about `value`.
///
/// Turns keep greys exactly up to rounding and the sum of the channels, hence luminance roughly;
/// keeping it exactly would make a glaring blue out of every bright yellow. Channels that become
/// negative are clamped by the shader. (0, 1, 1) gives the identity exactly.
glm::mat3 color_change(float hue_shift, float saturation, float value);

/// The materials of an object, empty when they are the model's own.
///
/// Hue, saturation and value go to Material::color_change; textures stay those of the model. A kit
/// material for the whole object keeps its real-world texture size, by the mean texel density of
/// the model's uv, and starts at a random offset.
/// @param scale of the instance, for the texture size.
Expected<std::vector<Material>> draw_materials(const AppearanceConfig& config, const Model& model,
                                               double scale, Assets& assets, Rng rng);

}  // namespace diorama
