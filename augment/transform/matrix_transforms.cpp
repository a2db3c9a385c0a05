#include <algorithm>
#include <cmath>
#include <numbers>

#include "augment/transform/transforms.hpp"

namespace diorama {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

/// Sine and cosine that are exact for quarter turns. Float versions: the same bits everywhere.
glm::dvec2 cos_sin(double angle_deg) {
    const double quarter = angle_deg / 90;
    if (quarter == std::floor(quarter)) {
        constexpr double kCos[4] = {1, 0, -1, 0};
        const int k = ((static_cast<int>(quarter) % 4) + 4) % 4;
        return {kCos[k], kCos[(k + 3) % 4]};
    }
    const auto angle = static_cast<float>(angle_deg * kRadians);
    return {std::cos(angle), std::sin(angle)};
}

double tangent(double angle_deg) {
    const glm::dvec2 c = cos_sin(angle_deg);
    return c.y / c.x;
}

/// A map about the middle of the picture.
glm::dmat3 about_middle(Extent extent, const glm::dmat3& map) {
    const double x = 0.5 * extent.width, y = 0.5 * extent.height;
    return translation(x, y) * map * translation(-x, -y);
}

}  // namespace

Rgb8 draw_fill(const Distribution3& fill, Draws& draw) {
    const auto level = [&](const char* name, const Distribution& distribution) {
        return static_cast<std::uint8_t>(std::lround(draw.number(name, distribution)));
    };
    const std::uint8_t r = level("fill_r", fill[0]), g = level("fill_g", fill[1]);
    return {r, g, level("fill_b", fill[2])};
}

Outside draw_outside(const OutsideConfig& config, Draws& draw) {
    if (config.border != Border::Fill) return {config.border, {}};
    return {Border::Fill, draw_fill(config.fill, draw)};
}

void apply(const FlipConfig& config, Chain& chain, Draws& draw) {
    const bool horizontal = draw.chance("horizontal", config.horizontal);
    const bool vertical = draw.chance("vertical", config.vertical);
    if (!horizontal && !vertical) return;
    const Extent extent = chain.extent();
    chain.warp({extent, matrix3(horizontal ? -1 : 1, 0, horizontal ? extent.width : 0, 0,
                                vertical ? -1 : 1, vertical ? extent.height : 0)});
}

void apply(const QuarterTurnConfig& config, Chain& chain, Draws& draw) {
    const int turns = ((draw.whole("turns", config.turns) % 4) + 4) % 4;
    const Extent extent = chain.extent();
    const double w = extent.width, h = extent.height;
    // Clockwise: the source's left bottom corner becomes the left top one.
    if (turns == 1) chain.warp({{extent.height, extent.width}, matrix3(0, 1, 0, -1, 0, h)});
    if (turns == 2) chain.warp({extent, matrix3(-1, 0, w, 0, -1, h)});
    if (turns == 3) chain.warp({{extent.height, extent.width}, matrix3(0, -1, w, 1, 0, 0)});
}

void apply(const AffineConfig& config, Chain& chain, Draws& draw) {
    const double scale = draw("scale", config.scale);
    const double root = std::sqrt(draw("aspect", config.aspect));
    const glm::dvec2 turn = cos_sin(draw("rotation_deg", config.rotation_deg));
    const double shear_x = tangent(draw("shear_x_deg", config.shear_x_deg));
    const double shear_y = tangent(draw("shear_y_deg", config.shear_y_deg));
    const Extent extent = chain.extent();
    const double x = draw("shift_x", config.shift_x) * extent.width;
    const double y = draw("shift_y", config.shift_y) * extent.height;
    const Outside outside = draw_outside(config.outside, draw);
    const glm::dmat3 target_from_source =
        translation(x, y) * about_middle(extent, matrix3(turn.x, -turn.y, 0, turn.y, turn.x, 0) *
                                                     matrix3(1, shear_x, 0, shear_y, 1, 0) *
                                                     scaling(scale * root, scale / root));
    if (std::abs(glm::determinant(target_from_source)) < 1e-9) return;  // the shears cancel
    chain.warp({extent, glm::inverse(target_from_source), outside});
}

