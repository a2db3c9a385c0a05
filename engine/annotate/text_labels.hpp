/// What becomes of the labels of words when the picture is final: cut at its edge, and whether they
/// can still be read.
#pragma once

#include <vector>

#include "engine/annotate/annotation.hpp"

namespace diorama {

constexpr double kMinLegibleHeight = 6.0;    // pixels, of the rectangle around the ink of a word
constexpr double kMinLegibleFraction = 0.5;  // visible, of the pixels of its ink
constexpr double kMinLegibleContrast = 12;   // 8-bit levels in one channel, ink against the rest

/// A polygon cut by a rectangle; empty when they do not meet.
/// Method: "Reentrant Polygon Clipping", CACM 1974 (Sutherland, Hodgman).
std::vector<glm::vec2> clip_polygon(std::vector<glm::vec2> polygon, const Rect& rect);

/// Settles the words of a frame.
///
/// Where points lie outside the picture, `clipped` is set, the polygon is cut at the edge of the
/// picture, and all other points move to the nearest point of it. A word stays `legible` while it
/// is at least kMinLegibleHeight high, kMinLegibleFraction of it is visible, it is no crowd, and
/// the mean color of its pixels differs from that of the other pixels around them by
/// kMinLegibleContrast (where the frame has colors).
void settle_texts(Labeled& labeled);

}  // namespace diorama
