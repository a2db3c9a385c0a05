/// Fits the colors of all layers of a composite to their backgrounds, as a configuration says.
#pragma once

#include <vector>

#include "augment/blend/layer.hpp"
#include "engine/config/paste_config.hpp"

namespace diorama {

/// Changes colors and surroundings; alpha and labels stay. Each layer draws its strengths from the
/// stream of its place in the list.
void fit_colors(std::vector<Layer>& layers, const Image<Rgb8>& plate, const ColorFitConfig& config,
                const Rng& rng);

}  // namespace diorama
