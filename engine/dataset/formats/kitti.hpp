/// KITTI objects in 2D and 3D: kitti/training/{image_2,label_2,calib} and kitti/ImageSets.
///
/// Files are named by the sample, six digits at least. A line of label_2 holds:
///
///     type truncated occluded alpha  left top right bottom  height width length  x y z  rotation_y
///
/// Boxes in 2D count pixels from 0 and include both ends. `truncated` is the share beyond the
/// picture; `occluded` is 0 up to a tenth covered, 1 up to a half, 2 above. The 3D box is that of
/// the object in its own axes (+Y up, +Z ahead): meters, location at the middle of its bottom in
/// camera axes (x right, y down, z forward). rotation_y turns about the camera's y axis, as the
/// format knows no other: it is the heading seen from there, exact for a level camera and upright
/// objects. Objects without a 3D box have -1 -1 -1 -1000 -1000 -1000 -10. Crowds are DontCare.
/// Private to dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// Label, calibration, and a link to the picture.
std::vector<EncodedFile> encode_kitti(const FormatPicture& picture);

/// ImageSets/<subset>.txt.
std::unique_ptr<FormatWriter> open_kitti(const FormatContext& context);

/// Boxes in 2D are exactly those of the records.
void check_kitti(FormatCheck& check);

}  // namespace diorama
