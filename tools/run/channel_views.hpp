/// Pictures of the further channels of a frame, for people.
#pragma once

#include <vector>

#include "engine/core/frame.hpp"
#include "tools/run/views.hpp"

namespace diorama {

/// One picture for each channel beyond depth and normals that the frame has: distance by heat,
/// parts and materials by label_color(), nocs as red, green and blue, intrinsic images brightened
/// to the same exposure and sRGB-encoded, coverage as the share of the first instance over the
/// colors of the others, flow with its direction as hue and its length as saturation.
std::vector<View> channel_views(const Frame& frame);

}  // namespace diorama
