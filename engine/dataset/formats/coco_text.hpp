/// COCO-Text 2.0: annotations/text_<subset>.json with `imgs`, `anns` and `imgToAnns`, keyed by ids
/// as text.
///
/// One annotation per word; ids of images and annotations are those of the format `coco`. `bbox` is
/// tight around the visible ink, `mask` is the word's polygon as one flat list, `area` is that of
/// the polygon. `legibility` is "illegible" for words that are not legible, for crowds and for
/// words that leave the picture; illegible words have no `utf8_string`, as in the original.
/// `class` is "machine printed", `language` "english", "not english", or "na" where it is not
/// known. Further keys: script, bcp47, line, block, word (the order of reading). Private to
/// dataset.
#pragma once

#include <memory>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

std::unique_ptr<FormatWriter> open_coco_text(const FormatContext& context);

/// Every line is what its record gives.
void check_coco_text(FormatCheck& check);

}  // namespace diorama
