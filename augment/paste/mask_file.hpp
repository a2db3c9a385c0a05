/// Mask files of any of the usual conventions.
#pragma once

#include <filesystem>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {

struct ReadMask {
    Image<std::uint8_t> inside;  // [height, width], 1 inside
    bool inverted = false;       // the file has its objects dark on light
};

/// Reads a mask's file: a picture, or a bitmap or greymap of 8 bits of the PNM family (P1, P2, P4,
/// P5), in which masks of turntables come. Black is 0, as in pictures.
/// @return NoInput or Data with the file.
Expected<Image<Rgba8>> load_mask_pixels(const std::filesystem::path& file,
                                        const ImageLimits& limits);

/// Understands a mask: its alpha where it has any that is not opaque, else its brightest channel;
/// inside is what reaches half of the largest value, so that 0 and 1 work like 0 and 255. Where
/// more than half of the outermost pixels are inside, the file means the opposite.
/// @param file    the mask's name, for findings.
/// @param extent  that it must have: its picture's.
/// @return Data when it is of another size, or the same throughout.
Expected<ReadMask> read_mask(const Image<Rgba8>& pixels, Extent extent, const std::string& file);

/// Reads a segmentation by objects, as Pascal VOC has them: number k of an object, 0 and kVocVoid
/// for none. Palette and grey pictures hold the numbers, pictures in color VOC's colors of them.
/// @return NoInput, or Data with the file; that of the first color that stands for no number.
Expected<Image<std::uint8_t>> load_object_numbers(const std::filesystem::path& file,
                                                  const ImageLimits& limits);

}  // namespace diorama
