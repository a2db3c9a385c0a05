#include "augment/blend/bleed.hpp"

#include <algorithm>

#include "augment/blend/dilate.hpp"
#include "augment/blend/nearest.hpp"

namespace diorama {
namespace {

constexpr std::uint8_t kSureAlpha = 250;
constexpr int kEdgeWidth = 3;  // pixels next to the outside that are translucent for mixing with it

/// The pixels whose color is the object's own: 1, else 0.
Image<std::uint8_t> sure_pixels(const Image<std::uint8_t>& alpha) {
    Image<std::uint8_t> outside(alpha.extent());
    std::transform(alpha.begin(), alpha.end(), outside.begin(),
                   [](std::uint8_t a) -> std::uint8_t { return a == 0 ? 1 : 0; });
    const Image<std::uint8_t> near_outside = dilated(outside, kEdgeWidth);
    Image<std::uint8_t> sure(alpha.extent());
    bool any = false;
    for (std::size_t i = 0; i < sure.pixels().size(); ++i) {
        const std::uint8_t a = alpha.pixels()[i];
        sure.pixels()[i] = a >= kSureAlpha || (a > 0 && near_outside.pixels()[i] == 0) ? 1 : 0;
        any = any || sure.pixels()[i] != 0;
    }
    if (any) return sure;
    const std::uint8_t largest = *std::max_element(alpha.begin(), alpha.end());
    std::transform(alpha.begin(), alpha.end(), sure.begin(),
                   [largest](std::uint8_t a) -> std::uint8_t { return a == largest ? 1 : 0; });
    return sure;
}

/// The mean of the up to nine pixels around (x, y).
Rgb8 local_mean(const Image<Rgb8>& color, int x, int y) {
    const Rect around = intersection({x - 1, y - 1, 3, 3}, {0, 0, color.width(), color.height()});
    int r = 0, g = 0, b = 0;
    for (int v = around.y; v < around.bottom(); ++v) {
        const Rgb8* row = color.row(v);
        for (int u = around.x; u < around.right(); ++u) {
            r += row[u].r;
            g += row[u].g;
            b += row[u].b;
        }
    }
    const int count = around.width * around.height;
    const auto mean = [&](int sum) { return static_cast<std::uint8_t>((sum + count / 2) / count); };
    return {mean(r), mean(g), mean(b)};
}

}  // namespace

void bleed_color(Image<Rgb8>& color, const Image<std::uint8_t>& alpha) {
    if (std::all_of(alpha.begin(), alpha.end(), [](std::uint8_t a) { return a == 0; })) return;
    const Image<std::uint8_t> sure = sure_pixels(alpha);
    const Image<std::int32_t> nearest = nearest_pixels(sure);
    const Image<Rgb8> source = color;
    for (std::size_t i = 0; i < color.pixels().size(); ++i)
        color.pixels()[i] = source.pixels()[static_cast<std::size_t>(nearest.pixels()[i])];
    for (int pass = 0; pass < 2; ++pass) {
        const Image<Rgb8> before = color;
        for (int y = 0; y < color.height(); ++y)
            for (int x = 0; x < color.width(); ++x)
                if (sure.at(x, y) == 0) color.at(x, y) = local_mean(before, x, y);
    }
}

}  // namespace diorama
