/// What a configuration says about weather and light.
#pragma once

#include "engine/core/distribution.hpp"

namespace diorama {

/// Haze in drifting banks: by depth where the frame has it, else thicker toward the top.
struct FogConfig {
    Distribution density = Uniform{0.2, 0.6};  // mean share of fog
    Distribution cell_px = 96.0;               // size of the banks
};
struct RainConfig {
    Distribution drops = Uniform{200, 800};  // on a picture of 640 x 480 pixels
    Distribution length_px = Uniform{10, 30};
    Distribution slant_deg = Uniform{-20, 20};  // from the vertical
    Distribution strength = 0.5;                // brightness of a streak
};
/// Falling flakes, and light surfaces that turn white.
struct SnowConfig {
    Distribution flakes = Uniform{100, 600};  // on a picture of 640 x 480 pixels
    Distribution radius_px = Uniform{1, 2.5};
    Distribution cover = Uniform{0, 0.5};
};
/// Soft polygons that darken.
struct ShadowConfig {
    Distribution count = IntRange{1, 2};
    Distribution darkness = Uniform{0.3, 0.6};
    Distribution softness_px = 8.0;
};
/// A glare at a random place in the upper half, and its ghosts.
struct SunFlareConfig {
    Distribution strength = Uniform{0.4, 0.9};
    Distribution radius = Uniform{0.1, 0.3};  // of the glare, in shares of the shorter side
};
struct VignetteConfig {
    Distribution strength = Uniform{0.2, 0.6};  // darkness of the corners
};

}  // namespace diorama
