/// The object on a plain background, pixel by pixel.
#pragma once

#include "augment/cutout/background.hpp"

namespace diorama {

struct SegmentOptions {
    float sure_background = 2.0f;  // deviations, below and connected to the frame
    float sure_object = 6.0f;      // deviations, above and a pixel from anything less
    float least_part = 0.05f;      // of the largest part's area; smaller parts are dropped
    int rounds = 5;                // of the graph cut, at most; it stops when nothing changes
};

/// The mask of everything that is not background: 1 inside, 0 outside; all 0 when there is nothing.
///
/// What is neither surely background nor surely object is divided by a graph cut: colors against
/// mixtures of both sides, and edges preferably where neighbors differ. Then the largest part is
/// kept, with all parts of at least `least_part` of it, and enclosed holes are filled unless their
/// color is the background's (the hole of a handle stays open).
/// Method: "GrabCut", SIGGRAPH 2004, on the undecided pixels only, with axis-aligned mixtures.
Image<std::uint8_t> segment_object(const Image<glm::vec3>& lab, const PlainBackground& background,
                                   const SegmentOptions& options = {});

}  // namespace diorama
