#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "scenes/objects.hpp"
#include "scenes/paint.hpp"

namespace diorama::kit {
namespace {

constexpr Extent kExtent{512, 512};
constexpr Extent kFine{1024, 1024};

// A regular pattern of rectangles, each row shifted by `shift` of a rectangle: which one a point
// is in, and how far (in meters) inside its edge.
struct Bond {
    int columns, rows;
    float shift;

    struct Place {
        std::uint32_t id;
        float inside_m;
    };
    Place at(float u, float v, std::uint32_t seed) const {
        const float y = v * static_cast<float>(rows);
        const int row = static_cast<int>(std::floor(y));
        const float x = u * static_cast<float>(columns) + (row % 2 != 0 ? shift : 0.0f);
        const int column = static_cast<int>(std::floor(x));
        const float fx = x - static_cast<float>(column), fy = y - static_cast<float>(row);
        const float dx = std::min(fx, 1.0f - fx) / static_cast<float>(columns);
        const float dy = std::min(fy, 1.0f - fy) / static_cast<float>(rows);
        // Round corners, with a radius of 6 mm.
        constexpr float kCorner = 0.006f;
        float inside = std::min(dx, dy);
        if (dx < kCorner && dy < kCorner) {
            const float cx = kCorner - dx, cy = kCorner - dy;
            inside = kCorner - std::sqrt(cx * cx + cy * cy);
        }
        const auto wrapped = [](int i, int count) { return ((i % count) + count) % count; };
        return {lattice_hash(wrapped(column, columns), wrapped(row, rows), seed), inside};
    }
};

float center_of(int pixel, int size) {
    return (static_cast<float>(pixel) + 0.5f) / static_cast<float>(size);
}

// Bright lines where the field crosses zero, `width` wide in units of the field.
float vein(float field, float width) {
    const float distance = std::abs(field) / width;
    return 1.0f / (1.0f + distance * distance);
}

// Hand-glazed squares of 10 cm, no two quite of one color.
Material glazed_tiles(std::string name, const Ramp& ramp, const glm::vec3& grout) {
    constexpr Bond bond{10, 10, 0.0f};
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    const Field glaze = fractal_noise(kExtent, {20, 20}, 4, 0.5f, 421);
    const Field grain = fractal_noise(kExtent, {100, 100}, 2, 0.7f, 422);
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const float u = center_of(x, kExtent.width), v = center_of(y, kExtent.height);
            const Bond::Place place = bond.at(u, v, 423);
            const float body = ramp_up(0.0009f, 0.0032f, place.inside_m);
            const float pillow = ramp_up(0.0009f, 0.016f, place.inside_m);
            const float tone = unit_float(place.id), g = glaze.at(x, y);
            // The glaze pools thin at the edges, where the clay shows through lighter.
            const float light = 0.34f + 0.34f * tone + 0.08f * g + 0.16f * (1.0f - pillow);
            paint.color.at(x, y) =
                glm::mix(grout * (0.96f + 0.05f * grain.at(x, y)), ramp(light), body);
            // Each tile is set a little out of plane.
            const float tilt_u = unit_float(place.id * 0x9E3779B1u) - 0.5f;
            const float tilt_v = unit_float(place.id * 0x85EBCA77u) - 0.5f;
            const float lean =
                tilt_u * (fraction(u * 10.0f) - 0.5f) + tilt_v * (fraction(v * 10.0f) - 0.5f);
            paint.height_m.at(x, y) =
                1.1e-3f * body + 5e-4f * pillow + body * (2.2e-4f * g + 1.2e-3f * lean);
            paint.roughness.at(x, y) = glm::mix(0.85f, 0.13f + 0.03f * g, body);
        }
    return material_of(std::move(name), paint, 1.0f);
}

}  // namespace

// Crushed stone in tar, worn to grey on top.
Material paint_asphalt() {
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    paint.roughness = Field(kFine);
    const CellNoise stones = cell_noise(kFine, {120, 120}, 0.95f, 281);
    const Field grit = fractal_noise(kFine, {250, 250}, 2, 0.7f, 282);
    const Field wear = fractal_noise(kFine, {3, 3}, 5, 0.55f, 283);
    for (std::size_t i = 0; i < kFine.area(); ++i) {
        const float gap = stones.second.pixels()[i] - stones.nearest.pixels()[i];
        const float top = ramp_up(0.06f, 0.45f, gap);
        const float tone = unit_float(stones.id.pixels()[i]) - 0.5f, g = grit.pixels()[i];
        const float light =
            0.27f + 0.085f * top + 0.10f * tone * top + 0.03f * g + 0.03f * wear.pixels()[i];
        paint.color.pixels()[i] = light * glm::vec3(1.0f, 0.99f, 0.975f);
        paint.height_m.pixels()[i] = 1.5e-3f * top + 6e-4f * tone * top + 2e-4f * g;
        paint.roughness.pixels()[i] = 0.86f - 0.10f * top;
    }
    return material_of("asphalt", paint, 1.0f);
}

