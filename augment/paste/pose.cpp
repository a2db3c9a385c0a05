#include "augment/paste/pose.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama {
namespace {

/// Rows of the matrix that turns offsets from the canvas's center into offsets from the source's.
struct Inverse {
    float xx, xy, yx, yy;
};

Inverse source_from_canvas(const SpritePose& pose) {
    const float c = std::cos(pose.rotation_rad) / pose.scale;
    const float s = std::sin(pose.rotation_rad) / pose.scale;
    // y points down, so a counterclockwise turn takes (1, 0) to (cos, -sin).
    const float mirror = pose.flip ? -1.0f : 1.0f;
    return {mirror * c, mirror * -s, s, c};
}

/// Adds one bilinear sample of a level, times 2^16, at a position in pixels whose first center is
/// 0; beyond the level its transparent border repeats.
void add_sample(const Image<Rgba8>& level, float x, float y, std::array<std::uint32_t, 4>& sum) {
    const auto right = static_cast<float>(level.width() - 1);
    const auto bottom = static_cast<float>(level.height() - 1);
    const auto u = static_cast<std::uint32_t>(std::clamp(x, 0.0f, right) * 256.0f + 0.5f);
    const auto v = static_cast<std::uint32_t>(std::clamp(y, 0.0f, bottom) * 256.0f + 0.5f);
    const int column = std::min(static_cast<int>(u >> 8), level.width() - 2);
    const int row = std::min(static_cast<int>(v >> 8), level.height() - 2);
    const std::uint32_t fx = u - (static_cast<std::uint32_t>(column) << 8);
    const std::uint32_t fy = v - (static_cast<std::uint32_t>(row) << 8);
    const Rgba8* upper = level.row(row) + column;
    const Rgba8* lower = level.row(row + 1) + column;
    const std::uint32_t w00 = (256 - fx) * (256 - fy), w10 = fx * (256 - fy), w01 = (256 - fx) * fy,
                        w11 = fx * fy;
    sum[0] += w00 * upper[0].r + w10 * upper[1].r + w01 * lower[0].r + w11 * lower[1].r;
    sum[1] += w00 * upper[0].g + w10 * upper[1].g + w01 * lower[0].g + w11 * lower[1].g;
    sum[2] += w00 * upper[0].b + w10 * upper[1].b + w01 * lower[0].b + w11 * lower[1].b;
    sum[3] += w00 * upper[0].a + w10 * upper[1].a + w01 * lower[0].a + w11 * lower[1].a;
}

/// A premultiplied sum, divided by its scale, as a pixel with straight alpha.
Rgba8 straight(const std::array<std::uint32_t, 4>& sum, int shift) {
    const std::uint32_t half = 1u << (shift - 1);
    const std::uint32_t alpha = (sum[3] + half) >> shift;
    if (alpha == 0) return {0, 0, 0, 0};
    const auto color = [&](std::size_t c) {
        const std::uint64_t value = (std::uint64_t{sum[c]} * 255 + sum[3] / 2) / sum[3];
        return static_cast<std::uint8_t>(std::min<std::uint64_t>(value, 255));
    };
    return {color(0), color(1), color(2), static_cast<std::uint8_t>(alpha)};
}

constexpr int kRing = 2;  // pixels of surroundings that blending looks at, beyond the turned box

/// A turned and scaled picture, both about their centers.
/// @param levels  as a Sprite has them; `source` is the first one's extent without its border.
Image<Rgba8> resampled(const std::vector<Image<Rgba8>>& levels, Extent source,
                       const SpritePose& pose, Extent extent) {
    // Of the source, half of it, ... that which shrinks by less than two.
    float level_scale = 1.0f;
    std::size_t index = 0;
    while (pose.scale * level_scale <= 0.5f && index + 1 < levels.size()) {
        level_scale *= 2.0f;
        ++index;
    }
    const Image<Rgba8>& level = levels[index];
    const Inverse map = source_from_canvas(pose);
    const float center_x = 0.5f * static_cast<float>(source.width);
    const float center_y = 0.5f * static_cast<float>(source.height);
    const float half_width = 0.5f * static_cast<float>(extent.width);
    const float half_height = 0.5f * static_cast<float>(extent.height);

    const bool shrinks = pose.scale * level_scale < 1.0f;
    const int steps = shrinks ? 2 : 1;  // samples along each axis of a pixel
    const float step = 1.0f / static_cast<float>(steps);
    const int shift = shrinks ? 18 : 16;
    Image<Rgba8> canvas(extent, {0, 0, 0, 0});
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            std::array<std::uint32_t, 4> sum{};
            for (int k = 0; k < steps * steps; ++k) {
                const auto along = [&](int pixel, int sample) {
                    return static_cast<float>(pixel) + (static_cast<float>(sample) + 0.5f) * step;
                };
                const float dx = along(x, k % steps) - half_width;
                const float dy = along(y, k / steps) - half_height;
                const float u = center_x + map.xx * dx + map.xy * dy;
                const float v = center_y + map.yx * dx + map.yy * dy;
                // The border of one pixel puts the center of the first pixel at 1.
                add_sample(level, u / level_scale + 0.5f, v / level_scale + 0.5f, sum);
            }
            canvas.at(x, y) = straight(sum, shift);
        }
    }
    return canvas;
}

}  // namespace

Extent posed_extent(const Sprite& cutout, const SpritePose& pose) {
    const float c = std::abs(std::cos(pose.rotation_rad)) * pose.scale;
    const float s = std::abs(std::sin(pose.rotation_rad)) * pose.scale;
    const auto w = static_cast<float>(cutout.box.width);
    const auto h = static_cast<float>(cutout.box.height);
    const auto side = [](float length) {
        // A hair beyond a whole number is rounding, not another pixel.
        return std::max(1, static_cast<int>(std::ceil(std::min(length, 1e6f) - 1e-3f)));
    };
    return {side(w * c + h * s), side(w * s + h * c)};
}

Layer posed_layer(std::uint32_t id, const Sprite& cutout, const SpritePose& pose) {
    const Extent inner = posed_extent(cutout, pose);
    const Extent extent{inner.width + 2 * kRing, inner.height + 2 * kRing};
    const Image<Rgba8> canvas = resampled(cutout.levels, cutout.extent(), pose, extent);
    if (cutout.surroundings.empty()) return make_layer(id, -kRing, -kRing, canvas);
    const Extent around{cutout.box.width + 2 * cutout.reach, cutout.box.height + 2 * cutout.reach};
    const Image<Rgba8> opaque = resampled(cutout.surroundings, around, pose, extent);
    Image<Rgb8> surroundings(extent);
    std::ranges::transform(opaque, surroundings.begin(), [](const Rgba8& p) {
        return Rgb8{p.r, p.g, p.b};
    });
    return make_layer(id, -kRing, -kRing, canvas, surroundings);
}

}  // namespace diorama
