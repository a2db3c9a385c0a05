/// The alpha with which a blend pastes a layer.
#pragma once

#include "augment/blend/layer.hpp"

namespace diorama {

/// The weight in [0, 1] of every pixel of the layer's canvas, [height, width].
///
/// Blends that do not soften outlines by alpha (motion, Poisson, Laplacian) give the hard mask.
/// Exactly 1 and 0 away from outlines; at least 1/2 where the label has the pixel.
Image<float> soft_alpha(const Layer& layer, const Blend& blend);

}  // namespace diorama
