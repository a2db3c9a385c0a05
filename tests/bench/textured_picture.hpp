/// Pictures for benchmarks that are neither flat nor all noise.
#pragma once

#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama::bench {

/// Slopes of color with a grain of 20 levels.
inline Image<Rgb8> textured_picture(Extent extent, std::uint64_t seed) {
    Rng rng{seed};
    Image<Rgb8> picture(extent);
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const auto value = [&](int base) {
                return static_cast<std::uint8_t>(base + 60 * x / extent.width +
                                                 40 * y / extent.height + rng.integer(0, 20));
            };
            picture.at(x, y) = {value(40), value(70), value(90)};
        }
    }
    return picture;
}

}  // namespace diorama::bench
