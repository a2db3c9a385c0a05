/// One line of any script: bidirectional order, script and font runs, shaping.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "augment/text/font.hpp"

namespace diorama {

struct LineGlyph {
    std::size_t font = 0;  // index into the fonts that were offered
    PlacedGlyph placed;    // em, from the left end of the line on the baseline
};

struct ShapedLine {
    std::u32string text;            // in reading order
    std::vector<LineGlyph> glyphs;  // from left to right as seen
    float advance = 0.0f;           // em
    bool right_to_left = false;     // the direction of the paragraph
};

/// Decodes UTF-8; an error for anything that is not, and for control characters.
Expected<std::u32string> decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view text);

bool is_blank(char32_t character);

/// The ISO 15924 code of the first letter that has a script of its own: "Latn"; "Zyyy" without one.
std::string script_of(std::u32string_view text);

/// Shapes one line. Each character is set in the first font that has it; marks stay with the font
/// of their base where that has them.
///
/// @param fonts  the wanted font first, then those that step in; at least one.
/// @param style  its spacing and boldness are added to the advances.
/// @return       Data, naming the character, when no font has one or its glyph has no outline: a
///               missing-glyph box is never drawn.
/// Methods: Unicode Bidirectional Algorithm (UAX 9) by FriBidi, OpenType shaping by HarfBuzz.
Expected<ShapedLine> shape_line(std::u32string text, const std::vector<const Font*>& fonts,
                                const Style& style = {});

}  // namespace diorama
