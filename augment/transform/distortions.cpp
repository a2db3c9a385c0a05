#include <algorithm>
#include <cmath>
#include <vector>

#include "augment/transform/thin_plate.hpp"
#include "augment/transform/transforms.hpp"

namespace diorama {
namespace {

constexpr int kSpacing = 8;  // pixels between the points of a displacement

/// The weights of a uniform cubic B-spline at `t` in [0, 1).
std::array<float, 4> spline_weights(float t) {
    const float s = 1.0f - t, t2 = t * t, t3 = t2 * t;
    return {s * s * s / 6.0f, (3.0f * t3 - 6.0f * t2 + 4.0f) / 6.0f,
            (-3.0f * t3 + 3.0f * t2 + 3.0f * t + 1.0f) / 6.0f, t3 / 6.0f};
}

/// Values at knots, smooth between them.
glm::vec2 spline(const Image<glm::vec2>& knots, float x, float y) {
    const int i = std::clamp(static_cast<int>(x), 0, knots.width() - 4);
    const int j = std::clamp(static_cast<int>(y), 0, knots.height() - 4);
    const auto across = spline_weights(x - static_cast<float>(i));
    const auto down = spline_weights(y - static_cast<float>(j));
    glm::vec2 sum(0.0f);
    for (int b = 0; b < 4; ++b)
        for (int a = 0; a < 4; ++a)
            sum += across[static_cast<std::size_t>(a)] * down[static_cast<std::size_t>(b)] *
                   knots.at(i + a, j + b);
    return sum;
}

/// Positions of `cells` + 1 grid lines whose cells change by up to `strength` of their size; the
/// first and the last line stay.
std::vector<float> moved_lines(int cells, float size, float strength, Rng rng) {
    std::vector<float> lines{0.0f};
    for (int i = 0; i < cells; ++i)
        lines.push_back(lines.back() + 1.0f + strength * static_cast<float>(rng.uniform(-1, 1)));
    const float factor = size / lines.back();
    for (float& line : lines) line *= factor;
    return lines;
}

/// Where a position of the even grid lies on the moved one.
float on_lines(const std::vector<float>& lines, float at, float size) {
    const auto cells = static_cast<int>(lines.size()) - 1;
    const float cell = std::min(std::max(at / size, 0.0f), 1.0f) * static_cast<float>(cells);
    const int i = std::min(static_cast<int>(cell), cells - 1);
    const auto k = static_cast<std::size_t>(i);
    return lines[k] + (lines[k + 1] - lines[k]) * (cell - static_cast<float>(i));
}

}  // namespace

// Method: "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis",
// Simard, Steinkraus, Platt, ICDAR 2003; random knots of a cubic spline instead of a blurred field.
void apply(const ElasticConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    // A spline through knots of deviation 1 has deviation 0.479 (mean of its squared weights).
    const float strength = draw.number("strength_px", config.strength_px) / 0.479f;
    const float cell = draw.number("cell_px", config.cell_px);
    if (strength <= 0.0f) return;
    const auto knots_along = [&](int size) {
        return static_cast<int>(static_cast<float>(size) / cell) + 5;
    };
    Image<glm::vec2> knots({knots_along(extent.width), knots_along(extent.height)});
    Rng rng = draw.stream("knots");
    for (glm::vec2& knot : knots) {
        knot.x = strength * static_cast<float>(rng.normal());
        knot.y = strength * static_cast<float>(rng.normal());
    }
    chain.warp(
        {extent,
         make_displacement(extent, kSpacing,
                           [&](float x, float y) { return spline(knots, x / cell, y / cell); }),
         draw_outside(config.outside, draw)});
}

void apply(const GridDistortionConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const float strength = draw.number("strength", config.strength);
    if (strength <= 0.0f) return;
    const auto w = static_cast<float>(extent.width), h = static_cast<float>(extent.height);
    const auto columns = moved_lines(config.cells, w, strength, draw.stream("columns"));
    const auto rows = moved_lines(config.cells, h, strength, draw.stream("rows"));
    chain.warp({extent,
                make_displacement(extent, kSpacing,
                                  [&](float x, float y) {
                                      return glm::vec2(on_lines(columns, x, w) - x,
                                                       on_lines(rows, y, h) - y);
                                  }),
                draw_outside(config.outside, draw)});
}

void apply(const ThinPlateConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const float strength = draw.number("strength", config.strength) *
                           static_cast<float>(std::min(extent.width, extent.height));
    if (strength <= 0.0f) return;
    Rng rng = draw.stream("points");
    std::vector<glm::vec2> at, offset;
    for (int j = 0; j < config.points; ++j) {
        for (int i = 0; i < config.points; ++i) {
            const auto last = static_cast<float>(config.points - 1);
            at.push_back({static_cast<float>(i) / last * static_cast<float>(extent.width),
                          static_cast<float>(j) / last * static_cast<float>(extent.height)});
            const float dx = strength * static_cast<float>(rng.normal());
            offset.push_back({dx, strength * static_cast<float>(rng.normal())});
        }
    }
    const ThinPlate plate(at, offset);
    // The plate is smooth over the distance of its points: a lattice of twice the spacing will do.
    chain.warp({extent,
                make_displacement(extent, 2 * kSpacing,
                                  [&](float x, float y) {
                                      return plate.offset({x, y});
                                  }),
                draw_outside(config.outside, draw)});
}

void apply(const LensConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const float k1 = draw.number("k1", config.k1), k2 = draw.number("k2", config.k2);
    if (k1 == 0.0f && k2 == 0.0f) return;
    const glm::vec2 middle(0.5f * static_cast<float>(extent.width),
                           0.5f * static_cast<float>(extent.height));
    const float corner = glm::dot(middle, middle);
    chain.warp({extent,
                make_displacement(extent, kSpacing,
                                  [&](float x, float y) {
                                      const glm::vec2 d = glm::vec2(x, y) - middle;
                                      const float r2 = glm::dot(d, d) / corner;
                                      return d * (r2 * (k1 + k2 * r2));
                                  }),
                draw_outside(config.outside, draw)});
}

}  // namespace diorama
