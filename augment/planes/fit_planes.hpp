/// Planes of a depth picture by RANSAC: those of a whole picture, or the one of a region.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "augment/planes/plane.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// How far from a plane a measurement may lie: constant_m + per_m * depth^2, perpendicular to the
/// plane. Zero `per_m` for rendered depth; the defaults suit structured light and stereo.
struct DepthNoise {
    float constant_m = 0.01f;
    float per_m = 0.008f;

    float tolerance_m(float depth_m) const { return constant_m + per_m * depth_m * depth_m; }
};

struct PlaneOptions {
    DepthNoise noise;
    float max_depth_m = 10.0f;        // beyond: no measurement
    int max_planes = 16;              // of a picture, the largest first
    int trials = 300;                 // hypotheses for each plane
    int max_points = 20000;           // measurements looked at, on a grid over the picture
    int max_scored = 4000;            // of them those that score a hypothesis
    float min_fraction = 0.012f;      // of the points with depth, for a plane of a picture
    float max_normal_error = 0.4f;    // radians between a plane and the surface around its points
    float max_hole_fraction = 0.01f;  // of the picture: unmeasured holes within a plane are its own
};

struct PlaneRegion {
    Plane plane;
    Mask mask;                // pixels of the plane, tight
    std::size_t inliers = 0;  // measured pixels in the mask
    float rms_m = 0.0f;       // their distance from the plane
};

/// Finds the planes of a picture.
///
/// @param depth  [height, width] meters along the view axis; what is not finite and positive was
///               not measured.
/// @return       disjoint regions, the largest first; empty when there is no plane.
///
/// A function of its arguments alone: at most `max_planes + 4` rounds of `trials` hypotheses from
/// three nearby points; the best ten are refitted. Each round takes its points away, then
/// coplanar planes are joined and every pixel goes to the nearest plane that its surroundings agree
/// with. Parts that are small beside the picture are left out.
/// Method: "Random Sample Consensus", CACM 1981, in inverse depth as "Fast Scene Analysis using
/// Image and Range Data", RSS 2012; ours: local samples, agreement of normals, the labelling.
std::vector<PlaneRegion> fit_planes(const Image<float>& depth, const Intrinsics& intrinsics,
                                    const PlaneOptions& options, Rng rng);

/// The plane of one region, accepted when at least `min_inliers` of its points and 90 of its pixels
/// lie on it.
/// @param region  pixels that count; may leave the picture.
std::optional<PlaneRegion> fit_plane(const Image<float>& depth, const Intrinsics& intrinsics,
                                     const Mask& region, const PlaneOptions& options, Rng rng,
                                     float min_inliers = 0.6f);

}  // namespace diorama
