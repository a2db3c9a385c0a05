/// Objects for the benchmarks of blending: smooth colors with noise, as discs and squares.
#pragma once

#include "augment/blend/layer.hpp"
#include "tests/bench/textured_picture.hpp"

namespace diorama::bench {

/// A disc that fills a square, or the square itself.
inline Image<std::uint8_t> shape(int side, bool disc) {
    Image<std::uint8_t> alpha({side, side});
    const double radius = 0.5 * side;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double dx = x + 0.5 - radius, dy = y + 0.5 - radius;
            alpha.at(x, y) = !disc || dx * dx + dy * dy < radius * radius ? 255 : 0;
        }
    }
    return alpha;
}

/// A layer cut from a picture of its own, with its surroundings.
inline Layer cut_layer(std::uint32_t id, int x, int y, int side, bool disc) {
    const Image<Rgb8> photo = textured_picture({side, side}, id);
    const Image<std::uint8_t> alpha = shape(side, disc);
    Image<Rgba8> cutout(photo.extent());
    for (std::size_t i = 0; i < cutout.pixels().size(); ++i) {
        const Rgb8 c = photo.pixels()[i];
        cutout.pixels()[i] = {c.b, c.g, c.r, alpha.pixels()[i]};
    }
    return make_layer(id, x, y, cutout, photo);
}

}  // namespace diorama::bench
