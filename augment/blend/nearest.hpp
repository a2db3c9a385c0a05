/// The nearest pixel of a set, exactly, in linear time.
#pragma once

#include <cstdint>

#include "engine/core/image.hpp"

namespace diorama {

constexpr int kNearestAnywhere = 46340;  // pixels; the square of it is still an int

/// For every pixel the index (y * width + x) of the nearest pixel whose value in `set` is not 0, by
/// the Euclidean distance of their centers; -1 where none is within `reach` pixels.
///
/// Of several at the same distance the choice depends on the set alone.
/// Method: "Distance Transforms of Sampled Functions", Theory of Computing 2012, with the place of
/// each minimum carried along; in integers, so without rounding.
Image<std::int32_t> nearest_pixels(const Image<std::uint8_t>& set, int reach = kNearestAnywhere);

/// The squared distance in pixels between the centers of pixel (x, y) and pixel `index` of a
/// picture of that width.
inline int squared_distance(int x, int y, std::int32_t index, int width) {
    const int dx = x - index % width, dy = y - index / width;
    return dx * dx + dy * dy;
}

}  // namespace diorama
