/// The view volume: wider than the picture, so that clipping at its sides stays away from it.
#pragma once

#include "engine/core/camera.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Size of the view volume in pixels; the picture is in its middle. At least five pictures wide and
/// high, as far as kLargestVolume allows, and a power of two: then the products of the viewport
/// transform are exact, and processors that fuse multiply and add snap every vertex to the same
/// 1/256 pixel as those that do not. The same on every device, because clipping rounds.
///
///     volume                 V            window x = ndc.x * V / 2 + E / 2
///     +---------------------------+
///     |          +-----+          |
///     |          |  E  |          |       E: the picture
///     |          +-----+          |
///     +---------------------------+
Extent view_volume(Extent picture);

constexpr int kLargestVolume = 16384;  // what the viewports of all desktop drivers allow

/// The camera whose picture is the whole view volume: clip_from_object() of it is what shaders use.
Camera widened(const Camera& camera);

}  // namespace diorama
