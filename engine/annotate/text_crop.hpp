/// A word straightened: what recognizers are trained on.
#pragma once

#include "engine/core/image.hpp"
#include "engine/core/text_info.hpp"

namespace diorama {

/// Maps the square (0, 0) .. (1, 1) to four corners: its top left one to the first, then clockwise.
/// @pre  the corners are those of a convex quadrilateral.
/// Method: "Fundamentals of Texture Mapping and Image Warping", Heckbert, 1989.
glm::dmat3 quad_from_square(const Quad& quad);

/// The size of the crop of a quad: its width keeps the mean lengths of the quad's sides.
Extent rectified_extent(const Quad& quad, int height, double margin = 0.15);

/// The part of a picture in a quad as a rectangle of the size above.
/// @param margin  added on all sides, in heights of the quad.
/// What lies outside the picture repeats its edge. Linear between pixels; where the picture is
/// larger than the crop, the mean of 3 x 3 samples.
Image<Rgb8> rectified_crop(const Image<Rgb8>& picture, const Quad& quad, int height,
                           double margin = 0.15);

}  // namespace diorama
