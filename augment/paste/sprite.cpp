#include "augment/paste/sprite.hpp"

#include <algorithm>
#include <utility>

#include "augment/blend/bleed.hpp"
#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

constexpr int kBorder = 1;  // transparent pixels around each level

std::uint8_t scaled(std::uint8_t color, std::uint8_t alpha) {
    return static_cast<std::uint8_t>((color * alpha + 127) / 255);
}

Image<Rgba8> bordered(Extent inner) {
    return Image<Rgba8>({inner.width + 2 * kBorder, inner.height + 2 * kBorder}, {0, 0, 0, 0});
}

/// The means of 2x2 pixels; beyond an odd edge there is nothing.
Image<Rgba8> halved(const Image<Rgba8>& level) {
    const int width = level.width() - 2 * kBorder, height = level.height() - 2 * kBorder;
    Image<Rgba8> half = bordered({(width + 1) / 2, (height + 1) / 2});
    for (int y = 0; y < half.height() - 2 * kBorder; ++y) {
        const Rgba8* upper = level.row(2 * y + kBorder);
        const Rgba8* lower = level.row(2 * y + kBorder + 1);  // the border where y is the last
        for (int x = 0; x < half.width() - 2 * kBorder; ++x) {
            const int i = 2 * x + kBorder;
            const auto mean = [&](std::uint8_t Rgba8::*c) {
                return static_cast<std::uint8_t>(
                    (upper[i].*c + upper[i + 1].*c + lower[i].*c + lower[i + 1].*c + 2) / 4);
            };
            half.at(x + kBorder, y + kBorder) = {mean(&Rgba8::r), mean(&Rgba8::g), mean(&Rgba8::b),
                                                 mean(&Rgba8::a)};
        }
    }
    return half;
}

/// A picture, given by its premultiplied pixels, at all its resolutions.
template <class PixelAt>
std::vector<Image<Rgba8>> levels_of(Extent extent, PixelAt pixel_at) {
    Image<Rgba8> level = bordered(extent);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) level.at(x + kBorder, y + kBorder) = pixel_at(x, y);
    std::vector<Image<Rgba8>> levels;
    while (level.width() > 1 + 2 * kBorder || level.height() > 1 + 2 * kBorder) {
        Image<Rgba8> half = halved(level);
        levels.push_back(std::move(level));
        level = std::move(half);
    }
    levels.push_back(std::move(level));
    return levels;
}

/// What is left of a mask when `pixels` are taken off its outline, in steps to 4 neighbors. The
/// edge of the picture is no outline.
Image<std::uint8_t> eroded(Image<std::uint8_t> mask, int pixels) {
    for (int step = 0; step < pixels; ++step) {
        const Image<std::uint8_t> before = mask;
        const auto empty = [&](int x, int y) {
            return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && !before.at(x, y);
        };
        for (int y = 0; y < mask.height(); ++y)
            for (int x = 0; x < mask.width(); ++x)
                if (empty(x - 1, y) || empty(x + 1, y) || empty(x, y - 1) || empty(x, y + 1))
                    mask.at(x, y) = 0;
    }
    return mask;
}

}  // namespace

std::uint64_t Sprite::size_bytes() const {
    std::uint64_t bytes = sizeof(Sprite);
    for (const auto* all : {&levels, &surroundings})
        for (const Image<Rgba8>& level : *all) bytes += level.size_bytes();
    return bytes;
}

Expected<Sprite> make_sprite(const Image<Rgba8>& picture, std::string category, std::string asset) {
    const Rect box = tight_box(picture, [](const Rgba8& pixel) { return pixel.a > 0; });
    if (box.empty()) {
        return Diagnostic{.fault = Fault::Data,
                          .file = std::move(asset),
                          .message = "no pixel with alpha, expected an object cut out"};
    }
    Sprite cutout{.category = std::move(category),
                  .asset = std::move(asset),
                  .box = box,
                  .picture = picture.extent(),
                  .levels = {}};
    cutout.levels = levels_of(cutout.extent(), [&](int x, int y) {
        const Rgba8& p = picture.at(box.x + x, box.y + y);
        return Rgba8{scaled(p.r, p.a), scaled(p.g, p.a), scaled(p.b, p.a), p.a};
    });
    return cutout;
}

void keep_surroundings(Sprite& cutout, const Image<Rgb8>& picture) {
    const Rect box = cutout.box;
    // A pixel of the smallest composites spans this many of the cut-out's.
    cutout.reach = 8 + std::max(box.width, box.height) / 12;
    const int reach = cutout.reach;
    cutout.surroundings =
        levels_of({box.width + 2 * reach, box.height + 2 * reach}, [&](int x, int y) {
            const Rgb8& p = picture.at(std::clamp(box.x + x - reach, 0, picture.width() - 1),
                                       std::clamp(box.y + y - reach, 0, picture.height() - 1));
            return Rgba8{p.r, p.g, p.b, 255};
        });
}

Expected<Sprite> make_sprite(const Image<Rgb8>& picture, const Image<std::uint8_t>& mask,
                             int shrink, int fringe, bool surroundings, std::string category,
                             std::string asset) {
    Image<std::uint8_t> alpha(mask.extent());
    std::ranges::transform(mask, alpha.begin(),
                           [](std::uint8_t m) -> std::uint8_t { return m ? 255 : 0; });
    if (shrink > 0) {
        Image<std::uint8_t> smaller = eroded(alpha, shrink);
        if (std::ranges::any_of(smaller, [](std::uint8_t a) { return a > 0; }))
            alpha = std::move(smaller);
    }
    Image<Rgb8> color = picture;
    if (fringe > 0) {
        const Image<std::uint8_t> sure = eroded(alpha, fringe);
        // Where nothing is that thick, all of it is as sure as it gets.
        if (std::ranges::any_of(sure, [](std::uint8_t a) { return a > 0; }))
            bleed_color(color, sure);
    }
    Image<Rgba8> whole(picture.extent());
    for (std::size_t i = 0; i < whole.pixels().size(); ++i) {
        const Rgb8& c = color.pixels()[i];
        whole.pixels()[i] = {c.r, c.g, c.b, alpha.pixels()[i]};
    }
    Expected<Sprite> cutout = make_sprite(whole, std::move(category), std::move(asset));
    if (!cutout || !surroundings) return cutout;
    keep_surroundings(*cutout, picture);
    return cutout;
}

}  // namespace diorama
