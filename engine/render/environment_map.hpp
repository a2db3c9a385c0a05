/// An environment made ready for shading: a cube prefiltered by roughness, and its irradiance.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// The strongest light of an environment, taken out of the irradiance so that it can cast shadows.
struct KeyLight {
    glm::vec3 direction{0.0f, 1.0f, 0.0f};  // unit, toward the light, environment frame
    glm::vec3 color{0.0f};                  // irradiance on a surface that faces it
    float radius = 0.1f;                    // half its angular size, radians
};

struct EnvironmentMap {
    static constexpr int kFaceSize = 128;
    static constexpr int kLevels = 5;  // 128 64 32 16 8

    /// Half floats, RGBA; for each level six faces in Vulkan's order, rows from the top. Level m
    /// holds GGX-filtered radiance for the perceptual roughness (m / (kLevels - 1))^2.
    std::vector<std::vector<std::uint16_t>> levels;
    /// Coefficients of 1, y, z, x, xy, yz, 3z^2-1, xz, x^2-y^2: irradiance / pi without the key
    /// light, so that white at intensity 1 reflects what these sum to.
    std::array<glm::vec3, 9> irradiance{};
    glm::vec3 mean{0.0f};  // mean radiance over the sphere
    std::optional<KeyLight> key_light;
};

/// Filters an equirectangular picture (engine/scene/scene.hpp says how it is oriented). Takes some
/// 15 ms for pictures of up to 512 columns, to which larger ones are first reduced.
/// Method: prefiltering as in "Real Shading in Unreal Engine 4", Karis, SIGGRAPH 2013 courses;
/// irradiance as in "An Efficient Representation for Irradiance Environment Maps", SIGGRAPH 2001.
EnvironmentMap make_environment_map(const Image<glm::vec3>& radiance);

/// The unit direction through the center of texel (x, y) of a cube face, Vulkan's conventions.
glm::vec3 cube_direction(int face, int x, int y, int size);

}  // namespace diorama
