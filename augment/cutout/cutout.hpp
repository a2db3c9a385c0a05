/// Objects photographed on plain backgrounds, cut out.
#pragma once

#include <string>

#include "augment/cutout/segment.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

constexpr int kCutoutMargin = 8;  // pixels around the object, as far as the photograph reaches

struct Cutout {
    Rect box;             // in the photograph: the object and its margin
    Image<Rgba8> pixels;  // [box.height, box.width], straight alpha, no background in the color
    Image<std::uint8_t> mask;  // [box.height, box.width], 255 where alpha >= 128, else 0
};

/// Finds the background from the photograph's edge, the object by a graph cut, and a soft outline.
///
/// @param name  stands for the photograph in messages.
/// @return Data when the background is not plain, when nothing stands out from it, or for pictures
///         under 32 pixels to a side. See fit_background, segment_object and matte.
Expected<Cutout> cut_out(const Image<Rgb8>& photo, const std::string& name,
                         const SegmentOptions& options = {});

}  // namespace diorama
