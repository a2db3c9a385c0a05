/// COCO panoptic: annotations/panoptic_<subset>.json and panoptic/<subset>/<name>.png.
///
/// A pixel's segment is R + 256 G + 65536 B, the value of its instance in the instance picture; 0
/// is void: background, distractors and what was dropped. Every category is a thing. Private to
/// dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// The color PNG of a picture.
std::vector<EncodedFile> encode_coco_panoptic(const FormatPicture& picture);

std::unique_ptr<FormatWriter> open_coco_panoptic(const FormatContext& context);

/// The PNG holds the segments of the JSON and no others, with their areas.
void check_coco_panoptic(FormatCheck& check);

}  // namespace diorama
