/// Forms of an outline that some formats want: one loop for all parts, and the oriented box.
#pragma once

#include <array>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// The loops around the visible mask: the annotation's polygons, or traced from its RLE.
std::vector<Polygon> outlines(const Annotation& annotation, Extent extent);

/// One loop that goes around all parts: each part hangs on the one before it by a bridge of no
/// width between their nearest vertices. Filled by the even-odd rule it gives the same pixels as
/// the parts; fills that paint edges also paint the bridges, one pixel wide.
/// @param parts  from trace_polygons(); none gives an empty loop.
Polygon join_parts(const std::vector<Polygon>& parts);

/// Corners x, y of the rectangle of smallest area around the points of the loops, in pixel edge
/// coordinates: clockwise on screen from the topmost corner, of several the leftmost. Its sides
/// touch the points; corners may lie outside of the picture.
/// Method: "Determining the Minimum-Area Encasing Rectangle for an Arbitrary Closed Curve",
/// Communications of the ACM, 1975: one side lies on an edge of the convex hull; all are tried.
/// @pre  there are at least two points that differ in x and two that differ in y.
std::array<double, 8> oriented_box(const std::vector<Polygon>& loops);

}  // namespace diorama
