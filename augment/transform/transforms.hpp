/// The geometric operators: each draws its parameters and appends one step to the chain.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "engine/config/augment_geometry.hpp"

namespace diorama {

void apply(const FlipConfig& config, Chain& chain, Draws& draw);
void apply(const QuarterTurnConfig& config, Chain& chain, Draws& draw);
void apply(const AffineConfig& config, Chain& chain, Draws& draw);
void apply(const PerspectiveConfig& config, Chain& chain, Draws& draw);
void apply(const CropConfig& config, Chain& chain, Draws& draw);
void apply(const ResizeConfig& config, Chain& chain, Draws& draw);
void apply(const ScaleJitterConfig& config, Chain& chain, Draws& draw);
void apply(const LetterboxConfig& config, Chain& chain, Draws& draw);
void apply(const PadConfig& config, Chain& chain, Draws& draw);
void apply(const ElasticConfig& config, Chain& chain, Draws& draw);
void apply(const GridDistortionConfig& config, Chain& chain, Draws& draw);
void apply(const ThinPlateConfig& config, Chain& chain, Draws& draw);
void apply(const LensConfig& config, Chain& chain, Draws& draw);

/// Draws what shows beyond the picture.
Outside draw_outside(const OutsideConfig& config, Draws& draw);
Rgb8 draw_fill(const Distribution3& fill, Draws& draw);

}  // namespace diorama
