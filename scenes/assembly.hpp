/// Putting an object together: named parts, each with a finish, set on the ground.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/model.hpp"

namespace diorama::kit {

/// Collects the parts of an object; parts of one name and one material become one.
class Assembly {
 public:
    explicit Assembly(std::string name);

    void add(std::string_view part, MeshPart mesh, const Material& material);
    /// The finished object: lowered or raised to stand on y = 0, unused vertices removed,
    /// tangents and bounds computed.
    Model finish() &&;

 private:
    Model model_;
};

/// A material of one color, 0xRRGGBB in sRGB.
Material solid(std::string name, std::uint32_t color, float roughness, float metallic = 0.0f);
/// A dielectric with a picture on it.
Material printed(std::string name, std::shared_ptr<const Texture> picture, float roughness);
/// One of the kit's materials, times a color 0xRRGGBB in sRGB.
Material tinted(std::string_view kit_material, std::uint32_t color);

}  // namespace diorama::kit
