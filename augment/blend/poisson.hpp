/// Poisson pasting: the gradients of a layer, the colors of what is around it.
#pragma once

#include "augment/blend/layer.hpp"

namespace diorama {

/// Writes the layer's mask into the picture, solved against the pixels around the mask.
///
/// With g = the layer and t = the picture, f = g + h is looked for with h as smooth as it can be
/// and h = t - g on the ring of pixels around the mask. At the picture's border the equation has
/// fewer neighbors. Not one pixel outside the mask is written, and a layer that equals the picture,
/// its surroundings included, changes nothing. The error is below half a grey level before
/// rounding; a mask that covers the whole picture has no ring and is pasted as it is.
///
/// Requires surroundings where poisson.ring is Source.
void paste_poisson(Image<Rgb8>& picture, const Layer& layer, const PoissonBlend& poisson);

}  // namespace diorama
