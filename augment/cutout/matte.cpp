#include "augment/cutout/matte.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "augment/blend/bleed.hpp"
#include "augment/blend/float4.hpp"
#include "augment/blend/nearest.hpp"

namespace diorama {
namespace {

constexpr int kBand = 2;                   // pixels to either side of the outline
constexpr float kLeastDifference = 24.0f;  // grey levels between f and b to tell them apart

Image<std::uint8_t> equal_to(const Image<std::uint8_t>& mask, bool inside) {
    Image<std::uint8_t> result(mask.extent());
    std::transform(mask.begin(), mask.end(), result.begin(),
                   [inside](std::uint8_t m) -> std::uint8_t { return (m != 0) == inside ? 1 : 0; });
    return result;
}

/// Pixels of a side that lie further than the band from the other side.
Image<std::uint8_t> beyond_band(const Image<std::uint8_t>& mask, bool inside) {
    Image<std::uint8_t> side = equal_to(mask, inside);
    const Image<std::int32_t> nearest = nearest_pixels(equal_to(mask, !inside));
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            const std::int32_t other = nearest.at(x, y);
            if (other >= 0 && squared_distance(x, y, other, mask.width()) <= kBand * kBand)
                side.at(x, y) = 0;
        }
    }
    return side;
}

float dot3(const Float4& a, const Float4& b) {
    const Float4 product = a * b;
    return product[0] + product[1] + product[2];
}

/// Whether one of the four neighbors is on the other side.
bool differs_from_neighbor(const Image<std::uint8_t>& mask, int x, int y) {
    const auto differs = [&](int u, int v) {
        return u >= 0 && v >= 0 && u < mask.width() && v < mask.height() &&
               (mask.at(u, v) != 0) != (mask.at(x, y) != 0);
    };
    return differs(x - 1, y) || differs(x + 1, y) || differs(x, y - 1) || differs(x, y + 1);
}

/// Shares of nearly nothing and nearly all are noise around 0 and 1.
float without_noise(float share) {
    constexpr float kNoise = 0.06f;
    return share < kNoise ? 0.0f : share > 1.0f - kNoise ? 1.0f : share;
}

/// The mean color of the set's pixels around one of them: a single pixel is too noisy to lean on.
Float4 mean_around(const Image<Rgb8>& photo, const Image<std::uint8_t>& set, std::int32_t index) {
    const int x = index % photo.width(), y = index / photo.width();
    const Rect around = intersection({x - 1, y - 1, 3, 3}, {0, 0, photo.width(), photo.height()});
    Float4 sum;
    float count = 0;
    for (int v = around.y; v < around.bottom(); ++v) {
        for (int u = around.x; u < around.right(); ++u) {
            if (set.at(u, v) == 0) continue;
            sum += Float4(photo.at(u, v));
            count += 1;
        }
    }
    return 1.0f / count * sum;
}

}  // namespace

Image<Rgba8> matte(const Image<Rgb8>& photo, const Image<std::uint8_t>& mask) {
    const Image<std::uint8_t> object = beyond_band(mask, true), other = beyond_band(mask, false);
    const Image<std::int32_t> to_object = nearest_pixels(object), to_other = nearest_pixels(other);
    Image<Rgb8> color = photo;
    Image<std::uint8_t> alpha(photo.extent());
    for (int y = 0; y < photo.height(); ++y) {
        for (int x = 0; x < photo.width(); ++x) {
            const std::uint8_t hard = mask.at(x, y) != 0 ? 255 : 0;
            const bool sure = object.at(x, y) != 0 || other.at(x, y) != 0;
            // Things thinner than the band have no sure color of their own near by.
            const std::int32_t from = to_object.at(x, y), to = to_other.at(x, y);
            alpha.at(x, y) = hard;
            if (sure || from < 0 || to < 0 ||
                squared_distance(x, y, from, photo.width()) > 9 * kBand * kBand)
                continue;
            const Float4 f = mean_around(photo, object, from), b = mean_around(photo, other, to);
            const Float4 difference = f - b;
            const float length = dot3(difference, difference);
            if (length < kLeastDifference * kLeastDifference) continue;
            const float share = dot3(Float4(photo.at(x, y)) - b, difference) / length;
            // Next to the outline the share decides which side a pixel is on, further off the mask.
            const bool at_outline = differs_from_neighbor(mask, x, y);
            const float least = hard != 0 && !at_outline ? 0.503f : 0.0f;
            const float most = hard == 0 && !at_outline ? 0.497f : 1.0f;
            const float bounded = std::clamp(share, least, most);
            alpha.at(x, y) = static_cast<std::uint8_t>(255.0f * without_noise(bounded) + 0.5f);
            color.at(x, y) = to_rgb8(f);
        }
    }
    bleed_color(color, alpha);
    Image<Rgba8> result(photo.extent());
    for (std::size_t i = 0; i < result.pixels().size(); ++i) {
        const Rgb8 c = color.pixels()[i];
        result.pixels()[i] = {c.r, c.g, c.b, alpha.pixels()[i]};
    }
    return result;
}

}  // namespace diorama
