/// The geometric operators: each draws its parameters and appends one step to the chain.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "engine/config/augment_geometry.hpp"

namespace diorama {

void apply(const FlipConfig& config, Chain& chain, Draw& draw);
void apply(const QuarterTurnConfig& config, Chain& chain, Draw& draw);
void apply(const AffineConfig& config, Chain& chain, Draw& draw);
void apply(const PerspectiveConfig& config, Chain& chain, Draw& draw);
void apply(const CropConfig& config, Chain& chain, Draw& draw);
void apply(const ResizeConfig& config, Chain& chain, Draw& draw);
void apply(const ScaleJitterConfig& config, Chain& chain, Draw& draw);
void apply(const LetterboxConfig& config, Chain& chain, Draw& draw);
void apply(const PadConfig& config, Chain& chain, Draw& draw);
void apply(const ElasticConfig& config, Chain& chain, Draw& draw);
void apply(const GridDistortionConfig& config, Chain& chain, Draw& draw);
void apply(const ThinPlateConfig& config, Chain& chain, Draw& draw);
void apply(const LensConfig& config, Chain& chain, Draw& draw);

/// Draws what shows beyond the picture.
Outside draw_outside(const OutsideConfig& config, Draw& draw);
Rgb8 draw_fill(const Distribution3& fill, Draw& draw);

}  // namespace diorama
