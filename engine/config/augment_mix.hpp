/// What a configuration says about augmentations that hide parts or mix pictures.
#pragma once

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

}  // namespace diorama