// 24 by 7.1 cm with 1 cm joints: four bricks and twelve courses to the meter.
Material paint_brick() {
    constexpr Bond bond{4, 12, 0.5f};
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    const Field wobble_x = fractal_noise(kExtent, {24, 24}, 3, 0.5f, 301);
    const Field wobble_y = fractal_noise(kExtent, {24, 24}, 3, 0.5f, 302);
    const Field grain = fractal_noise(kExtent, {64, 64}, 3, 0.75f, 303);
    const Field clouds = fractal_noise(kExtent, {10, 20}, 4, 0.6f, 304);
    const std::array<ColorStop, 5> colors{{{0.0f, 0x5F2F27},
                                           {0.3f, 0x8C4433},
                                           {0.55f, 0xA9553D},
                                           {0.8f, 0xBE7253},
                                           {1.0f, 0xCB9474}}};
    const Ramp ramp(colors);
    const glm::vec3 mortar = rgb(0xB9AFA1);
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const float u = center_of(x, kExtent.width) + 0.0016f * wobble_x.at(x, y);
            const float v = center_of(y, kExtent.height) + 0.0016f * wobble_y.at(x, y);
            const Bond::Place place = bond.at(u, v, 305);
            const float body = ramp_up(0.0038f, 0.0066f, place.inside_m);
            const float round = ramp_up(0.0038f, 0.013f, place.inside_m);
            const float tone = unit_float(place.id), g = grain.at(x, y), c = clouds.at(x, y);
            const float burnt = unit_float(place.id * 0x9E3779B1u) > 0.86f ? 0.28f : 0.0f;
            const glm::vec3 brick = ramp(0.32f + 0.42f * tone - burnt + 0.11f * c + 0.07f * g);
            const glm::vec3 joint = mortar * (0.93f + 0.06f * g + 0.05f * c);
            paint.color.at(x, y) = glm::mix(joint, brick, body) * (0.88f + 0.12f * round);
            const float pit = ramp_up(0.55f, 0.95f, -g);
            paint.height_m.at(x, y) = 2.2e-3f * body + 1.6e-3f * round +
                                      (tone - 0.5f) * 8e-4f * body + 4.5e-4f * g - 9e-4f * pit;
            paint.roughness.at(x, y) = 0.92f - 0.10f * body + 0.05f * g;
        }
    return material_of("brick", paint, 1.0f);
}

Material paint_concrete() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    const Field clouds = fractal_noise(kExtent, {3, 3}, 5, 0.55f, 321);
    const Field grain = fractal_noise(kExtent, {80, 80}, 3, 0.8f, 322);
    const CellNoise holes = cell_noise(kExtent, {34, 34}, 1.0f, 323);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const std::uint32_t id = holes.id.pixels()[i];
        const float size = (id & 7u) == 0 ? 0.05f + 0.10f * unit_float(id * 0x9E3779B1u) : -1.0f;
        const float hole = 1.0f - ramp_up(size - 0.03f, size + 0.03f, holes.nearest.pixels()[i]);
        const float light = 0.635f + 0.045f * clouds.pixels()[i] + 0.022f * grain.pixels()[i];
        paint.color.pixels()[i] = light * (1.0f - 0.38f * hole) * glm::vec3(1.0f, 0.985f, 0.96f);
        paint.height_m.pixels()[i] =
            6e-4f * clouds.pixels()[i] + 1.6e-4f * grain.pixels()[i] - 1.5e-3f * hole;
    }
    return material_of("concrete", paint, 1.0f, 0.82f);
}

