/// The text files of the ICDAR Robust Reading competitions, one line per word:
///
///     icdar/2013/<subset>/gt_<stem>.txt   left, top, right, bottom, "transcription"
///     icdar/2015/<subset>/gt_<stem>.txt   x1,y1,x2,y2,x3,y3,x4,y4,transcription
///
/// and icdar/images/<subset>/<stem>.jpg, links to the pictures. Whole pixels, counted from 0. The
/// boxes of 2013 are tight around the visible ink and include both ends; the quads of 2015 are the
/// nearest pixel corners to those of the word, from the top left one of the upright text
/// clockwise. Words that are not legible, that leave the picture, and crowds are "###": to be
/// ignored. UTF-8 without a byte order mark; quotes in the transcription stay as they are.
/// Private to dataset.
#pragma once

#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

std::vector<EncodedFile> encode_icdar(const FormatPicture& picture);

/// Boxes and transcriptions against the records.
void check_icdar(FormatCheck& check);

}  // namespace diorama
