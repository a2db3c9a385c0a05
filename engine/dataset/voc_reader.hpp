/// Pascal VOC as an input: the objects of an annotated picture.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

struct VocObject {
    std::string category;
    bool difficult = false;
    bool truncated = false;
    Rect box;  // of pixels, from VOC's inclusive ones that count from 1; cut to the picture
};

struct VocAnnotation {
    Extent extent;                   // all zero where the file does not say
    bool segmented = false;          // whether the picture has masks
    std::vector<VocObject> objects;  // number k of a segmentation is element k - 1
};

/// Reads an annotation file of VOC 2007 to 2012. Parts of objects ("part") and whatever else it
/// holds are skipped; boxes may have fractions, which are rounded.
/// @param file  stands for the text in findings.
/// @return Data where an object has no name or no box, or a tag is never closed.
Expected<VocAnnotation> read_voc_annotation(std::string_view text, const std::string& file);

/// VOC's 256 colors of segmentations: the bits of the index, three at a time, from the top bit of
/// each channel down.
std::vector<Rgb8> voc_palette();

/// What belongs to no object or is not told.
constexpr std::uint8_t kVocVoid = 255;

}  // namespace diorama
