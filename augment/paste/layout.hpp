/// The layout of a composite: what lies where, drawn completely before anything is blended.
#pragma once

#include <string>
#include <vector>

#include "augment/blend/layer.hpp"
#include "augment/paste/cover.hpp"
#include "augment/paste/pictures.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// One cut-out in its place.
struct PlacedLayer {
    Layer layer;  // with the id that it has in the layout
    Object object;
    float depth_m = 0.0f;                  // 0: none; then later layers lie over earlier ones
    float flatness = 0.0f;                 // of the ground it stands on; 0: none
    Image<std::uint8_t> whole_alpha = {};  // of the layer, before the plate hid some of it; kept
                                           // for labels of each blend only
};

/// The posed layers of one picture in the order of their ids, and who owns which pixel. All blends
/// of the layout share it.
struct Layout {
    std::vector<PlacedLayer> layers;
    Image<std::uint32_t> ids;          // of the plate and all layers
    std::vector<std::string> rejects;  // one for each object that found no place

    /// Indices of the layers from the lowest to the uppermost: by depth, then as they were added.
    std::vector<std::size_t> order() const;
};

/// Draws the layout of one sample over a plate.
///
/// @param plate   its ids and objects take part: layers lie over them, and what is annotated of
///                them keeps to the limits too. Where it has depth and a layer as well, the nearer
///                is seen.
/// @param limits  for every labelled object, on the final picture.
/// @param sample  streams: "count", "distractor_count", "objects".<k> and "distractors".<k>, below
///                each "sprite" and those of a Placer. Another count changes no object.
///
/// Objects come first, distractors over them. An object gets `attempts` draws of its pose, until
/// its box fits into the picture, and `attempts` positions, until nothing is hidden beyond the
/// limits; then it is left out and named in `rejects`.
/// Method: "Cut, Paste and Learn", ICCV 2017; ours: limits on masks of all layers together, and
/// bounded draws.
Expected<Layout> draw_layout(const PasteConfig& config, const VisibilityLimits& limits,
                             const Plate& plate, PastePictures& pictures, const Rng& sample);

/// Takes layers out, with a reject for each, and gives the others their pixels and ids anew: nobody
/// else loses a pixel.
/// @param which  indices into the layers, ascending.
void remove_layers(Layout& layout, const std::vector<std::size_t>& which, const std::string& reason,
                   const Plate& plate);

}  // namespace diorama
