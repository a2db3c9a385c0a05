/// Pascal VOC: voc/JPEGImages, Annotations, SegmentationClass, SegmentationObject, ImageSets.
///
/// Boxes count pixels from 1 and include both ends: columns x .. x + w - 1 are written as
/// xmin = x + 1, xmax = x + w. SegmentationClass holds category ids, SegmentationObject the
/// position of the object in its XML, from 1; 255 is void: crowds and objects below the minimum.
/// Both are palette PNGs with VOC's colors, and exact: no border is left out. Private to dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// XML, the two segmentations, and a link to the picture.
/// @throws std::length_error for more than 254 objects or categories, which do not fit a palette.
std::vector<EncodedFile> encode_voc(const FormatPicture& picture);

/// ImageSets/Main/<subset>.txt and ImageSets/Segmentation/<subset>.txt.
std::unique_ptr<FormatWriter> open_voc(const FormatContext& context);

/// Boxes and masks are exactly those of the records.
void check_voc(FormatCheck& check);

}  // namespace diorama
