/// Laplacian pasting: broad differences of color fade over a long way, fine ones over a short one.
#pragma once

#include "augment/blend/layer.hpp"

namespace diorama {

/// Adds the bands of (layer - picture), each weighted by the mask blurred to that band's scale.
///
/// A mask whose shorter side is under 16 pixels has no band and is pasted hard. Pixels further than
/// 2^(levels + 1) from the mask's box keep their bytes, and so do, where the blend is clipped,
/// those further than kLayerMargin from the mask. A layer equal to the picture changes nothing.
void paste_laplacian(Image<Rgb8>& picture, const Layer& layer, const LaplacianBlend& laplacian);

}  // namespace diorama
