/// Blur, noise, sharpness and compression. All look at pixels, so what waits in the chain is
/// carried out first. Ids and geometry are left as they are.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "engine/config/augment_filter.hpp"

namespace diorama {

void apply(const GaussianBlurConfig& config, Chain& chain, Draws& draw);
void apply(const BoxBlurConfig& config, Chain& chain, Draws& draw);
void apply(const MotionBlurConfig& config, Chain& chain, Draws& draw);
void apply(const DefocusConfig& config, Chain& chain, Draws& draw);
void apply(const GlassBlurConfig& config, Chain& chain, Draws& draw);
void apply(const SharpenConfig& config, Chain& chain, Draws& draw);
void apply(const GaussianNoiseConfig& config, Chain& chain, Draws& draw);
void apply(const ShotNoiseConfig& config, Chain& chain, Draws& draw);
void apply(const SpeckleNoiseConfig& config, Chain& chain, Draws& draw);
void apply(const IsoNoiseConfig& config, Chain& chain, Draws& draw);
void apply(const SaltPepperConfig& config, Chain& chain, Draws& draw);
void apply(const JpegConfig& config, Chain& chain, Draws& draw);
void apply(const DownscaleConfig& config, Chain& chain, Draws& draw);
void apply(const SuperpixelsConfig& config, Chain& chain, Draws& draw);

}  // namespace diorama