void apply(const PerspectiveConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const double w = extent.width, h = extent.height;
    const double strength = draw("strength", config.strength);
    const Outside outside = draw_outside(config.outside, draw);
    const glm::dvec2 target[4] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
    glm::dvec2 source[4];
    for (int i = 0; i < 4; ++i) {
        const std::string corner = "corner" + std::to_string(i);
        const double dx = draw(corner + "_x", Uniform{-1, 1}) * strength * w;
        const double dy = draw(corner + "_y", Uniform{-1, 1}) * strength * h;
        source[i] = target[i] + glm::dvec2(dx, dy);
    }
    // Each corner stays in its quarter, so that no three are in a line.
    if (const auto map = homography(target, source); map && strength > 0)
        chain.warp({extent, *map, outside});
}

void apply(const ResizeConfig& config, Chain& chain, Draws& draw) {
    const Extent from = chain.extent();
    Extent to{config.width > 0 ? config.width : from.width,
              config.height > 0 ? config.height : from.height};
    if (config.longest_px || config.shortest_px) {
        const double side = config.longest_px ? draw("longest_px", *config.longest_px)
                                              : draw("shortest_px", *config.shortest_px);
        const int now = config.longest_px ? std::max(from.width, from.height)
                                          : std::min(from.width, from.height);
        const auto scaled = [&](int size) {
            return std::max(1, static_cast<int>(std::lround(size * side / now)));
        };
        to = {scaled(from.width), scaled(from.height)};
    }
    if (to == from) return;
    chain.warp({to, scaling(static_cast<double>(from.width) / to.width,
                            static_cast<double>(from.height) / to.height)});
}

void apply(const ScaleJitterConfig& config, Chain& chain, Draws& draw) {
    const Extent from = chain.extent();
    const Extent to{config.width > 0 ? config.width : from.width,
                    config.height > 0 ? config.height : from.height};
    const double fit = std::min(static_cast<double>(to.width) / from.width,
                                static_cast<double>(to.height) / from.height);
    const double scale = fit * draw("scale", config.scale);
    // Where the scaled picture lies: anywhere inside the target, or around all of it.
    const double free_x = to.width - scale * from.width, free_y = to.height - scale * from.height;
    const double x = std::floor(draw("place_x", Uniform{0, 1}) * free_x);
    const double y = std::floor(draw("place_y", Uniform{0, 1}) * free_y);
    chain.warp({to,
                scaling(1 / scale, 1 / scale) * translation(-x, -y),
                {Border::Fill, draw_fill(config.fill, draw)}});
}

void apply(const LetterboxConfig& config, Chain& chain, Draws& draw) {
    const Extent from = chain.extent();
    const Extent to{std::max(config.width, 1), std::max(config.height, 1)};
    const double fit = std::min(static_cast<double>(to.width) / from.width,
                                static_cast<double>(to.height) / from.height);
    // Whole pixels, so that the bars have sharp edges.
    const double w = std::max(1.0, std::round(fit * from.width));
    const double h = std::max(1.0, std::round(fit * from.height));
    const double x = std::floor((to.width - w) / 2), y = std::floor((to.height - h) / 2);
    chain.warp({to,
                scaling(from.width / w, from.height / h) * translation(-x, -y),
                {Border::Fill, draw_fill(config.fill, draw)}});
}

void apply(const PadConfig& config, Chain& chain, Draws& draw) {
    const Extent from = chain.extent();
    const int left = draw.whole("left", config.left), top = draw.whole("top", config.top);
    const auto padded = [&](int size, int more) {
        const int all = size + more;
        return (all + config.multiple_of - 1) / config.multiple_of * config.multiple_of;
    };
    const Extent to{padded(from.width, left + draw.whole("right", config.right)),
                    padded(from.height, top + draw.whole("bottom", config.bottom))};
    if (to == from) return;
    chain.warp({to, translation(-left, -top), draw_outside(config.outside, draw)});
}

}  // namespace diorama
