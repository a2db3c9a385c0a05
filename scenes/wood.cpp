#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/objects.hpp"
#include "scenes/paint.hpp"

namespace diorama::kit {
namespace {

constexpr Extent kExtent{1024, 1024};

struct WoodLook {
    std::array<ColorStop, 4> colors;  // early wood to late wood
    float ring_strength;
    float fiber_strength;
    float pore_strength;
    float roughness;
    std::uint32_t seed;
};

// A glued panel: eight staves along u, each with its own piece of one figure.
Paint paint_panel(const WoodLook& look) {
    constexpr int kStaves = 8, kStaveRows = kExtent.height / kStaves;
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    const Ramp ramp(look.colors);
    const Field figure = fractal_noise(kExtent, {2, 10}, 3, 0.35f, look.seed);
    const Field fibers = fractal_noise(kExtent, {8, 160}, 2, 0.7f, look.seed + 11);
    const Field pores = gradient_noise(kExtent, {40, 340}, look.seed + 23);

    for (int y = 0; y < kExtent.height; ++y) {
        const int stave = y / kStaveRows;
        const std::uint32_t luck = lattice_hash(stave, 0, look.seed + 5);
        const int shift_x = static_cast<int>(luck & 1023u);
        const int shift_y = static_cast<int>(luck >> 10 & 1023u);
        const float tone = 0.20f * (unit_float(luck * 0x9E3779B1u) - 0.5f);
        // How far the stave was sawn from the heart decides how its rings lean.
        const float rings_per_m = 22.0f + 26.0f * unit_float(luck * 0x85EBCA77u);
        const float from_edge =
            static_cast<float>(std::min(y % kStaveRows, kStaveRows - 1 - y % kStaveRows)) + 0.5f;
        const float seam = 1.0f - ramp_up(0.0f, 1.8f, from_edge);
        const float across = static_cast<float>(y) / kExtent.height * rings_per_m;
        const float* figure_row = figure.row((y + shift_y) % kExtent.height);
        const float* fiber_row = fibers.row((y + shift_y) % kExtent.height);
        const float* pore_row = pores.row(y);
        glm::vec3* color = paint.color.row(y);
        float* height = paint.height_m.row(y);
        float* roughness = paint.roughness.row(y);
        for (int x = 0; x < kExtent.width; ++x) {
            const int from = (x + shift_x) % kExtent.width;
            // A ring darkens slowly and ends at once; the edge is softened over a tenth.
            const float ring = fraction(across + 1.35f * figure_row[from]);
            const float late = ring * ring * ring * (1.0f - ramp_up(0.90f, 1.0f, ring));
            const float fiber = fiber_row[from];
            const float pore = ramp_up(0.38f, 0.8f, pore_row[x]) * (0.35f + 0.65f * late);
            const float dark = 0.34f + tone + look.ring_strength * (late - 0.15f) +
                               look.fiber_strength * fiber + look.pore_strength * pore +
                               0.06f * figure_row[from];
            color[x] = ramp(dark) * (1.0f - 0.42f * seam);
            height[x] = 2e-5f * fiber - 9e-5f * pore - 2.5e-4f * seam - 2e-5f * late;
            roughness[x] = look.roughness + 0.05f * fiber + 0.16f * pore - 0.05f * late;
        }
    }
    return paint;
}

}  // namespace

Material paint_wood() {
    return material_of(
        "wood",
        paint_panel(
            {.colors = {{{0.0f, 0xE2BE8C}, {0.35f, 0xD0A36A}, {0.65f, 0xB27F48}, {1.0f, 0x835530}}},
             .ring_strength = 0.36f,
             .fiber_strength = 0.085f,
             .pore_strength = 0.20f,
             .roughness = 0.46f,
             .seed = 1201}),
        1.0f);
}

Material paint_dark_wood() {
    return material_of(
        "dark_wood",
        paint_panel(
            {.colors = {{{0.0f, 0x8C6043}, {0.35f, 0x6A432C}, {0.65f, 0x4B2D1E}, {1.0f, 0x2C1911}}},
             .ring_strength = 0.42f,
             .fiber_strength = 0.10f,
             .pore_strength = 0.26f,
             .roughness = 0.38f,
             .seed = 4507}),
        1.0f);
}

Material paint_cork() {
    constexpr Extent extent{512, 512};
    Paint paint(extent);
    paint.height_m = Field(extent);
    const CellNoise granules = cell_noise(extent, {72, 72}, 0.95f, 61);
    const Field grain = fractal_noise(extent, {96, 96}, 3, 0.6f, 62);
    const Field flecks = fractal_noise(extent, {44, 60}, 2, 0.6f, 63);
    const std::array<ColorStop, 4> colors{
        {{0.0f, 0x7C5433}, {0.3f, 0xAE8052}, {0.7f, 0xC99C6B}, {1.0f, 0xDDB98A}}};
    const Ramp ramp(colors);
    for (std::size_t i = 0; i < extent.area(); ++i) {
        const float edge =
            ramp_up(0.0f, 0.30f, granules.second.pixels()[i] - granules.nearest.pixels()[i]);
        const float tone = unit_float(granules.id.pixels()[i] * 0xC2B2AE3Du);
        const float fleck = ramp_up(0.62f, 0.85f, flecks.pixels()[i]);
        const float light = 0.30f + 0.5f * tone + 0.12f * grain.pixels()[i] - 0.24f * (1.0f - edge);
        paint.color.pixels()[i] = glm::mix(ramp(light), rgb(0x54341F), 0.85f * fleck);
        paint.height_m.pixels()[i] =
            5e-4f * edge + 2e-4f * tone + 1.2e-4f * grain.pixels()[i] - 5e-4f * fleck;
    }
    return material_of("cork", paint, 1.0f, 0.88f);
}

}  // namespace diorama::kit
