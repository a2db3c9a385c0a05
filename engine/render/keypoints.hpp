/// Where the named points of objects are in a picture, and whether they are seen.
#pragma once

#include "engine/core/frame.hpp"

namespace diorama {

/// Sets pixel and visibility of every keypoint of a frame (LABELS.md section 6).
///
/// 0: outside the picture or nearer than the near plane, with pixel (0, 0). 2: the pixel shows the
/// object itself at the point's depth, within 2 % of the diagonal of the object's box, so that
/// points just below the surface count as seen. 1: something, also the object itself, is before it.
///
/// @pre  the frame has ids and depth, and its objects lie in its camera's world.
void place_keypoints(Frame& frame);

}  // namespace diorama
