/// Convolution with a kernel of few points, of any shape.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"

namespace diorama {

/// One point of a kernel: the pixel at (dx, dy) from the one that is made, and its weight.
struct Tap {
    int dx = 0, dy = 0;
    float weight = 0;  // at least 0
};

/// Taps for a line of a length through the middle, its points spread over the pixels around them.
/// @param direction  unit vector, y down.
std::vector<Tap> line_taps(float length, float direction_x, float direction_y);
/// Taps for a disc, weighted by the covered share of each pixel.
std::vector<Tap> disc_taps(float radius);

/// The weighted mean over the taps; the picture's edge goes on beyond it. Weights are rounded to
/// 1/256 of their sum such that they still sum to 1. Cost: one pass over the picture per tap.
Image<Rgb8> sparse_filtered(const Image<Rgb8>& picture, const std::vector<Tap>& taps);

}  // namespace diorama
