/// What texts say: words, running text, and patterns such as prices and dates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// Words in the order of their source, so that neighbors make running text.
struct Vocabulary {
    std::vector<std::u32string> words;
    std::string language;  // BCP 47; empty where the source does not say
};

/// Splits UTF-8 text at blanks and line ends; lines that begin with '#' are comments,
/// and the first "# language: en" among them says the language.
/// @return  Data for text that is not UTF-8, with its line, and for text without a word.
Expected<Vocabulary> parse_vocabulary(std::string_view text, const std::string& file);

/// Words as they stand on signs, packages and labels; some 250, written for this project.
const Vocabulary& builtin_vocabulary();

/// A date, time, price, plate, measure or number.
std::u32string draw_pattern(Rng& rng);

enum class LetterCase { AsWritten, Upper, Lower, Title };

/// Changes the case of Latin, Greek and Cyrillic letters that have a simple counterpart.
std::u32string with_case(std::u32string text, LetterCase letter_case);

/// Whether a word is worth reading: not mostly symbols, not only of strokes that are letters,
/// digits and marks alike (i, I, l, o, O, 0, -).
bool is_telling(const std::u32string& word);

}  // namespace diorama
