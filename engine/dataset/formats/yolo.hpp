/// YOLO text files: labels/<subset>/<name>.txt beside images/<subset>/, and data.yaml.
///
/// One line per object, numbers as shares of the picture's width and height:
///
///     detect    class, center x and y, width, height
///     segment   class, then the corners of one outline around all its parts
///     obb       class, then four corners of the smallest rectangle at any angle
///     pose      class, center and size, then x, y and visibility of each point
///
/// Classes count from 0: category id - 1. Crowds are left out, the format cannot mark them.
/// Lines of `pose` all have the same points: each name of output.keypoints has one place for all
/// categories, and 0 0 0 stands where an object has none of that name. Private to dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// The text file of a picture; one without objects has an empty one, which readers take as
/// background.
std::vector<EncodedFile> encode_yolo(const FormatPicture& picture);

/// data.yaml: folders of the subsets and names of the classes; with `pose` also kpt_shape,
/// kpt_names (of each class) and flip_idx, which says which point is which in a mirrored picture.
std::unique_ptr<FormatWriter> open_yolo(const FormatContext& context);

/// Boxes and points within 1e-6 pixels; outlines fill exactly the masks by the even-odd rule.
void check_yolo(FormatCheck& check);

}  // namespace diorama
