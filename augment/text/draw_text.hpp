/// Typeset text in the picture: coverage of pixels and outlines of labels, all from one warp.
#pragma once

#include <vector>

#include "augment/text/homography.hpp"
#include "augment/text/typeset.hpp"

namespace diorama {

struct DrawnWord {
    Coverage ink;                     // its letters
    Quad quad;                        // pixels
    std::vector<glm::vec2> polygon;   // pixels
    std::vector<glm::vec2> baseline;  // pixels
    std::vector<Quad> chars;          // pixels, as in the word
};

struct DrawnText {
    std::vector<DrawnWord> words;  // as in the block
    std::vector<Quad> lines;
    Coverage ink;     // of all words and underlines
    Coverage border;  // of the bands around letters, ink included; empty without
};

/// Maps outlines and boxes to the picture and fills them: letters are never resampled.
///
/// @param image_from_text  from em of the page; every point of the block must lie before the
/// camera.
/// @param clip             pixels that may be drawn; polygons are not clipped.
DrawnText draw_text(const TypesetBlock& block, const glm::dmat3& image_from_text, const Rect& clip);

/// Whether all of the block lies before the camera and inside `area` of the picture.
bool fits(const TypesetBlock& block, const glm::dmat3& image_from_text, const Rect& area);

}  // namespace diorama
