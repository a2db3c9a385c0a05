/// Size and turn of a cut-out in a picture, and the layer that they give.
#pragma once

#include "augment/blend/layer.hpp"
#include "augment/paste/sprite.hpp"

namespace diorama {

struct SpritePose {
    float scale = 1.0f;         // picture pixels per pixel of the cut-out
    float rotation_rad = 0.0f;  // counterclockwise, after the flip
    bool flip = false;          // mirrored left to right first
};

/// The size of the canvas that holds the turned box of a cut-out.
Extent posed_extent(const Sprite& cutout, const SpritePose& pose);

/// Resamples a cut-out and its surroundings once, on an expanded canvas: bilinear where it grows,
/// means over about the source area of each pixel where it shrinks. With a scale of 1 and no turn
/// every pixel stays as it is. The top left corner of posed_extent() is the picture's.
/// @param id           of the layer.
/// @param bleed_reach  as make_layer takes it.
/// @pre  posed_extent() is of a size that memory allows.
Layer posed_layer(std::uint32_t id, const Sprite& cutout, const SpritePose& pose,
                  int bleed_reach = kBleedEverywhere);

}  // namespace diorama
