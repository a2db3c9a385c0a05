#include "engine/io/texture_tricks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "engine/core/math.hpp"

namespace diorama {
namespace {

int luminance(const Rgba8& p) { return (54 * p.r + 183 * p.g + 19 * p.b + 128) >> 8; }

std::uint8_t to_byte(float signed_unit) {
    return static_cast<std::uint8_t>(std::lround((signed_unit * 0.5f + 0.5f) * 255.0f));
}

}  // namespace

bool has_alpha(const Image<Rgba8>& pixels) {
    return std::any_of(pixels.begin(), pixels.end(),
                       [&](const Rgba8& p) { return p.a != pixels.begin()->a; });
}

AlphaMode alpha_mode_of(const Image<Rgba8>& pixels) {
    std::size_t clear = 0, between = 0;
    for (const Rgba8& p : pixels) {
        if (p.a < 16) ++clear;
        if (p.a >= 16 && p.a < 240) ++between;
    }
    const std::size_t total = pixels.extent().area();
    if (clear == total || (clear + between) * 1000 <= total) return AlphaMode::Opaque;
    return between < clear ? AlphaMode::Mask : AlphaMode::Blend;
}

Image<Rgba8> with_opacity(const Image<Rgba8>* color, const Image<Rgba8>& opacity) {
    const bool own_alpha = has_alpha(opacity);
    Image<Rgba8> result =
        color ? *color : Image<Rgba8>(opacity.extent(), Rgba8{255, 255, 255, 255});
    const auto nearest = [](int at, int size, int source_size) {
        return static_cast<int>((2 * std::int64_t{at} + 1) * source_size /
                                (2 * std::int64_t{size}));
    };
    for (int y = 0; y < result.height(); ++y)
        for (int x = 0; x < result.width(); ++x) {
            const Rgba8& o = opacity.at(nearest(x, result.width(), opacity.width()),
                                        nearest(y, result.height(), opacity.height()));
            result.at(x, y).a = own_alpha ? o.a : static_cast<std::uint8_t>(luminance(o));
        }
    return result;
}

bool looks_like_normals(const Image<Rgba8>& pixels) {
    std::size_t colored = 0, blue = 0;
    for (const Rgba8& p : pixels) {
        const auto [low, high] = std::minmax({p.r, p.g, p.b});
        if (high - low > 24) ++colored;
        if (p.b > 150 && p.b >= p.r && p.b >= p.g) ++blue;
    }
    const std::size_t total = pixels.extent().area();
    return colored * 2 > total && blue * 4 > total * 3;
}

Image<Rgba8> normals_from_bump(const Image<Rgba8>& height, float scale) {
    const int w = height.width(), h = height.height();
    const auto at = [&](int x, int y) {
        return static_cast<float>(luminance(height.at((x + w) % w, (y + h) % h))) / 255.0f;
    };
    Image<Rgba8> normals(height.extent());
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) {
            // Up in the texture is towards smaller y.
            const float right = 0.5f * (at(x + 1, y) - at(x - 1, y));
            const float up = 0.5f * (at(x, y - 1) - at(x, y + 1));
            const glm::vec3 n =
                glm::normalize(glm::vec3(-4.0f * scale * right, -4.0f * scale * up, 1.0f));
            normals.at(x, y) = {to_byte(n.x), to_byte(n.y), to_byte(n.z), 255};
        }
    return normals;
}

}  // namespace diorama