// White stone: a few strong veins that run diagonally and a net of faint ones.
Material paint_marble() {
    Paint paint(kFine);
    const Field drift = fractal_noise(kFine, {2, 2}, 6, 0.52f, 341);
    const Field net = fractal_noise(kFine, {3, 3}, 5, 0.55f, 342);
    const glm::vec3 white = rgb(0xF1EFEA), warm = rgb(0xE0D9CC), gray = rgb(0x777B82);
    for (int y = 0; y < kFine.height; ++y) {
        const float v = center_of(y, kFine.height);
        const float* drift_row = drift.row(y);
        const float* net_row = net.row(y);
        glm::vec3* color = paint.color.row(y);
        for (int x = 0; x < kFine.width; ++x) {
            const float u = center_of(x, kFine.width);
            // Whole numbers of periods in both directions, so that it tiles.
            const float phase = fraction(u - 2.0f * v + 0.55f * drift_row[x]) - 0.5f;
            const float breaks = 0.25f + 0.75f * ramp_up(-0.5f, 0.9f, net_row[x]);
            const float strong = vein(phase, 0.012f) * breaks;
            const float halo = vein(phase, 0.10f);
            const float fine = vein(net_row[x] - 0.15f, 0.022f);
            const float cloud = 0.5f + 0.4f * drift_row[x];
            const glm::vec3 ground = glm::mix(white, warm, glm::clamp(cloud, 0.0f, 1.0f) * 0.55f);
            const float dark = 0.62f * strong + 0.20f * halo * breaks + 0.22f * fine * halo;
            color[x] = glm::mix(ground, gray, std::min(dark, 1.0f));
        }
    }
    return material_of("marble", paint, 1.0f, 0.16f);
}

// Slabs of cast stone, 50 by 25 cm in half bond, with sand in narrow joints.
Material paint_paving() {
    constexpr Bond bond{2, 4, 0.5f};
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    paint.roughness = Field(kFine);
    const Field grain = fractal_noise(kFine, {160, 160}, 3, 0.75f, 371);
    const Field clouds = fractal_noise(kFine, {5, 5}, 5, 0.6f, 372);
    const Field wobble = fractal_noise(kFine, {30, 30}, 3, 0.5f, 373);
    for (int y = 0; y < kFine.height; ++y)
        for (int x = 0; x < kFine.width; ++x) {
            const float w = 0.0008f * wobble.at(x, y);
            const Bond::Place place =
                bond.at(center_of(x, kFine.width) + w, center_of(y, kFine.height) + w, 374);
            const float body = ramp_up(0.0015f, 0.0035f, place.inside_m);
            const float round = ramp_up(0.0015f, 0.010f, place.inside_m);
            const float tone = unit_float(place.id) - 0.5f, g = grain.at(x, y);
            const float c = clouds.at(x, y);
            const glm::vec3 slab =
                glm::vec3(0.60f, 0.585f, 0.555f) * (1.0f + 0.11f * tone + 0.06f * c + 0.07f * g);
            const glm::vec3 sand = glm::vec3(0.42f, 0.38f, 0.32f) * (1.0f + 0.10f * g);
            paint.color.at(x, y) = glm::mix(sand, slab, body) * (0.90f + 0.10f * round);
            paint.height_m.at(x, y) = 2.5e-3f * body + 1e-3f * round + 2.6e-4f * g;
            paint.roughness.at(x, y) = 0.90f - 0.08f * body + 0.03f * c;
        }
    return material_of("paving", paint, 1.0f);
}

Material paint_plaster() {
    Paint paint(kFine);
    paint.height_m = Field(kFine);
    const Field strokes = fractal_noise(kFine, {9, 16}, 5, 0.6f, 361);
    const Field bend = fractal_noise(kFine, {3, 3}, 2, 0.5f, 362);
    const Field grain = fractal_noise(kFine, {230, 230}, 2, 0.7f, 363);
    for (int y = 0; y < kFine.height; ++y)
        for (int x = 0; x < kFine.width; ++x) {
            // The float's sweeps: the stroke noise looked up along bent lines.
            const float b = 52.0f * bend.at(x, y);
            const float stroke =
                sample(strokes, static_cast<float>(x) + b, static_cast<float>(y) + 0.6f * b);
            const float g = grain.at(x, y);
            const float ridge = 1.0f - std::min(std::abs(stroke) * 1.6f, 1.0f);
            const float light = 0.895f + 0.012f * stroke + 0.010f * g - 0.008f * ridge * ridge;
            paint.color.at(x, y) = light * glm::vec3(1.0f, 0.975f, 0.93f);
            paint.height_m.at(x, y) = 2.4e-4f * stroke + 2.2e-4f * ridge * ridge + 1.0e-4f * g;
        }
    return material_of("plaster", paint, 1.0f, 0.9f);
}

