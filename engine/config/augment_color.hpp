/// What a configuration says about pointwise changes of color.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "engine/core/distribution.hpp"

namespace diorama {

/// The knobs of a camera, in the order: white balance, brightness, contrast, saturation, hue,
/// gamma. Zero strength is 0 for sums and 1 for factors.
struct ColorConfig {
    Distribution temperature = 0.0;  // -1 bluish to 1 yellowish
    Distribution tint = 0.0;         // -1 greenish to 1 pinkish
    Distribution brightness = 0.0;   // added, in shares of full scale
    Distribution contrast = 1.0;     // factor about the middle
    Distribution saturation = 1.0;   // factor; 0 is grey
    Distribution hue_deg = 0.0;      // turn about the grey axis
    Distribution gamma = 1.0;        // exponent; above 1 is darker
};

/// The three channels in another order.
struct ChannelShuffleConfig {};

/// Channels that become a constant.
struct ChannelDropConfig {
    Distribution count = 1.0;
    Distribution level = 0.0;
};

struct PosterizeConfig {
    Distribution bits = 4.0;
};

/// Levels from the threshold on are inverted.
struct SolarizeConfig {
    Distribution threshold = 0.5;
};

/// 1 is the negative.
struct InvertConfig {
    Distribution strength = 1.0;
};

/// Shadows, middle and lights are lifted or lowered.
struct ToneCurveConfig {
    Distribution shadows = 0.0, midtones = 0.0, highlights = 0.0;  // in shares of full scale
};

/// A named look of photographs.
struct LookConfig {
    Choice<std::string> name;
    Distribution strength = 1.0;
};
const std::vector<std::string>& look_names();

/// A color-grading table in Adobe's .cube format.
struct LutConfig {
    Choice<std::filesystem::path> file;
    Distribution strength = 1.0;
};

/// Levels spread over the whole range by their frequency.
struct EqualizeConfig {
    Distribution strength = 1.0;  // share in the result
};

/// The same by tiles, with bounded contrast.
/// Method: "Contrast Limited Adaptive Histogram Equalization", Zuiderveld, Graphics Gems IV, 1994.
struct ClaheConfig {
    Distribution clip = 2.0;
    Distribution tiles = 8.0;  // along each side
};

}  // namespace diorama
