/// Puts texts on the surfaces of a picture: content, size, place, color, and what is written down.
#pragma once

#include <memory>
#include <vector>

#include "augment/text/font.hpp"
#include "augment/text/text_region.hpp"
#include "augment/text/vocabulary.hpp"
#include "engine/config/text_config.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// What texts are made of. Fonts are opened when they are used, so that memory does not grow with
/// their number.
struct TextMaterial {
    Choice<std::filesystem::path> fonts;  // where one lacks a character, the first 16 step in
    Choice<Vocabulary> vocabularies;      // one is drawn for each text
};

/// Draws texts onto regions of a frame. Each word becomes an object of the frame with its pixels in
/// the id map: the ink that covers at least half of a pixel.
///
/// A text that does not fit, that a font cannot draw, or that would be unreadable is tried again a
/// few times with other content, size and color, then named in `frame.rejects`; nothing of it is
/// left in the picture. Texts overlap neither each other nor the border of their region.
///
/// @param frame     with color and camera; `ids` may be empty for a photograph.
/// @param category  of the words.
void place_texts(Frame& frame, const std::vector<TextRegion>& regions, const TextMaterial& material,
                 const TextLook& look, const std::string& category, const Rng& rng);

}  // namespace diorama
