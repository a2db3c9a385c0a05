/// Masks grown by whole pixels.
#pragma once

#include <cstdint>

#include "engine/core/image.hpp"

namespace diorama {

/// Whether a pixel of the mask lies within `radius` columns and rows: 1 or 0, for a mask of 1 and
/// 0.
Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius);

}  // namespace diorama
