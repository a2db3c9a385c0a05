/// Lines of text as outlines on a page, before any perspective.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "augment/text/shape_line.hpp"
#include "engine/core/text_info.hpp"

namespace diorama {

Quad quad_of(const Box2& box);

struct TypesetOptions {
    Style style;
    float line_height = 1.2f;  // em from baseline to baseline
    bool centered = false;     // else flush with the side where reading begins
    float curvature = 0.0f;    // of a single line: the baseline is y = curvature * x^2, em,
                               // x = 0 in its middle; ignored where letters join
    bool underline = false;
    float border = 0.0f;  // half-width of a band around the letters, em
};

/// What shaping keeps together: a letter, a ligature, or a base with its marks.
struct TypesetChar {
    std::u32string text;
    Quad box;  // around the ink; turned with the baseline
    Outline outline;
    Outline border;                // empty without one
    std::array<glm::vec2, 2> pen;  // on the baseline, where its advance begins and ends
};

struct TypesetWord {
    std::size_t line = 0;
    std::vector<TypesetChar> chars;   // in reading order
    Quad box;                         // around the ink of all
    std::vector<glm::vec2> polygon;   // the same, or along a curved baseline its two sides
    std::vector<glm::vec2> baseline;  // under its letters, from left to right

    std::u32string text() const;
};

/// Page units are em, y down; the first line's baseline starts at the origin.
struct TypesetBlock {
    std::vector<TypesetWord> words;  // in reading order
    std::vector<Quad> lines;         // around the ink of each line
    std::vector<Outline> rules;      // underlines
    Box2 bounds;                     // of everything drawn
    bool curved = false;
};

/// Sets lines of words below each other.
/// @param lines  without control characters; words are separated by blanks.
/// @return       Data when a character cannot be drawn (see `shape_line`), or nothing is left.
Expected<TypesetBlock> typeset(const std::vector<std::u32string>& lines,
                               const std::vector<const Font*>& fonts,
                               const TypesetOptions& options);

}  // namespace diorama
