/// The starter kit: everyday objects and materials, modelled and painted by code, no files needed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/model.hpp"

namespace diorama::kit {

/// Everyday objects: "mug", "bottle", ... sorted by name. "kit" in a config means all of them.
const std::vector<std::string>& object_names();
/// Plain solids: "sphere", "cube", "cylinder", "cone", "torus", "capsule". "primitives" in a
/// config.
const std::vector<std::string>& primitive_names();
/// Materials: "wood", "marble", ... sorted by name.
const std::vector<std::string>& material_names();

/// Builds an object or a primitive: meters at real-world size, +Y up, standing on y = 0 with the
/// axis of its footprint at x = z = 0, normals and tangents filled. Deterministic.
/// @param name one of object_names() or primitive_names(); anything else is a programmer's error.
std::shared_ptr<const Model> make_object(std::string_view name);

/// Paints a material; its textures tile and cover 1 m by 1 m at uv 0..1. Deterministic.
/// @param name one of material_names().
std::shared_ptr<const Material> make_material(std::string_view name);

/// A horizontal rectangle (thickness 0) or a slab below it, its top at y = 0, centered; uv in
/// units of texture_size_m. The edges of a slab are bevelled by a few millimeters.
std::shared_ptr<const Model> make_surface(float size_x_m, float size_z_m, float thickness_m,
                                          float texture_size_m, const Material& material);

}  // namespace diorama::kit
