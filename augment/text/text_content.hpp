/// How a text is drawn: its lines for the room there is, and its style.
#pragma once

#include "augment/text/paint_text.hpp"
#include "augment/text/vocabulary.hpp"
#include "engine/config/text_config.hpp"

namespace diorama {

enum class TextLayout { Word, Line, Paragraph };

/// Room for text, in em.
struct TextRoom {
    float width = 0.0f;
    float height = 0.0f;
};

/// Draws lines of words that about fill the room but need no more of it; at least one word.
///
/// Word: one word on each of one to three lines (0.85, 0.10, 0.05). Line: neighboring words on as
/// many lines. Paragraph: at least two lines where there is room. Method: the layouts and their
/// shares of "Synthetic Data for Text Localisation in Natural Images", CVPR 2016.
std::vector<std::u32string> draw_lines(TextLayout layout, const TextRoom& room,
                                       const Vocabulary& vocabulary, const TextLook& look, Rng rng);

/// Draws weight, slant, curve, underline and border.
TypesetOptions draw_style(TextLayout layout, const std::vector<std::u32string>& lines,
                          const TextLook& look, Rng rng);

/// Draws opacity, shadow and relief; the colors come from the surface.
Paint draw_paint(const TextLook& look, Rng rng);

}  // namespace diorama
