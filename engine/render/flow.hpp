/// Optical flow between two pictures of a sequence, from geometry.
#pragma once

#include "engine/core/frame.hpp"

namespace diorama {

/// Where the surface points that `now` shows lie in the picture `then` (LABELS.md section 6).
///
/// A point is followed in its object's space, so camera and objects may both have moved. It is
/// hidden then when none of the four pixel centers around it shows its object within 0.5 % of its
/// depth, or within the depths that these centers span.
///
/// @param now   with ids and surface.point
/// @param then  of the same objects in the same order, with ids and depth
/// @return motion [height, width], 0 where nothing is seen or where the point is behind the camera
Flow flow_between(const Frame& now, const Frame& then);

}  // namespace diorama
