/// Operators that hide parts of a picture or mix it with others.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "augment/surroundings.hpp"
#include "engine/config/augment_mix.hpp"

namespace diorama {

void apply(const DropoutConfig& config, Chain& chain, Draws& draw);
void apply(const EraseObjectsConfig& config, Chain& chain, Draws& draw);

/// The frame and three others, each cut to one of four parts; their objects follow behind its own,
/// named "<name>@2" to "@4". A neighboring part hides what reaches into it. No camera, no normals.
/// Fails when another frame cannot be made.
Expected<Done> apply(const MosaicConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings);

/// The frame blended with another one that is made to cover it. Where both show an object, the id
/// is that of the picture with the larger share.
/// Fails when the other frame cannot be made.
Expected<Done> apply(const MixupConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings);

/// Objects of another frame, which is scaled to fit and shifted as by scale_jitter, over this one.
/// Fails when the other frame cannot be made.
Expected<Done> apply(const CopyPasteConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings);

/// Boxes of whole objects of another frame over this one. A pasted object is its rectangle. One
/// without a free place is left out.
/// Fails when the other frame cannot be made.
Expected<Done> apply(const PasteBoxesConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings);

/// Objects that are seen whole, away from the picture's edge, are moved over everything else. Words
/// stay where they are.
void apply(const MoveObjectsConfig& config, Chain& chain, Draws& draw);

}  // namespace diorama
