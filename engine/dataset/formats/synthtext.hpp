/// The fields of SynthText's gt.mat as JSON: synthtext/gt_<subset>.json with `imnames`, `wordBB`,
/// `charBB` and `txt`, each a list over the pictures of the subset.
///
/// `wordBB[i]` and `charBB[i]` are [2][4][n]: x and y, of the corners from the top left one of the
/// upright text clockwise, of words and characters. `txt[i]` lists the texts that were set
/// together, their lines divided by "\n" and words by " "; all split at white space are the words
/// in the order of `wordBB`. `charBB` has an entry for each code point of these words: code points
/// that are one letter (ligatures, marks) share its quad. Pixels, edges at integers; `imnames` are
/// paths below the dataset. All words are listed but crowds. Private to dataset.
#pragma once

#include <memory>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

std::unique_ptr<FormatWriter> open_synthtext(const FormatContext& context);

/// Every line is what its record gives.
void check_synthtext(FormatCheck& check);

}  // namespace diorama
