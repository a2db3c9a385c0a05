/// Small cut-outs with shapes that a reader knows.
#pragma once

#include <string>

#include "augment/blend/layer.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama::test {

inline Image<Rgba8> solid(Extent extent, Rgba8 color) { return Image<Rgba8>(extent, color); }

/// A rectangle in a transparent frame of one pixel.
inline Image<Rgba8> framed(Extent inner, Rgba8 color) {
    Image<Rgba8> picture({inner.width + 2, inner.height + 2}, {0, 0, 0, 0});
    for (int y = 1; y <= inner.height; ++y)
        for (int x = 1; x <= inner.width; ++x) picture.at(x, y) = color;
    return picture;
}

/// A ring on transparent ground: every pixel whose center is between the radii from the middle.
inline Image<Rgba8> ring(int size, double inner, double outer, Rgba8 color) {
    Image<Rgba8> picture({size, size}, {9, 9, 9, 0});
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const double dx = x + 0.5 - size / 2.0, dy = y + 0.5 - size / 2.0;
            const double r2 = dx * dx + dy * dy;
            if (r2 >= inner * inner && r2 < outer * outer) picture.at(x, y) = color;
        }
    }
    return picture;
}

/// Two parts at the ends of a canvas, with nothing in between.
inline Image<Rgba8> pair_of_bars(Extent extent, int thickness, Rgba8 color) {
    Image<Rgba8> picture(extent, {0, 0, 0, 0});
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x)
            if (x < thickness || x >= extent.width - thickness) picture.at(x, y) = color;
    return picture;
}

/// A folder with categories of cut-outs, a photograph with its mask, and a plate:
///   discs/, rings/, bars/ *.png   photos/ring.png, ring_mask.png   plates/ramp.png
class CutoutFolder {
 public:
    CutoutFolder() {
        write("discs/red.png", ring(24, 0, 12, {200, 30, 20, 255}));
        write("discs/large.png", ring(50, 0, 25, {30, 30, 220, 255}));
        write("rings/green.png", ring(32, 8, 15, {20, 180, 60, 255}));
        write("bars/yellow.png", pair_of_bars({40, 18}, 5, {230, 220, 40, 255}));
        write("photos/ring.png", solid({32, 32}, {20, 180, 60, 255}));
        write("photos/ring_mask.png", ring(32, 8, 15, {255, 255, 255, 255}));
        Image<Rgb8> plate({80, 60});
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 80; ++x)
                plate.at(x, y) = {static_cast<std::uint8_t>(60 + x), 90,
                                  static_cast<std::uint8_t>(200 - y)};
        folder_.write("plates/ramp.png", encode_png(plate));
    }

    void write(const std::string& name, const Image<Rgba8>& picture) const {
        folder_.write(name, encode_png(picture));
    }
    void write(const std::string& name, std::string_view text) const { folder_.write(name, text); }
    std::filesystem::path operator/(const std::string& name) const { return folder_.path() / name; }

 private:
    TemporaryFolder folder_;
};

}  // namespace diorama::test
