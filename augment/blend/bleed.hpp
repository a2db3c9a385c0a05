/// Color beyond an outline: what soft edges mix with must be the object's, not its old background.
#pragma once

#include <cstdint>

#include "engine/core/image.hpp"

namespace diorama {

constexpr int kBleedEverywhere = -1;

/// Fills color outward from the pixels that are surely the object's.
///
/// Every other pixel takes the color of the nearest sure one, then two 3x3 means smooth the filled
/// pixels; sure pixels keep their color. Sure are alphas of at least 250 and, so that glass keeps
/// its own, any alpha with no pixel without within 3 columns and rows; where a cut-out has
/// neither, its largest alphas. Nothing happens to a cut-out without any alpha.
///
/// @param color, alpha  [height, width] both.
/// @param reach         columns and rows from a pixel with alpha that are filled; what lies further
///                      off keeps its color.
void bleed_color(Image<Rgb8>& color, const Image<std::uint8_t>& alpha,
                 int reach = kBleedEverywhere);

}  // namespace diorama
