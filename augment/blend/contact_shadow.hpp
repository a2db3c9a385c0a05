/// The soft dark spot under a thing that stands on something.
#pragma once

#include "augment/blend/layer.hpp"

namespace diorama {

struct ContactShadow {
    float opacity = 0.5f;   // at its darkest, 0 to 1
    float width = 1.25f;    // of the shadow, in widths of the part that touches the ground
    float flatness = 0.3f;  // height over width: how flat the ground is seen
};

/// Darkens a picture under a layer, before the layer is pasted.
///
/// A layer touches the ground with the lowest tenth of its mask; the shadow is an ellipse around
/// that part's lower edge, darkest in the middle and fading out smoothly. Never touches labels; a
/// layer without mask casts none.
void cast_contact_shadow(Image<Rgb8>& picture, const Layer& layer, const ContactShadow& shadow);

}  // namespace diorama
