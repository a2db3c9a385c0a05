/// Photographs brought to the size of a picture.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// The smallest size of `source`'s shape that covers `target`; rounded, at least as large.
Extent covering_extent(Extent source, Extent target);

/// A picture at another size: means over the area of each pixel where it shrinks, linear in between
/// where it grows, each axis by itself. The same size gives the same pixels.
Image<Rgb8> resized(const Image<Rgb8>& source, Extent target);

/// A part of a picture. @pre  `part` lies inside.
Image<Rgb8> cropped(const Image<Rgb8>& source, const Rect& part);

}  // namespace diorama
