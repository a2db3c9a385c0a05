#include "augment/blend/bleed.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

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

/// Replaces the pixels that are not to be kept by the mean of the up to nine pixels around each.
void smooth_others(Image<Rgb8>& color, const Image<std::uint8_t>& kept) {
    static_assert(sizeof(Rgb8) == 3);
    const int width = color.width(), height = color.height();
    const auto bytes = static_cast<std::size_t>(width) * 3;
    const auto row_bytes = [&](const Rgb8* row) {
        return reinterpret_cast<const std::uint8_t*>(row);
    };
    std::vector<Rgb8> above(static_cast<std::size_t>(width)), own(above.size());  // as they were
    std::vector<std::uint16_t> sums(bytes);                                       // of columns
    std::vector<std::uint8_t> means(bytes);
    for (int y = 0; y < height; ++y) {
        std::copy_n(color.row(y), width, own.begin());
        const std::uint8_t* is_kept = kept.row(y);
        if (std::find(is_kept, is_kept + width, 0) != is_kept + width) {
            std::copy_n(row_bytes(own.data()), bytes, sums.begin());
            int rows = 1;
            const auto add = [&](const std::uint8_t* row) {
                ++rows;
                for (std::size_t i = 0; i < bytes; ++i)
                    sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
            };
            if (y > 0) add(row_bytes(above.data()));
            if (y + 1 < height) add(row_bytes(color.row(y + 1)));
            Rgb8* out = color.row(y);
            const auto mean_at_edge = [&](int x) {
                const int left = x > 0 ? 1 : 0, right = x + 1 < width ? 1 : 0;
                const int count = (1 + left + right) * rows;
                std::array<std::uint8_t, 3> mean;
                for (int c = 0; c < 3; ++c) {
                    const std::uint16_t* at = sums.data() + 3 * x + c;
                    const int sum = at[0] + (left ? at[-3] : 0) + (right ? at[3] : 0);
                    mean[static_cast<std::size_t>(c)] =
                        static_cast<std::uint8_t>((sum + count / 2) / count);
                }
                return Rgb8{mean[0], mean[1], mean[2]};
            };
            if (rows < 3 || width < 3) {
                for (int x = 0; x < width; ++x)
                    if (!is_kept[x]) out[x] = mean_at_edge(x);
            } else {
                for (std::size_t i = 3; i + 3 < bytes; ++i) {
                    // 7282 / 65536 rounds to a ninth for all sums of nine bytes.
                    const auto sum =
                        static_cast<std::uint16_t>(sums[i - 3] + sums[i] + sums[i + 3] + 4);
                    means[i] = static_cast<std::uint8_t>((std::uint32_t{sum} * 7282) >> 16);
                }
                for (int x = 1; x + 1 < width; ++x)
                    if (!is_kept[x]) std::memcpy(&out[x], means.data() + 3 * x, 3);
                for (const int x : {0, width - 1})
                    if (!is_kept[x]) out[x] = mean_at_edge(x);
            }
        }
        std::swap(above, own);
    }
}

}  // namespace

void bleed_color(Image<Rgb8>& color, const Image<std::uint8_t>& alpha, int reach) {
    if (std::all_of(alpha.begin(), alpha.end(), [](std::uint8_t a) { return a == 0; })) return;
    const Image<std::uint8_t> sure = sure_pixels(alpha);
    Image<std::uint8_t> kept = sure;
    if (reach != kBleedEverywhere) {
        Image<std::uint8_t> solid(alpha.extent());
        std::transform(alpha.begin(), alpha.end(), solid.begin(),
                       [](std::uint8_t a) -> std::uint8_t { return a > 0 ? 1 : 0; });
        const Image<std::uint8_t> near = dilated(solid, reach);
        for (std::size_t i = 0; i < kept.pixels().size(); ++i)
            if (near.pixels()[i] == 0) kept.pixels()[i] = 1;
    }
    // Sure pixels are rarely further than this, and looking no further is quicker.
    const int first_reach = reach == kBleedEverywhere ? kNearestAnywhere : 2 * reach + kEdgeWidth;
    Image<std::int32_t> nearest = nearest_pixels(sure, first_reach);
    for (std::size_t i = 0; i < kept.pixels().size(); ++i) {
        if (kept.pixels()[i] != 0 || nearest.pixels()[i] >= 0) continue;
        nearest = nearest_pixels(sure);
        break;
    }
    // A sure pixel keeps its color, so the others can be written in place.
    for (std::size_t i = 0; i < color.pixels().size(); ++i)
        if (kept.pixels()[i] == 0)
            color.pixels()[i] = color.pixels()[static_cast<std::size_t>(nearest.pixels()[i])];
    for (int pass = 0; pass < 2; ++pass) smooth_others(color, kept);
}

}  // namespace diorama
