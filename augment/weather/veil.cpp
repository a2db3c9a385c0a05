#include "augment/weather/veil.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "augment/color/luma.hpp"
#include "engine/core/math.hpp"
#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

/// Mixes levels by shares of 1/255, rounded. All of it fits 16 bits.
DIORAMA_WIDE void cover_row(const std::uint8_t* share, const std::uint8_t* color, int count,
                            std::uint8_t* row) {
    for (int i = 0; i < count; ++i) {
        const std::uint16_t a = share[i];
        const auto rest = static_cast<std::uint16_t>(255 - a);
        const auto sum = static_cast<std::uint16_t>(static_cast<std::uint16_t>(row[i] * rest) +
                                                    static_cast<std::uint16_t>(color[i] * a) + 128);
        row[i] = static_cast<std::uint8_t>(
            static_cast<std::uint16_t>(sum + static_cast<std::uint16_t>(sum >> 8)) >> 8);
    }
}

float smooth(float t) { return t * t * (3.0f - 2.0f * t); }

}  // namespace

void cover(Image<Rgb8>& picture, const Veil& veil, Rgb8 color) {
    const int width = picture.width();
    std::vector<Rgb8> colors(static_cast<std::size_t>(width), color);
    std::vector<std::uint8_t> shares(3 * colors.size());
    for (int y = 0; y < picture.height(); ++y) {
        const std::uint8_t* mask = veil.row(y);
        if (std::all_of(mask, mask + width, [](std::uint8_t a) { return a == 0; })) continue;
        tripled_row(mask, width, shares.data());
        cover_row(shares.data(), &colors.data()->r, 3 * width, &picture.row(y)->r);
    }
}

Image<float> cloud(Extent extent, float cell, Rng rng) {
    Image<float> sum(extent);
    float amplitude = 4.0f / 7;
    for (int octave = 0; octave < 3; ++octave, cell *= 0.5f, amplitude *= 0.5f) {
        const auto knots_along = [&](int size) {
            return static_cast<int>(static_cast<float>(size) / cell) + 2;
        };
        Image<float> knots({knots_along(extent.width), knots_along(extent.height)});
        for (float& knot : knots) knot = static_cast<float>(rng.uniform());
        for (int y = 0; y < extent.height; ++y) {
            const float v = static_cast<float>(y) / cell;
            const int j = static_cast<int>(v);
            const float fy = smooth(v - static_cast<float>(j));
            const float *top = knots.row(j), *bottom = knots.row(j + 1);
            for (int x = 0; x < extent.width; ++x) {
                const float u = static_cast<float>(x) / cell;
                const int i = static_cast<int>(u);
                const float fx = smooth(u - static_cast<float>(i));
                const float a = top[i] + (top[i + 1] - top[i]) * fx;
                const float b = bottom[i] + (bottom[i + 1] - bottom[i]) * fx;
                sum.at(x, y) += amplitude * (a + (b - a) * fy);
            }
        }
    }
    return sum;
}

}  // namespace diorama
