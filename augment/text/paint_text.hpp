/// Letters as paint on a surface: color, border, shadow, relief, and the light of the picture.
#pragma once

#include "augment/text/draw_text.hpp"

namespace diorama {

struct Paint {
    Rgb8 color;
    float opacity = 1.0f;
    Rgb8 border_color;              // used where there is a border
    glm::vec2 shadow_offset{0.0f};  // em; none at 0
    float shadow_opacity = 0.5f;
    float relief = 0.0f;  // how much edges toward the top left are lightened, the others darkened
    float light = 0.7f;   // how far the paint follows light and shadow of the surface, 0 to 1
};

/// Paints text on a picture.
///
/// Where the surface is lighter or darker than its mean under the text, the paint is as well, to
/// the power `light`, so that shadows lie over letters too. Pixels without coverage of ink, border
/// or shadow keep their bytes.
/// @param shadow  the ink drawn at `shadow_offset`, before any blur.
/// @param em_px   size of the text in the picture: blurs depend on it.
void paint_text(Image<Rgb8>& picture, const DrawnText& text, const Coverage& shadow,
                const Paint& paint, float em_px);

}  // namespace diorama
