#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/objects.hpp"
#include "scenes/paint.hpp"

namespace diorama::kit {
namespace {

constexpr Extent kFine{1024, 1024};
constexpr int kThreads = 256;                          // each way in a meter
constexpr int kThreadPixels = kFine.width / kThreads;  // 4

// A plain weave. `color(warp, weft, over)` gives the color of thread `warp` (running along v) and
// `weft` (along u) where the one or the other lies on top.
template <class Color>
Material paint_weave(std::string name, std::uint32_t seed, Color color) {
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    const Field slub_u = fractal_noise(kFine, {12, kThreads}, 2, 0.6f, seed);
    const Field slub_v = fractal_noise(kFine, {kThreads, 12}, 2, 0.6f, seed + 1);
    // A thread's round back, and its way over and under, at the four pixels of its width.
    constexpr std::array<float, kThreadPixels> kBack{0.45f, 1.0f, 1.0f, 0.45f};
    for (int y = 0; y < kFine.height; ++y)
        for (int x = 0; x < kFine.width; ++x) {
            const int warp = x / kThreadPixels, weft = y / kThreadPixels;
            const bool warp_on_top = (warp + weft) % 2 == 0;
            const float back_x = kBack[static_cast<std::size_t>(x % kThreadPixels)];
            const float back_y = kBack[static_cast<std::size_t>(y % kThreadPixels)];
            const float slub = warp_on_top ? slub_v.at(x, y) : slub_u.at(x, y);
            const float back =
                (warp_on_top ? back_x : back_y) * (0.78f + 0.22f * (warp_on_top ? back_y : back_x));
            const float light = 0.80f + 0.20f * back + 0.055f * slub;
            paint.color.at(x, y) = color(warp, weft, warp_on_top) * light;
            paint.height_m.at(x, y) = 8e-4f * back + 1.5e-4f * slub;
        }
    Material material = material_of(std::move(name), paint, 1.0f, 0.92f);
    material.sheen_color = glm::vec3(0.10f);
    material.sheen_roughness = 0.5f;
    return material;
}

}  // namespace

// Natural linen: threads of slightly different flax.
Material paint_cloth() {
    std::array<glm::vec3, 2 * kThreads> threads;
    for (int i = 0; i < 2 * kThreads; ++i) {
        const float tone = unit_float(lattice_hash(i, 0, 501));
        threads[static_cast<std::size_t>(i)] =
            glm::mix(rgb(0xC6B89C), rgb(0xE9DFCB), tone) * (i < kThreads ? 1.0f : 0.97f);
    }
    return paint_weave("cloth", 502, [&](int warp, int weft, bool warp_on_top) {
        return threads[static_cast<std::size_t>(warp_on_top ? warp : kThreads + weft)];
    });
}

// A checked tablecloth: colored and white stripes of eight threads (31 mm) both ways.
Material paint_gingham() {
    const glm::vec3 white = rgb(0xF3EFE8), red = rgb(0xB3282D);
    return paint_weave("gingham", 511, [&](int warp, int weft, bool warp_on_top) {
        const int stripe = (warp_on_top ? warp : weft) / 8;
        return stripe % 2 == 0 ? white : red;
    });
}

// A deep pile: dark from above, bright where it is seen along its fibers.
Material paint_velvet() {
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    const Field pile = fractal_noise(kFine, {220, 220}, 2, 0.7f, 531);
    const Field brushed = fractal_noise(kFine, {4, 7}, 4, 0.55f, 532);
    for (std::size_t i = 0; i < kFine.area(); ++i) {
        const float b = brushed.pixels()[i], p = pile.pixels()[i];
        paint.color.pixels()[i] = rgb(0x3A1F33) * (1.0f + 0.16f * b + 0.10f * p);
        paint.height_m.pixels()[i] = 1.6e-4f * p + 7e-4f * b;
    }
    Material material = material_of("velvet", paint, 1.0f, 1.0f);
    material.sheen_color = {0.62f, 0.34f, 0.52f};
    material.sheen_roughness = 0.35f;
    return material;
}

// Full-grain leather: pebbles between fine creases, darker where it is deep.
Material paint_leather() {
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    paint.roughness = Field(kFine);
    const CellNoise pebbles = cell_noise(kFine, {150, 150}, 0.9f, 521);
    const Field clouds = fractal_noise(kFine, {5, 5}, 4, 0.55f, 522);
    const std::array<ColorStop, 4> colors{
        {{0.0f, 0x3E1E10}, {0.4f, 0x74401F}, {0.7f, 0x93552B}, {1.0f, 0xAE6E3D}}};
    const Ramp ramp(colors);
    for (std::size_t i = 0; i < kFine.area(); ++i) {
        const float gap = pebbles.second.pixels()[i] - pebbles.nearest.pixels()[i];
        const float dome = ramp_up(0.0f, 0.5f, gap);
        const float tone = unit_float(pebbles.id.pixels()[i]) - 0.5f;
        paint.color.pixels()[i] =
            ramp(0.34f + 0.34f * dome + 0.09f * clouds.pixels()[i] + 0.06f * tone);
        paint.height_m.pixels()[i] = 6e-4f * dome + 1e-4f * tone;
        paint.roughness.pixels()[i] = 0.62f - 0.16f * dome + 0.04f * clouds.pixels()[i];
    }
    return material_of("leather", paint, 1.0f);
}

}  // namespace diorama::kit
