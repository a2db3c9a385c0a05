/// Puts texts on the surfaces of a picture: content, size, place, color, and what is written down.
#pragma once

#include <memory>
#include <vector>

#include "augment/text/font.hpp"
#include "augment/text/text_region.hpp"
#include "augment/text/vocabulary.hpp"
#include "engine/config/text_config.hpp"
#include "engine/core/model.hpp"
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

/// A text as paint on its surface: words to be drawn with the scene.
struct SurfaceText {
    struct Word {
        Object object;  // with what it says; in camera axes until somebody places it
        Model model;    // flat letters in camera axes, less than 5 mm before the surface
    };
    std::vector<Word> words;
    Rgb8 color, other;  // of the letters: as if lit fully; what to try if that does not stand out
};

/// Draws texts for the surfaces of a rendered frame, as place_texts() does, but leaves the frame as
/// it is: what light makes of them is seen when they were drawn. No borders, shadows and relief.
/// One in four may stand partly behind what is before its surface.
/// @param frame  with color, depth and camera; takes the rejects.
std::vector<SurfaceText> plan_surface_texts(Frame& frame, const std::vector<TextRegion>& regions,
                                            const TextMaterial& material, const TextLook& look,
                                            const std::string& category, const Rng& rng);

/// Whether the words of a text can be read, once they were drawn: all that show half of their ink
/// or more, where the frame has masks of words alone, and one at least.
/// @param plate  the picture without them.
/// @param first  id of the first word; the others follow.
bool stands_out(const Frame& frame, const Image<Rgb8>& plate, std::uint32_t first,
                std::size_t count);

/// A color of letters as a material.
Material letters_of(const Rgb8& color);

}  // namespace diorama
