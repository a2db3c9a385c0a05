/// Words straightened, for recognition: crops/<subset>/<stem>_<instance id>.png and
/// crops/labels_<subset>.txt, whose lines hold the name below crops/, a tab, and the transcription.
///
/// A crop is the word's quad with a margin of 0.15 of its height, as high as the word is in the
/// picture (8 to 128 pixels), taken from the picture before it was compressed. Only words that can
/// be read have one: legible, inside the picture, and no crowds. Nothing is written where no
/// pictures are drawn. Private to dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

std::vector<EncodedFile> encode_text_crops(const FormatPicture& picture);

/// The labels.
std::unique_ptr<FormatWriter> open_text_crops(const FormatContext& context);

/// Labels and the sizes of the crops against the records.
void check_text_crops(FormatCheck& check);

}  // namespace diorama
