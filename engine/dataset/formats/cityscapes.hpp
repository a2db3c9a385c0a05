/// Cityscapes: cityscapes/gtFine/<subset>/diorama/ and leftImg8bit beside it.
///
///     ..._gtFine_labelIds.png       ids of Cityscapes' labels
///     ..._gtFine_labelTrainIds.png  its 19 classes, 255 elsewhere
///     ..._gtFine_instanceIds.png    16 bit: 1000 * label + number where the label has instances
///     ..._gtFine_polygons.json      one outline around all parts of each object
///
/// `output.cityscapes` says which label a category has. Categories it does not name and objects
/// that are not annotated are "unlabeled"; the rest is `background`. Crowds are pixels of their
/// label without instance, and "<label>group" in the polygons. Polygon vertices are pixel edges;
/// the PNGs are exact. Private to dataset.
#pragma once

#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// @throws std::length_error for more than 1000 instances of one label.
std::vector<EncodedFile> encode_cityscapes(const FormatPicture& picture);

/// Polygons fill exactly the masks by the even-odd rule; pixels have the label of their object.
void check_cityscapes(FormatCheck& check);

}  // namespace diorama
