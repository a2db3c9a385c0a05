/// Rows of brightness, and rows of pixels that become lighter or darker by it.
#pragma once

#include <cstdint>

#include "engine/core/image.hpp"

namespace diorama {

/// Brightness of an 8-bit pixel: weights of ITU-R BT.601 in 1/256.
inline std::uint8_t luma_of(const Rgb8& p) {
    return static_cast<std::uint8_t>((77 * p.r + 150 * p.g + 29 * p.b + 128) >> 8);
}

/// luma_of() for a row.
void luma_row(const Rgb8* row, int count, std::uint8_t* out);

/// Adds `by[i]`, from -255 to 255, to the three channels of pixel i, and clips.
void shift_row(Rgb8* row, const std::int16_t* by, int count);

/// Three times each byte: a mask of pixels as one of channels.
void tripled_row(const std::uint8_t* bytes, int count, std::uint8_t* out);

}  // namespace diorama
