/// Soft edges without the old background's color.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// Alpha and color of an object on a plain background.
///
/// In a band of 2 pixels to either side of the mask's outline alpha is where the color c lies
/// between the nearest sure object color f and the nearest sure background color b:
/// clamp((c - b) . (f - b) / |f - b|^2). It may move a pixel next to the outline to the other side
/// of a half, none further off. Where f and b hardly differ, the mask decides. The band's color
/// becomes f, and is bled outward for soft blends.
///
/// @param mask  [height, width] as the photograph; not 0 inside.
/// @return      [height, width], straight alpha; alpha 0 beyond the band.
Image<Rgba8> matte(const Image<Rgb8>& photo, const Image<std::uint8_t>& mask);

}  // namespace diorama
