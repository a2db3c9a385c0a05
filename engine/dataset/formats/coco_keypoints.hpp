/// COCO keypoints: annotations/person_keypoints_<subset>.json. Private to dataset.
#pragma once

#include <memory>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// The categories that have points, under the ids that they have in the other files, and of their
/// annotations what instances_<subset>.json says, under the same ids, with `keypoints` and
/// `num_keypoints`. Positions are pixel indices, x - 0.5 (LABELS.md section 2). A point that an
/// object does not have is 0, 0, 0.
std::unique_ptr<FormatWriter> open_coco_keypoints(const FormatContext& context);

/// Every image and annotation is what its record gives.
void check_coco_keypoints(FormatCheck& check);

}  // namespace diorama
