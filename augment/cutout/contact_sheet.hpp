/// Cut-outs as a picture that a person can check at a glance.
#pragma once

#include <span>

#include "augment/cutout/cutout.hpp"

namespace diorama {

/// The photograph's part, then the cut-out on a checkerboard, on black, and on the color that is
/// most unlike its old background. Seams, halos and closed holes show on one of them.
/// @param photo  the photograph that the cut-out is from.
/// @param tile   side of a tile in pixels; larger cut-outs are reduced, smaller ones kept.
Image<Rgb8> contact_row(const Image<Rgb8>& photo, const Cutout& cutout, int tile = 256);

/// Rows of one width below each other.
Image<Rgb8> contact_sheet(std::span<const Image<Rgb8>> rows);

}  // namespace diorama
