/// Layers and plates for tests: drawn as text, or random.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "augment/blend/layer.hpp"
#include "engine/core/rng.hpp"

namespace diorama::test {

constexpr Rgb8 kRed{200, 10, 10}, kBlue{10, 10, 200}, kGrey{120, 120, 120};

/// Alpha from lines of text: '#' is 255, '.' is 0, a digit d is d * 25 + 1, so 5 is 126.
inline Image<std::uint8_t> alpha_of(const std::string& text) {
    std::vector<std::string> rows;
    std::istringstream lines(text);
    for (std::string line; lines >> line;) rows.push_back(line);
    Image<std::uint8_t> alpha({static_cast<int>(rows.at(0).size()), static_cast<int>(rows.size())});
    for (int y = 0; y < alpha.height(); ++y) {
        for (int x = 0; x < alpha.width(); ++x) {
            const char c = rows[static_cast<std::size_t>(y)].at(static_cast<std::size_t>(x));
            alpha.at(x, y) = c == '#'   ? std::uint8_t{255}
                             : c == '.' ? std::uint8_t{0}
                                        : static_cast<std::uint8_t>((c - '0') * 25 + 1);
        }
    }
    return alpha;
}

/// A cut-out of one color.
inline Image<Rgba8> cutout_of(const Image<std::uint8_t>& alpha, Rgb8 color) {
    Image<Rgba8> cutout(alpha.extent());
    for (std::size_t i = 0; i < alpha.pixels().size(); ++i)
        cutout.pixels()[i] = {color.r, color.g, color.b, alpha.pixels()[i]};
    return cutout;
}

inline Layer layer_of(std::uint32_t id, int x, int y, const std::string& text, Rgb8 color = kRed) {
    return make_layer(id, x, y, cutout_of(alpha_of(text), color));
}

inline std::uint8_t random_byte(Rng& rng) { return static_cast<std::uint8_t>(rng.integer(0, 255)); }

inline Image<Rgb8> random_picture(Rng& rng, Extent extent) {
    Image<Rgb8> picture(extent);
    for (Rgb8& pixel : picture) pixel = {random_byte(rng), random_byte(rng), random_byte(rng)};
    return picture;
}

/// Smooth colors with some noise, as photographs have.
inline Image<Rgb8> soft_picture(Rng& rng, Extent extent) {
    const double base[] = {rng.uniform(60, 160), rng.uniform(60, 160), rng.uniform(60, 160)};
    const double slope[] = {rng.uniform(-40, 40), rng.uniform(-40, 40), rng.uniform(-40, 40)};
    Image<Rgb8> picture(extent);
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const double u = static_cast<double>(x) / extent.width;
            const double v = static_cast<double>(y) / extent.height;
            const auto value = [&](int c) {
                const double ramp = c == 1 ? v : u;
                return static_cast<std::uint8_t>(base[c] + slope[c] * ramp + rng.uniform(-6, 6));
            };
            picture.at(x, y) = {value(0), value(1), value(2)};
        }
    }
    return picture;
}

/// A mask of one to four discs and rectangles, with holes, in several parts; may touch every edge.
inline Image<std::uint8_t> random_mask(Rng& rng, Extent extent) {
    Image<std::uint8_t> mask(extent);
    const auto parts = rng.integer(2, 6);
    for (int i = 0; i < parts; ++i) {
        const bool hole = i > 0 && rng.chance(0.4), disc = rng.chance(0.6);
        const double cx = rng.uniform(0, extent.width), cy = rng.uniform(0, extent.height);
        const double rx = rng.uniform(0.5, 0.5 * extent.width);
        const double ry = disc ? rx : rng.uniform(0.5, 0.5 * extent.height);
        for (int y = 0; y < extent.height; ++y) {
            for (int x = 0; x < extent.width; ++x) {
                const double dx = (x + 0.5 - cx) / rx, dy = (y + 0.5 - cy) / ry;
                const bool inside =
                    disc ? dx * dx + dy * dy < 1 : dx > -1 && dx < 1 && dy > -1 && dy < 1;
                if (inside) mask.at(x, y) = hole ? 0 : 255;
            }
        }
    }
    return mask;
}

/// A layer of random shape and color; roughly half of its alphas are soft where `soft`.
inline Layer random_layer(Rng& rng, std::uint32_t id, Extent picture, bool soft = false) {
    const Extent extent{static_cast<int>(rng.integer(1, 24)), static_cast<int>(rng.integer(1, 24))};
    Image<std::uint8_t> alpha = random_mask(rng, extent);
    if (soft)
        for (std::uint8_t& a : alpha) a = rng.chance(0.5) ? random_byte(rng) : a;
    Image<Rgba8> cutout = cutout_of(alpha, kRed);
    for (Rgba8& pixel : cutout)
        pixel = {random_byte(rng), random_byte(rng), random_byte(rng), pixel.a};
    const auto x = static_cast<int>(rng.integer(-20, picture.width + 4));
    const auto y = static_cast<int>(rng.integer(-20, picture.height + 4));
    return make_layer(id, x, y, cutout);
}

}  // namespace diorama::test
