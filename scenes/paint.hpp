/// Painting by code: tileable noise from an integer lattice, colors, and texture maps from fields.
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <string>

#include "engine/core/model.hpp"

namespace diorama::kit {

/// One period of a function of the plane: it tiles in both directions.
using Field = Image<float>;

/// 32 well-mixed bits for a lattice point; the same on every platform.
std::uint32_t lattice_hash(int x, int y, std::uint32_t seed);
/// In [0, 1).
inline float unit_float(std::uint32_t bits) { return static_cast<float>(bits >> 8) * 0x1p-24f; }

/// Gradient noise with cells.x by cells.y lattice cells, about -1..1.
/// Method: "Improving Noise", SIGGRAPH 2002; gradients hashed, lattice periodic.
Field gradient_noise(Extent extent, glm::ivec2 cells, std::uint32_t seed);
/// Octaves of gradient noise, each twice as fine and `gain` as strong; scaled to about -1..1.
Field fractal_noise(Extent extent, glm::ivec2 cells, int octaves, float gain, std::uint32_t seed);

/// Distances to the nearest points of a jittered lattice, in cells, and who is nearest.
/// Method: "A Cellular Texture Basis Function", SIGGRAPH 1996; one point in each cell.
struct CellNoise {
    Field nearest;
    Field second;
    Image<std::uint32_t> id;  // random bits of the nearest point
};
/// @param jitter  0 is a regular lattice, 1 anywhere in the cell.
CellNoise cell_noise(Extent extent, glm::ivec2 cells, float jitter, std::uint32_t seed);

/// The field at pixel coordinates (x, y), wrapped, bilinear between pixel corners.
float sample(const Field& field, float x, float y);

// --- colors: sRGB-encoded, 0..1 ------------------------------------------------------------

/// From 0xRRGGBB.
glm::vec3 rgb(std::uint32_t hex);
/// The same as a material's linear base color.
glm::vec4 linear_rgb(std::uint32_t hex);

struct ColorStop {
    float at;
    std::uint32_t hex;
};
/// A color ramp as a table: piecewise linear between stops sorted by `at`, ends held.
class Ramp {
 public:
    explicit Ramp(std::span<const ColorStop> stops);
    const glm::vec3& operator()(float t) const {
        return table_[static_cast<std::size_t>(glm::clamp(t, 0.0f, 1.0f) * (kSize - 1))];
    }

 private:
    static constexpr std::size_t kSize = 512;
    std::array<glm::vec3, kSize> table_;
};

/// 0 below `from`, 1 above `to`, smooth between.
inline float ramp_up(float from, float to, float x) {
    const float t = glm::clamp((x - from) / (to - from), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}
inline float fraction(float x) { return x - std::floor(x); }

// --- texture maps --------------------------------------------------------------------------

/// What a surface looks like, one value per pixel. Empty fields are not made into textures.
struct Paint {
    explicit Paint(Extent extent) : color(extent) {}

    Image<glm::vec3> color;  // sRGB-encoded 0..1
    Field height_m;          // above the surface; becomes the normal map
    Field roughness;         // 0..1
    Field metallic;          // 0..1; needs `roughness`
};

std::shared_ptr<const Texture> color_texture(std::string name, const Image<glm::vec3>& color);
/// Normals of a height field that covers size_m by size_m meters and tiles.
std::shared_ptr<const Texture> normal_texture(std::string name, const Field& height_m,
                                              float size_m);
std::shared_ptr<const Texture> roughness_texture(std::string name, const Field& roughness,
                                                 const Field& metallic);
/// A material from all that was painted; factors are 1 where a texture speaks.
Material material_of(std::string name, const Paint& paint, float size_m, float roughness = 0.5f);

}  // namespace diorama::kit