// Split stone: thin layers whose broken edges show as steps.
Material paint_slate() {
    Paint paint(kExtent);
    paint.height_m = Field(kExtent);
    paint.roughness = Field(kExtent);
    const Field layers = fractal_noise(kExtent, {2, 4}, 6, 0.52f, 381);
    const Field grain = fractal_noise(kExtent, {60, 120}, 3, 0.7f, 382);
    const Field rust = fractal_noise(kExtent, {3, 3}, 5, 0.6f, 383);
    const std::array<ColorStop, 3> colors{{{0.0f, 0x2A3036}, {0.5f, 0x414A51}, {1.0f, 0x5F696F}}};
    const Ramp ramp(colors);
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const float level = 5.0f * layers.pixels()[i];
        const float step = std::floor(level) + ramp_up(0.0f, 0.16f, fraction(level));
        const float edge =
            ramp_up(0.0f, 0.08f, fraction(level)) * (1.0f - ramp_up(0.08f, 0.22f, fraction(level)));
        const float g = grain.pixels()[i];
        const float stain = ramp_up(0.75f, 1.5f, rust.pixels()[i]);
        paint.color.pixels()[i] = glm::mix(ramp(0.46f + 0.05f * step + 0.09f * g + 0.16f * edge),
                                           rgb(0x6E5440), 0.45f * stain);
        paint.height_m.pixels()[i] = 7e-4f * step + 1.6e-4f * g;
        paint.roughness.pixels()[i] = 0.60f + 0.06f * g + 0.12f * stain;
    }
    return material_of("slate", paint, 1.0f);
}

// Chips of stone in a pale ground, cut and polished.
Material paint_terrazzo() {
    Paint paint(kFine);
    const CellNoise large = cell_noise(kFine, {22, 22}, 0.9f, 401);
    const CellNoise small = cell_noise(kFine, {58, 58}, 0.95f, 402);
    const Field cloud = fractal_noise(kFine, {6, 6}, 3, 0.6f, 403);
    constexpr std::array<std::uint32_t, 7> kChips{0xB5563F, 0x2F4A4F, 0xD9A24A, 0x7D8C86,
                                                  0xE9D8C2, 0x44403E, 0xC9907A};
    std::array<glm::vec3, kChips.size()> chips;
    for (std::size_t i = 0; i < kChips.size(); ++i) chips[i] = rgb(kChips[i]);
    const glm::vec3 ground = rgb(0xEBE6DC);
    const auto chip_color = [&](std::uint32_t id) { return chips[(id >> 8) % chips.size()]; };
    for (std::size_t i = 0; i < kFine.area(); ++i) {
        const float c = cloud.pixels()[i];
        glm::vec3 color = ground * (1.0f + 0.018f * c);
        const std::uint32_t small_id = small.id.pixels()[i], large_id = large.id.pixels()[i];
        if ((small_id & 15u) < 9) {
            const float edge = small.second.pixels()[i] - small.nearest.pixels()[i];
            color = glm::mix(color, chip_color(small_id) * (1.0f + 0.03f * c),
                             ramp_up(0.22f, 0.30f, edge));
        }
        if ((large_id & 15u) < 7) {
            const float edge = large.second.pixels()[i] - large.nearest.pixels()[i];
            color = glm::mix(color, chip_color(large_id) * (1.0f + 0.06f * c),
                             ramp_up(0.18f, 0.22f, edge));
        }
        paint.color.pixels()[i] = color;
    }
    return material_of("terrazzo", paint, 1.0f, 0.24f);
}

Material paint_tile() {
    const std::array<ColorStop, 4> colors{
        {{0.0f, 0x2F6B68}, {0.4f, 0x4E918A}, {0.75f, 0x7FB5A8}, {1.0f, 0xB3D3C4}}};
    return glazed_tiles("tile", Ramp(colors), rgb(0xD8D2C6));
}

Material paint_white_tile() {
    const std::array<ColorStop, 3> colors{{{0.0f, 0xDAD9D2}, {0.5f, 0xE9E8E2}, {1.0f, 0xF4F3EF}}};
    return glazed_tiles("white_tile", Ramp(colors), rgb(0xB9B5AB));
}

}  // namespace diorama::kit
