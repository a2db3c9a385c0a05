/// A picture made small, and how bright and sharp it is.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// The picture at most `width` pixels wide, in proportion: each pixel is the mean of the area it
/// covers. Pictures that are small enough stay as they are.
Image<Rgb8> thumbnail(const Image<Rgba8>& picture, int width);

/// Mean and contrast of the luma (Rec. 601, 0 to 255), and the standard deviation of its Laplacian
/// (neighbors above, below, left and right less four times the pixel): low where nothing has edges.
struct PictureQuality {
    double brightness = 0;
    double contrast = 0;
    double sharpness = 0;
};

/// Measured at full size; pictures under 3 pixels have no sharpness.
PictureQuality measure_quality(const Image<Rgba8>& picture);

}  // namespace diorama
