#include "augment/blend/laplacian.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "augment/blend/float4.hpp"
#include "augment/blend/nearest.hpp"

namespace diorama {
namespace {

/// Binomial weights over five pixels, as in Burt and Adelson's pyramids.
constexpr float kBinomial[] = {1 / 16.0f, 4 / 16.0f, 6 / 16.0f, 4 / 16.0f, 1 / 16.0f};

/// Half the size: pixel x is the weighted mean around pixel 2 x. Beyond the edge the nearest pixel
/// is repeated.
Image<Float4> reduced(const Image<Float4>& image) {
    const Extent half{(image.width() + 1) / 2, (image.height() + 1) / 2};
    Image<Float4> rows({half.width, image.height()}), result(half);
    const int last = image.width() - 1;
    for (int y = 0; y < rows.height(); ++y) {
        const Float4* from = image.row(y);
        Float4* to = rows.row(y);
        const auto mean = [&](int x, auto at) {
            return kBinomial[0] * at(2 * x - 2) + kBinomial[1] * at(2 * x - 1) +
                   kBinomial[2] * at(2 * x) + kBinomial[3] * at(2 * x + 1) +
                   kBinomial[4] * at(2 * x + 2);
        };
        const auto near_edge = [&](int i) { return from[std::clamp(i, 0, last)]; };
        const auto inside = [&](int i) { return from[i]; };
        const int end = std::max(1, (last - 2) / 2 + 1);  // of what needs no edge
        to[0] = mean(0, near_edge);
        for (int x = 1; x < end; ++x) to[x] = mean(x, inside);
        for (int x = end; x < half.width; ++x) to[x] = mean(x, near_edge);
    }
    for (int y = 0; y < half.height; ++y) {
        const auto row = [&](int k) {
            return rows.row(std::clamp(2 * y + k, 0, image.height() - 1));
        };
        const Float4 *a = row(-2), *b = row(-1), *c = row(0), *d = row(1), *e = row(2);
        Float4* to = result.row(y);
        for (int x = 0; x < half.width; ++x)
            to[x] =
                kBinomial[0] * (a[x] + e[x]) + kBinomial[1] * (b[x] + d[x]) + kBinomial[2] * c[x];
    }
    return result;
}

/// Back to a larger size, row by row as use(y, row): between two pixels their mean, on one 6/8 of
/// it and 1/8 of each neighbor.
template <class Use>
void expand(const Image<Float4>& image, Extent extent, Use use) {
    const auto between = [](const Float4& before, const Float4& at, const Float4& after, int odd) {
        return odd != 0 ? 0.5f * (at + after) : 0.125f * (before + after) + 0.75f * at;
    };
    std::vector<Float4> between_rows(static_cast<std::size_t>(image.width()));
    std::vector<Float4> expanded(static_cast<std::size_t>(extent.width));
    Float4 *column = between_rows.data(), *to = expanded.data();
    const auto near_edge = [&](int u) { return column[std::clamp(u, 0, image.width() - 1)]; };
    const auto set = [&](int x) {
        to[x] = between(near_edge(x / 2 - 1), near_edge(x / 2), near_edge(x / 2 + 1), x % 2);
    };
    const int begin = std::min(2, extent.width);
    const int end = std::max(begin, std::min(extent.width, 2 * (image.width() - 1)) / 2 * 2);
    for (int y = 0; y < extent.height; ++y) {
        const auto row = [&](int v) { return image.row(std::clamp(v, 0, image.height() - 1)); };
        const Float4 *above = row(y / 2 - 1), *at = row(y / 2), *below = row(y / 2 + 1);
        if (y % 2 != 0)
            for (int x = 0; x < image.width(); ++x)
                column[x] = between(above[x], at[x], below[x], 1);
        else
            for (int x = 0; x < image.width(); ++x)
                column[x] = between(above[x], at[x], below[x], 0);
        for (int x = 0; x < begin; ++x) set(x);
        for (int x = begin; x < end; x += 2) {
            const Float4* from = column + x / 2;
            to[x] = between(from[-1], from[0], from[1], 0);
            to[x + 1] = between(from[-1], from[0], from[1], 1);
        }
        for (int x = end; x < extent.width; ++x) set(x);
        use(y, static_cast<const Float4*>(to));
    }
}

/// The color by the weight in its fourth lane.
Float4 weighted(const Float4& color, const Float4& masked) { return masked[3] * color; }

/// The part of a difference that its mask, blurred at every scale, lets through.
/// @param difference  with the mask in the fourth lanes, which have no meaning in the result.
Image<Float4> masked_bands(Image<Float4> difference, int levels) {
    if (levels == 0) {
        for (Float4& d : difference) d = weighted(d, d);
        return difference;
    }
    Image<Float4> coarse = reduced(difference);
    expand(coarse, difference.extent(), [&](int y, const Float4* low) {
        Float4* d = difference.row(y);
        for (int x = 0; x < difference.width(); ++x) d[x] = weighted(d[x] - low[x], d[x]);
    });
    const Image<Float4> below = masked_bands(std::move(coarse), levels - 1);
    expand(below, difference.extent(), [&](int y, const Float4* low) {
        Float4* band = difference.row(y);
        for (int x = 0; x < difference.width(); ++x) band[x] += low[x];
    });
    return difference;
}

/// Bands that a mask of this size has room for.
int level_count(const Rect& box, int most) {
    const auto side = static_cast<unsigned>(std::max(std::min(box.width, box.height), 1));
    return std::clamp(static_cast<int>(std::bit_width(side)) - 1 - 3, 0, most);
}

}  // namespace

void paste_laplacian(Image<Rgb8>& picture, const Layer& layer, const LaplacianBlend& laplacian) {
    const Rect whole{0, 0, picture.width(), picture.height()};
    const Rect box = amodal_of(layer).total_box;
    const int levels = level_count(box, laplacian.levels);
    const int reach = levels == 0 ? 0 : 2 << levels;
    const Rect part = intersection(
        {box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach}, whole);
    if (box.empty() || part.empty()) return;

    const Extent extent{part.width, part.height};
    Image<Float4> difference(extent);
    Image<std::uint8_t> inside(extent);
    for (int y = 0; y < part.height; ++y) {
        const int v = part.y + y - layer.y, row = std::clamp(v, 0, layer.color.height() - 1);
        const Rgb8* color = layer.color.row(row);
        const std::uint8_t* alpha = layer.alpha.row(row);
        const Rgb8* under = picture.row(part.y + y) + part.x;
        Float4* d = difference.row(y);
        std::uint8_t* in = inside.row(y);
        for (int x = 0; x < part.width; ++x) {
            const int u = part.x + x - layer.x;
            const int column = std::clamp(u, 0, layer.color.width() - 1);
            d[x] = Float4(color[column]) - Float4(under[x]);
            if (u != column || v != row || !is_inside(alpha[column])) continue;
            d[x].lanes[3] = 1.0f;
            in[x] = 1;
        }
    }
    const Image<Float4> change = masked_bands(std::move(difference), levels);
    const Image<std::int32_t> nearest =
        laplacian.clip ? nearest_pixels(inside) : Image<std::int32_t>();
    for (int y = 0; y < part.height; ++y) {
        Rgb8* pixel = picture.row(part.y + y) + part.x;
        const Float4* add = change.row(y);
        for (int x = 0; x < part.width; ++x) {
            if (laplacian.clip &&
                (nearest.at(x, y) < 0 || squared_distance(x, y, nearest.at(x, y), part.width) >
                                             kLayerMargin * kLayerMargin))
                continue;
            pixel[x] = to_rgb8(Float4(pixel[x]) + add[x]);
        }
    }
}

}  // namespace diorama
