/// What a configuration says about augmentations that hide parts or mix pictures.
#pragma once

#include "engine/config/blend_mode.hpp"
#include "engine/core/distribution.hpp"

namespace diorama {

/// What happens to ids under a patch that covers them. Removed, an object counts as hidden there,
/// like behind any occluder; kept, its label goes on below the patch.
enum class Covered { Remove, Keep };

/// Rectangles of one color or of noise.
struct DropoutConfig {
    Distribution count = IntRange{1, 6};
    Distribution width = Uniform{0.05, 0.2}, height = Uniform{0.05, 0.2};  // shares of the sides
    bool noise = false;                                                    // instead of `fill`
    Distribution3 fill{0.0, 0.0, 0.0};
    Covered ids = Covered::Remove;
};

/// Patches of noise on labelled objects. After "Random Erasing Data Augmentation", Zhong et al.,
/// AAAI 2020.
struct EraseObjectsConfig {
    double probability = 0.5;                                            // for each object
    Distribution width = Uniform{0.2, 1.0}, height = Uniform{0.2, 1.0};  // shares of its box
    Covered ids = Covered::Remove;
};

/// Four pictures around a random point.
struct MosaicConfig {
    Distribution center_x = Uniform{0.3, 0.7}, center_y = Uniform{0.3, 0.7};
    Distribution scale = Uniform{0.5, 1.0};  // of each picture, but never leaving its part bare
};

/// Another picture shines through. After "mixup: Beyond Empirical Risk Minimization", Zhang et al.,
/// ICLR 2018.
struct MixupConfig {
    Distribution share = Beta{8, 8, 0, 1};  // of the first picture
};

/// Objects of another picture at their own places in it, which is scaled and shifted first.
/// After "Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation",
/// Ghiasi et al., CVPR 2021; ours: any blend of outlines.
struct CopyPasteConfig {
    double probability = 0.5;                // for each object
    Distribution scale = Uniform{0.1, 2.0};  // of the other picture that just fits into this one
    double flip = 0.5;                       // probability of a mirror image
    Choice<BlendMode> blend{BlendMode::Gaussian};
};

/// Boxes of objects of another picture, with all that they hold, anywhere. Reconstructed after
/// "Cut and Paste: Generate Artificial Labels for Object Detection", Rao and Zhang, 2017.
struct PasteBoxesConfig {
    Distribution count = IntRange{1, 3};
    Distribution scale = Uniform{0.5, 1.5};  // of a box; less where it would not fit
    double flip = 0.5;                       // probability of a mirror image
    double max_cover = 0.3;                  // of any box that is there, and of what a box holds of
                                             // other objects
    int attempts = 20;                       // at a place for each box
    Choice<BlendMode> blend{BlendMode::Feather};
};

/// Objects moved a little in their own picture; what was behind them is painted in.
/// After "InstaBoost: Boosting Instance Segmentation via Probability Map Guided Copy-Pasting",
/// Fang et al., ICCV 2019; ours: drawn from distributions, without the map.
struct MoveObjectsConfig {
    double probability = 0.5;                       // for each object that is seen whole
    Distribution shift_x = Uniform{-0.067, 0.067};  // in shares of its box's width
    Distribution shift_y = Uniform{-0.067, 0.067};  // in shares of its box's height
    Distribution scale = Uniform{0.8, 1.2};
    Distribution rotation_deg = Uniform{-1, 1};  // counterclockwise
    Choice<BlendMode> blend{BlendMode::Gaussian};
};

}  // namespace diorama
