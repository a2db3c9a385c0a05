/// Makes a layer as soft as the plate around it, before blending.
#pragma once

#include "augment/blend/layer.hpp"

namespace diorama {

/// How much of the detail of a part of a picture is finer than about a pixel: the mean difference
/// from a slight blur, by that from there to a stronger one. Contrast does not change it. About 1
/// for the sharpest pictures, 0.4 for one blurred by a pixel; 0 where there is nothing to see.
/// @param where  not 0: pixels that count; empty: all do. Of the picture's extent.
float sharpness_of(const Image<Rgb8>& picture, const Image<std::uint8_t>& where = {});

/// Blurs the colors of a layer that is sharper than the plate within one size of its mask's box, by
/// at most two pixels. Its surroundings are blurred alike; alpha and labels stay.
/// @param strength  0: as it was, 1: as soft as the plate.
void match_sharpness(Layer& layer, const Image<Rgb8>& plate, float strength);

}  // namespace diorama
