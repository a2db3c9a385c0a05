#include "augment/weather/veil.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/math.hpp"

namespace diorama {
namespace {

/// v / 255, rounded, for 0 <= v <= 255 * 255.
int divided(int v) { return (v + 128 + ((v + 128) >> 8)) >> 8; }

float smooth(float t) { return t * t * (3.0f - 2.0f * t); }

}  // namespace

void cover(Image<Rgb8>& picture, const Veil& veil, Rgb8 color) {
    const std::uint8_t* mask = veil.data();
    for (Rgb8& p : picture) {
        const int a = *mask++, rest = 255 - a;
        p = {static_cast<std::uint8_t>(divided(p.r * rest + color.r * a)),
             static_cast<std::uint8_t>(divided(p.g * rest + color.g * a)),
             static_cast<std::uint8_t>(divided(p.b * rest + color.b * a))};
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
