/// From the word of a configuration to a blend.
#pragma once

#include "augment/blend/layer.hpp"
#include "engine/config/blend_mode.hpp"

namespace diorama {

/// The blend of a mode; a motion is drawn.
Blend draw_blend(BlendMode mode, const Rng& rng);

}  // namespace diorama
