/// A Warp on a whole Frame: colors, ids and every further channel by one and the same map.
#pragma once

#include "augment/transform/warp.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// Carries out a warp on everything that a frame holds.
///
/// - color: warp_color();
/// - ids, depth, distance, nocs, points, parts, materials, albedo, shading, rest: the source pixel
///   under each pixel's center, values kept; 0 and +inf beyond;
/// - normals: alike, turned and mirrored with the picture; flow: alike, by the map's linear part,
///   and what leaves the picture is marked anew; both dropped (empty) by perspectives and
///   displacements, which have no rotation;
/// - coverage: dropped, since pixels have other shares;
/// - amodal masks: alike, on a canvas beyond the picture of at most three times its sides; areas of
///   what lies further out are scaled by the map's determinant and marked as not exact;
/// - quads and polygons of words: each point by Warp::target_of(), also beyond the picture; a word
///   with a point behind a horizon loses its text;
/// - camera: K' = M K for similarities and flips, in-plane rotation going into the pose; where no
///   pinhole camera fits any more `camera.known` becomes false.
Frame warp_frame(Frame frame, const Warp& warp);

/// The id map alone: for what is drawn by where objects are.
Image<std::uint32_t> warp_ids(const Image<std::uint32_t>& ids, const Warp& warp);

/// The camera of a warped picture (see warp_frame).
Camera warp_camera(const Camera& camera, const Warp& warp);

}  // namespace diorama
