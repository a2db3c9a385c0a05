/// Mask files of any of the usual conventions.
#pragma once

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

struct ReadMask {
    Image<std::uint8_t> inside;  // [height, width], 1 inside
    bool inverted = false;       // the file has its objects dark on light
};

/// Understands a mask: its alpha where it has any that is not opaque, else its brightest channel;
/// inside is what reaches half of the largest value, so that 0 and 1 work like 0 and 255. Where
/// more than half of the outermost pixels are inside, the file means the opposite.
/// @param file    the mask's name, for findings.
/// @param extent  that it must have: its picture's.
/// @return Data when it is of another size, or the same throughout.
Expected<ReadMask> read_mask(const Image<Rgba8>& pixels, Extent extent, const std::string& file);

}  // namespace diorama
