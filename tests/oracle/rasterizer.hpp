/// A CPU rasteriser that follows Vulkan's rules for a device with 8 sub-pixel bits.
#pragma once

#include <cstddef>

#include "engine/core/image.hpp"
#include "engine/scene/scene.hpp"
#include "tests/oracle/geometry.hpp"

namespace diorama::oracle {

/// Draws the ids of a scene as the GPU must.
///
/// Vertices: clip = M[0] * x + (M[1] * y + (M[2] * z + M[3])) in float without fused multiply-adds,
/// M = clip_from_object(), which is rounded once, of a camera whose picture is the view volume: the
/// power of two pixels wide and high that is five pictures or more, or 16384. Triangles are cut in
/// clip space at the sides of that volume, then at the near plane. Window coordinates snap to 1/256
/// pixel; integers and the top-left rule decide which pixel centers are inside:
///
///     a pixel center on a left edge, or on a horizontal edge above the triangle, is inside.
///
/// Z = near / depth, linear in the window, decides what is in front: the nearest wins, of equals
/// the first drawn. Depth is plane_depth() of the triangle that won. Both sides of a triangle are
/// drawn and every material counts as opaque.
///
/// Vulkan wants Z in floats but leaves to a device in which order it adds up the plane of a
/// triangle, so in the middle of a pixel where two surfaces cross either may win. An instance whose
/// Z is not surely below that of another is tied there: "surely" is the running error bound of a
/// plane through float vertices that is evaluated from the corner of the window.
/// Method: "Accuracy and Stability of Numerical Algorithms", Higham, SIAM 2002, section 3.3.
Picture rasterize(const Scene& scene);

/// The pixels of `canvas` that an instance would own alone, by the same rules. The canvas is in
/// pixel coordinates of the picture and may leave it; beyond the picture it is drawn in tiles of
/// the picture's size, each with a window of its own: floats are as fine there as in the picture.
Mask rasterize_alone(const Scene& scene, std::size_t instance_index, Rect canvas);

}  // namespace diorama::oracle
