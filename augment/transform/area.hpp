/// Pictures made smaller: each pixel becomes the mean of the area that it covers.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// The part `region` of a picture averaged down to `target`: each pixel is the mean of the area
/// that it covers, fractions of pixels included.
/// @pre  region lies inside the picture; target is at least 1x1 and at most the region's size.
Image<Rgb8> area_reduced(const Image<Rgb8>& source, const Rect& region, Extent target);

}  // namespace diorama
