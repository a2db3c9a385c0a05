/// Blurs of 8-bit pictures in place, a few rows at a time; pixels beyond the edge are those at it.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// Weights of 1/256 up to three deviations.
/// @param sigma  pixels, above 0.
void gaussian_blur(Image<Rgb8>& picture, double sigma);

/// The mean of (2 * radius + 1)^2 pixels, rounded to nearest.
/// @param radius  pixels, at least 1.
void box_blur(Image<Rgb8>& picture, int radius);

}  // namespace diorama
