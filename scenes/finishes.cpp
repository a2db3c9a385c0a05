#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/objects.hpp"
#include "scenes/paint.hpp"

namespace diorama::kit {
namespace {
constexpr Extent kExtent{512, 512};
}

Material paint_brushed_metal() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    paint.metallic = Field(kExtent, 1.0f);
    const Field strokes = fractal_noise(kExtent, {3, 256}, 1, 0.6f, 601);
    const Field scratches = gradient_noise(kExtent, {12, 256}, 602);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const float s = strokes.pixels()[i], fine = scratches.pixels()[i];
        paint.color.pixels()[i] =
            glm::vec3(0.80f, 0.81f, 0.825f) * (1.0f + 0.035f * s + 0.02f * fine);
        paint.height_m.pixels()[i] = 4.5e-5f * s + 3e-5f * fine;
        paint.roughness.pixels()[i] = 0.32f + 0.05f * s + 0.03f * fine;
    }
    return material_of("brushed_metal", paint, 1.0f);
}

// Kraft liner over flutes 8 mm apart, which show faintly.
Material paint_cardboard() {
    constexpr float kFlutes = 128.0f;
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    const Field fibers = fractal_noise(kExtent, {24, 110}, 2, 0.7f, 621);
    const Field clouds = fractal_noise(kExtent, {5, 5}, 4, 0.55f, 622);
    const glm::vec3 kraft = rgb(0xB58D62);
    for (int y = 0; y < kExtent.height; ++y) {
        const float phase = kFlutes * (static_cast<float>(y) + 0.5f) / kExtent.height;
        const float flute = std::cos(2.0f * kPi * phase);
        for (int x = 0; x < kExtent.width; ++x) {
            const float f = fibers.at(x, y), c = clouds.at(x, y);
            const float fleck = ramp_up(0.95f, 1.25f, f);
            paint.color.at(x, y) =
                kraft * (1.0f + 0.035f * f + 0.03f * c + 0.012f * flute - 0.16f * fleck);
            paint.height_m.at(x, y) = 1.1e-4f * flute + 9e-5f * f;
        }
    }
    return material_of("cardboard", paint, 1.0f, 0.87f);
}

// A thin wall of clear glass, with a breath of green.
Material paint_glass() {
    Material glass{.name = "glass", .base_color = {0.955f, 0.985f, 0.970f, 1.0f}};
    glass.roughness = 0.04f;
    glass.transmission = 1.0f;
    glass.double_sided = true;
    return glass;
}

// Color under a thick clear coat, with the faint waves of a sprayed surface.
Material paint_lacquer() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    const Field clouds = fractal_noise(kExtent, {3, 3}, 3, 0.5f, 671);
    const Field peel = fractal_noise(kExtent, {70, 70}, 2, 0.5f, 672);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        paint.color.pixels()[i] = rgb(0xA82A22) * (1.0f + 0.012f * clouds.pixels()[i]);
        paint.height_m.pixels()[i] = 2e-5f * peel.pixels()[i];
    }
    Material material = material_of("lacquer", paint, 1.0f, 0.45f);
    material.clear_coat = 1.0f;
    material.clear_coat_roughness = 0.05f;
    return material;
}

// Lacquered wood in a dusty blue: brush marks under a soft sheen.
Material paint_painted() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    const Field brush = fractal_noise(kExtent, {3, 90}, 2, 0.7f, 641);
    const Field peel = fractal_noise(kExtent, {60, 60}, 2, 0.5f, 642);
    const Field clouds = fractal_noise(kExtent, {3, 3}, 3, 0.5f, 643);
    const glm::vec3 blue = rgb(0x5F8797);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const float b = brush.pixels()[i], p = peel.pixels()[i];
        paint.color.pixels()[i] = blue * (1.0f + 0.02f * b + 0.018f * clouds.pixels()[i]);
        paint.height_m.pixels()[i] = 6e-5f * b + 4e-5f * p;
        paint.roughness.pixels()[i] = 0.40f + 0.05f * b + 0.03f * p;
    }
    return material_of("painted", paint, 1.0f);
}

Material paint_paper() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    const Field fibers = fractal_noise(kExtent, {70, 70}, 3, 0.75f, 661);
    const Field clouds = fractal_noise(kExtent, {7, 7}, 4, 0.6f, 662);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const float f = fibers.pixels()[i], c = clouds.pixels()[i];
        paint.color.pixels()[i] = rgb(0xF2EEE4) * (1.0f + 0.010f * f + 0.010f * c);
        paint.height_m.pixels()[i] = 9e-5f * f + 1.4e-4f * c;
    }
    return material_of("paper", paint, 1.0f, 0.93f);
}

// Molded plastic with a fine eroded grain.
Material paint_plastic() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    const CellNoise grain = cell_noise(kExtent, {110, 110}, 0.95f, 681);
    const Field clouds = fractal_noise(kExtent, {4, 4}, 3, 0.5f, 682);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const float dome =
            ramp_up(0.0f, 0.7f, grain.second.pixels()[i] - grain.nearest.pixels()[i]);
        paint.color.pixels()[i] =
            rgb(0xDADCDB) * (0.985f + 0.015f * dome + 0.008f * clouds.pixels()[i]);
        paint.height_m.pixels()[i] = 1.6e-4f * dome;
    }
    return material_of("plastic", paint, 1.0f, 0.38f);
}

}  // namespace diorama::kit
