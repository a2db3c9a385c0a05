/// Covering a picture with a color by an 8-bit mask: what all weather comes down to.
#pragma once

#include <cstdint>

#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

using Veil = Image<std::uint8_t>;  // 0: the picture, 255: the color

/// picture = picture + (color - picture) * veil / 255, rounded.
void cover(Image<Rgb8>& picture, const Veil& veil, Rgb8 color);

/// Smooth noise in [0, 1]: three octaves of value noise, the coarsest of cells of `cell` pixels.
Image<float> cloud(Extent extent, float cell, Rng rng);

}  // namespace diorama
