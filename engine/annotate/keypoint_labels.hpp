/// What becomes of keypoints when the picture is final.
#pragma once

#include "engine/core/frame.hpp"

namespace diorama {

/// Settles the visibility of all keypoints by the final ids: 0 with pixel (0, 0) where a point has
/// left the picture, at most 1 where its pixel shows something else than its object. What a
/// renderer hid stays hidden.
void settle_keypoints(Frame& frame);

}  // namespace diorama
