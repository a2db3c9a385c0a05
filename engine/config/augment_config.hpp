/// The list of augmentations of a run: operators, and how they are combined.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/config/augment_adapt.hpp"
#include "engine/config/augment_color.hpp"
#include "engine/config/augment_filter.hpp"
#include "engine/config/augment_geometry.hpp"
#include "engine/config/augment_mix.hpp"
#include "engine/config/augment_weather.hpp"

namespace diorama {

struct Augmentation;

/// All, one or some of a list of augmentations.
struct Composite {
    enum class Kind { Sequential, OneOf, SomeOf };
    Kind kind = Kind::Sequential;
    Distribution count = 1.0;  // of SomeOf: how many, in the order of the list
    std::vector<Augmentation> items;
};

/// Parameters of every operator; each has an apply_operator() in augment/.
using OperatorConfig =
    std::variant<FlipConfig, QuarterTurnConfig, AffineConfig, PerspectiveConfig, CropConfig,
                 ResizeConfig, ScaleJitterConfig, LetterboxConfig, PadConfig, ElasticConfig,
                 GridDistortionConfig, ThinPlateConfig, LensConfig, ColorConfig,
                 ChannelShuffleConfig, ChannelDropConfig, PosterizeConfig, SolarizeConfig,
                 InvertConfig, ToneCurveConfig, LookConfig, LutConfig, EqualizeConfig, ClaheConfig,
                 GaussianBlurConfig, BoxBlurConfig, MotionBlurConfig, DefocusConfig,
                 GlassBlurConfig, SharpenConfig, GaussianNoiseConfig, ShotNoiseConfig,
                 SpeckleNoiseConfig, IsoNoiseConfig, SaltPepperConfig, JpegConfig, DownscaleConfig,
                 SuperpixelsConfig, FogConfig, RainConfig, SnowConfig, ShadowConfig, SunFlareConfig,
                 VignetteConfig, DropoutConfig, EraseObjectsConfig, MosaicConfig, MixupConfig,
                 CopyPasteConfig, PasteBoxesConfig, MoveObjectsConfig, HistogramMatchConfig,
                 ReinhardConfig, ColorTransferConfig, FourierAdaptConfig, PcaColorConfig>;

/// One entry of `augment:`.
struct Augmentation {
    std::string key;    // of the operator, "flip"
    std::string name;   // of its random stream and in records: unique, "flip#2" for the second one
    double p = 1;       // probability that it runs on a picture
    double weight = 1;  // in a one_of or some_of
    std::variant<OperatorConfig, Composite> what;
};

}  // namespace diorama
