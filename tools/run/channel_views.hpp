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

/// The color of a motion in a view of flow: the direction gives the hue; a length of 1 or more is
/// full saturation, none is white.
Rgb8 motion_color(const glm::vec2& motion);

/// Of the motions of surfaces, pixels.
float longest_motion(const Flow& flow);

}  // namespace diorama
