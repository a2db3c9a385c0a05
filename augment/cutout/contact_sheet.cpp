#include "augment/cutout/contact_sheet.hpp"

#include <algorithm>

#include "augment/blend/float4.hpp"

namespace diorama {
namespace {

constexpr int kGap = 4;
constexpr Rgb8 kGapColor{90, 90, 90};

/// Far from a color in every channel.
Rgb8 opposite(const Rgb8& color) {
    const auto far = [](std::uint8_t value) -> std::uint8_t { return value < 128 ? 255 : 0; };
    const Rgb8 corner{far(color.r), far(color.g), far(color.b)};
    // White has black for its opposite, which has a tile already.
    return corner == Rgb8{0, 0, 0} ? Rgb8{255, 0, 255} : corner;
}

Rgb8 checker(int x, int y) {
    return (x / 8 + y / 8) % 2 == 0 ? Rgb8{235, 235, 235} : Rgb8{170, 170, 170};
}

/// The color of the photograph where the cut-out has no alpha, in the mean.
Rgb8 old_background(const Image<Rgb8>& photo, const Cutout& cutout) {
    Float4 sum;
    float count = 0;
    for (int y = 0; y < cutout.box.height; ++y) {
        for (int x = 0; x < cutout.box.width; ++x) {
            if (cutout.pixels.at(x, y).a > 0) continue;
            sum += Float4(photo.at(cutout.box.x + x, cutout.box.y + y));
            count += 1;
        }
    }
    return count > 0 ? to_rgb8(1.0f / count * sum) : Rgb8{};
}

/// Fills a tile with the means of the source pixels under each of its own.
template <class Source>
void draw(Image<Rgb8>& sheet, const Rect& tile, Extent extent, Source source) {
    const float scale = std::max(1.0f, static_cast<float>(std::max(extent.width, extent.height)) /
                                           static_cast<float>(tile.width));
    const auto reduced = [&](int length) {
        return static_cast<int>(static_cast<float>(length) / scale);
    };
    const auto at = [&](int i) { return static_cast<int>(static_cast<float>(i) * scale); };
    const int width = std::min(reduced(extent.width), tile.width);
    const int height = std::min(reduced(extent.height), tile.height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int x1 = std::max(at(x) + 1, std::min(at(x + 1), extent.width));
            const int y1 = std::max(at(y) + 1, std::min(at(y + 1), extent.height));
            Float4 sum;
            float count = 0;
            for (int v = at(y); v < y1; ++v) {
                for (int u = at(x); u < x1; ++u) {
                    sum += source(u, v);
                    count += 1;
                }
            }
            sheet.at(tile.x + (tile.width - width) / 2 + x,
                     tile.y + (tile.height - height) / 2 + y) = to_rgb8(1.0f / count * sum);
        }
    }
}

}  // namespace

Image<Rgb8> contact_row(const Image<Rgb8>& photo, const Cutout& cutout, int tile) {
    constexpr int kTiles = 4;
    Image<Rgb8> row({kGap + kTiles * (tile + kGap), tile + kGap}, kGapColor);
    const auto place = [&](int column) {
        return Rect{kGap + column * (tile + kGap), kGap, tile, tile};
    };
    const auto over = [&](auto ground) {
        return [&cutout, ground](int x, int y) {
            const Rgba8& p = cutout.pixels.at(x, y);
            const float alpha = static_cast<float>(p.a) / 255.0f;
            return alpha * Float4(Rgb8{p.r, p.g, p.b}) + (1.0f - alpha) * Float4(ground(x, y));
        };
    };
    const Extent extent = cutout.pixels.extent();
    const Rgb8 unlike = opposite(old_background(photo, cutout));
    draw(row, place(0), extent,
         [&](int x, int y) { return Float4(photo.at(cutout.box.x + x, cutout.box.y + y)); });
    draw(row, place(1), extent, over(checker));
    draw(row, place(2), extent, over([](int, int) { return Rgb8{0, 0, 0}; }));
    draw(row, place(3), extent, over([unlike](int, int) { return unlike; }));
    return row;
}

Image<Rgb8> contact_sheet(std::span<const Image<Rgb8>> rows) {
    if (rows.empty()) return {};
    Extent extent = rows.front().extent();
    extent.height = 0;
    for (const Image<Rgb8>& row : rows) extent.height += row.height();
    Image<Rgb8> sheet(extent);
    auto to = sheet.begin();
    for (const Image<Rgb8>& row : rows) to = std::copy(row.begin(), row.end(), to);
    return sheet;
}

}  // namespace diorama
