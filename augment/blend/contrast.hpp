/// The guard against objects that blending has made invisible.
#pragma once

#include <span>
#include <vector>

#include "augment/blend/compose.hpp"

namespace diorama {

/// How far an object stands out, in units of CIE L*a*b*.
struct Contrast {
    float to_plate = 0;        // mean distance between picture and plate over the visible mask
    float across_outline = 0;  // between the mean colors of 3 pixels to either side of the outline
    float lightness = 0;       // of that, the difference in L*
};

/// Enough in one respect is enough.
struct ContrastLimits {
    float to_plate = 8;
    float across_outline = 6;

    bool pass(const Contrast& contrast) const {
        return contrast.to_plate >= to_plate || contrast.across_outline >= across_outline;
    }
};

/// @param plate, picture, ids  [height, width]: before and after composing, and the labels.
/// @param part                 where to look for the id; it may leave the picture.
/// All 0 for an id that has no pixel there.
Contrast measure_contrast(const Image<Rgb8>& plate, const Image<Rgb8>& picture,
                          const Image<std::uint32_t>& ids, std::uint32_t id, const Rect& part);

/// A picture in which every layer can be seen.
struct Guarded {
    Image<Rgb8> picture;
    std::vector<std::size_t> kept;     // indices into the layers, ascending
    std::vector<Blend> blends;         // the one that each kept layer has in the end
    std::vector<std::size_t> dropped;  // no blend made them visible; not in the picture either
    int fallback_count = 0;            // times that a layer went on to another blend
};

/// Composes; a layer that fails the limits goes on to the next of the fallbacks, then to a hard
/// paste, then it is dropped, and all is composed again. Layers that upper ones cover wholly are
/// kept: they are for the layout to judge.
///
/// At most (fallbacks + 2) * layers + 1 compositions; one where all is well.
Guarded compose_guarded(const Image<Rgb8>& plate, std::span<const Layer> layers, const Blend& blend,
                        std::span<const Blend> fallbacks = {}, const ContrastLimits& limits = {});

}  // namespace diorama
