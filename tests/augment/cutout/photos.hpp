/// Photographs of known objects on plain backgrounds, painted.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>

#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama::test {

/// An object as the distance to its outline: positive inside.
using Shape = std::function<double(double x, double y)>;

inline Shape disc(double cx, double cy, double radius) {
    return [=](double x, double y) { return radius - std::hypot(x - cx, y - cy); };
}
inline Shape torus(double cx, double cy, double radius, double tube) {
    return [=](double x, double y) { return tube - std::abs(std::hypot(x - cx, y - cy) - radius); };
}
inline Shape box(double x0, double y0, double x1, double y1) {
    return [=](double x, double y) { return std::min({x - x0, x1 - x, y - y0, y1 - y}); };
}
inline Shape either(Shape a, Shape b) {
    return [a, b](double x, double y) { return std::max(a(x, y), b(x, y)); };
}

struct Painted {
    Image<Rgb8> photo;
    Image<float> alpha;  // exact coverage of each pixel, to 1/64
};

struct Paint {
    Rgb8 object{170, 40, 30}, background{200, 205, 210};
    double noise = 3;    // standard deviation in grey levels
    double shading = 0;  // how much darker the background is at the right edge, in grey levels
    double shadow = 0;   // share of light that a soft shadow right of the shape takes
    double texture = 0;  // stripes on the object, amplitude in grey levels
};

inline Painted paint(Extent extent, const Shape& shape, const Paint& paint,
                     std::uint64_t seed = 1) {
    Painted painted{Image<Rgb8>(extent), Image<float>(extent)};
    Rng rng{seed};
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            // Shapes are distances, so only pixels near the outline need samples.
            const double middle = shape(x + 0.5, y + 0.5);
            int inside = middle > 0 ? 64 : 0;
            if (std::abs(middle) < 1) {
                inside = 0;
                for (int k = 0; k < 64; ++k)
                    inside += shape(x + (k % 8 + 0.5) / 8, y + (k / 8 + 0.5) / 8) > 0 ? 1 : 0;
            }
            const double alpha = inside / 64.0;
            painted.alpha.at(x, y) = static_cast<float>(alpha);
            const double fall = std::clamp(-shape(x - 12.0, y - 8.0) / 20, 0.0, 1.0);
            const double light = 1 - paint.shadow * (1 - fall);
            const double stripe = (x / 6 + y / 9) % 2 == 0 ? paint.texture : -paint.texture;
            const auto channel = [&](int object, int background) {
                const double under = (background - paint.shading * x / extent.width) * light;
                const double value = alpha * (object + stripe) + (1 - alpha) * under;
                return static_cast<std::uint8_t>(
                    std::clamp(value + paint.noise * rng.normal() + 0.5, 0.0, 255.0));
            };
            painted.photo.at(x, y) = {channel(paint.object.r, paint.background.r),
                                      channel(paint.object.g, paint.background.g),
                                      channel(paint.object.b, paint.background.b)};
        }
    }
    return painted;
}

}  // namespace diorama::test
