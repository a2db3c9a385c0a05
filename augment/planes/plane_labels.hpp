/// From planes to the pixels that lie on them.
#pragma once

#include "augment/planes/depth_points.hpp"

namespace diorama {

/// Gives every measured pixel to the nearest plane within tolerance that the normal around it
/// agrees with, and every small hole to the plane around it; leaves out parts that are small beside
/// the picture, and planes that keep less than half of `options.min_fraction` of the measured
/// pixels.
/// @return  at most one region for each plane, the largest first.
std::vector<PlaneRegion> label_planes(const Image<float>& depth, const Intrinsics& intrinsics,
                                      const DepthGrid& grid, const std::vector<Plane>& planes,
                                      const PlaneOptions& options);

/// The pixels of a region that lie on one plane, by distance alone.
PlaneRegion label_region(const Image<float>& depth, const Intrinsics& intrinsics,
                         const Mask& region, const Plane& plane, const PlaneOptions& options);

}  // namespace diorama
