/// What a word in the picture says and where exactly it stands.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/math.hpp"

namespace diorama {

/// Four corners in continuous pixels: top left, top right, bottom right, bottom left of the upright
/// text, so that the order also tells which way it is read.
using Quad = std::array<glm::vec2, 4>;

/// A letter, a ligature, or a base with its marks.
struct TextChar {
    std::string text;  // UTF-8
    Quad quad{};
};

/// A word; its pixels are those of its object in the id map: where letters cover at least half.
struct TextInfo {
    std::string transcription;        // UTF-8, in reading order
    std::string script;               // ISO 15924, "Latn"
    std::string language;             // BCP 47, "en"; "und" where its source does not say
    std::string font;                 // family and style
    Quad quad{};                      // the rectangle around the ink on its surface, in perspective
    std::vector<glm::vec2> polygon;   // the same; along a curved baseline its two sides
    Quad line_quad{};                 // of the whole line
    std::vector<glm::vec2> baseline;  // under its letters, from the left of the upright text
    std::uint32_t block = 0;          // from 0 in a picture: texts that were set together
    std::uint32_t line = 0;           // from 0 in a block
    std::uint32_t word = 0;           // from 0 in a block: the order of reading
    std::vector<TextChar> chars;      // in reading order
    bool legible = true;              // stands out from what is around it
    bool clipped = false;             // corners lay outside the picture and were moved to its edge
};

/// Calls `change` with every point of a word: quads, outline, baseline and letters.
template <class Change>
void change_points(TextInfo& text, Change change) {
    for (glm::vec2& point : text.quad) change(point);
    for (glm::vec2& point : text.line_quad) change(point);
    for (glm::vec2& point : text.polygon) change(point);
    for (glm::vec2& point : text.baseline) change(point);
    for (TextChar& letter : text.chars)
        for (glm::vec2& point : letter.quad) change(point);
}

}  // namespace diorama
