/// Exact polygons of a mask: contours on pixel edges, holes joined by bridges of no width.
#pragma once

#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Traces the edges between mask and rest (LABELS.md section 5).
///
/// @param rle     the mask, counts summing to extent.area().
/// @param extent  of the picture.
/// @return  one polygon per 8-connected part, in the order of their leftmost, then topmost pixel;
///          vertices are integer edge coordinates in 0..width, 0..height, clockwise on screen, at
///          least 4 of them, no three in line. An empty mask has none.
///
///     0 1 2 3
///     . # # .   0      {1,0, 3,0, 3,1, 2,1, 2,2, 1,2}
///     . # . .   1
///               2
///
/// A hole is joined to its part by a vertical bridge along the shortest column run of mask pixels
/// that leads there, walked once down and once up. Filled by the even-odd rule at pixel centers,
/// and by pycocotools, each polygon gives exactly its part of the mask.
///
/// Works on the runs, not on pixels: the cost follows the length of the outline.
std::vector<Polygon> trace_polygons(const Rle& rle, Extent extent);

}  // namespace diorama
