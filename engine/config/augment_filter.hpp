/// What a configuration says about blur, noise, sharpness and compression.
#pragma once

#include "engine/core/distribution.hpp"

namespace diorama {

struct GaussianBlurConfig {
    Distribution sigma_px = Uniform{0.5, 2.0};
};
struct BoxBlurConfig {
    Distribution radius_px = 1.0;  // whole pixels on each side
};
/// Along a line through each pixel.
struct MotionBlurConfig {
    Distribution length_px = Uniform{3, 15};
    Distribution angle_deg = Uniform{0, 180};  // from the horizontal, clockwise
};
/// A disc, as of a lens out of focus.
struct DefocusConfig {
    Distribution radius_px = Uniform{1, 4};
};
/// Pixels trade places with others nearby, as behind structured glass.
struct GlassBlurConfig {
    Distribution radius_px = 2.0;
};
/// Adds a share of the difference to a blurred copy.
struct SharpenConfig {
    Distribution amount = 0.5;
    Distribution sigma_px = 1.0;
};

/// Noise of one deviation everywhere, in shares of full scale.
struct GaussianNoiseConfig {
    Distribution deviation = Uniform{0.01, 0.05};
};
/// Noise of counted light: its variance grows with the level.
struct ShotNoiseConfig {
    Distribution photons = LogUniform{60, 1000};  // at full scale
};
/// Noise in proportion to the level.
struct SpeckleNoiseConfig {
    Distribution deviation = Uniform{0.03, 0.15};
};
/// Noise of a sensor: shot noise, read noise and color blotches growing with the gain.
struct IsoNoiseConfig {
    Distribution gain = LogUniform{1, 16};  // 1: ISO 100
};
/// Pixels that are black or white.
struct SaltPepperConfig {
    Distribution share = Uniform{0.001, 0.02};
    Distribution salt = 0.5;  // share of white ones
};

/// Encoded and decoded.
struct JpegConfig {
    Distribution quality = IntRange{40, 95};
};
/// Reduced by areas and enlarged again.
struct DownscaleConfig {
    Distribution factor = Uniform{1.5, 4};
    bool blocks = false;  // enlarged as blocks instead of smoothly
};
/// Regions of similar color become their mean.
struct SuperpixelsConfig {
    Distribution count = 400.0;  // about so many
    Distribution share = 1.0;    // of them that are replaced
};

}  // namespace diorama
