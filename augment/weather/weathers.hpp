/// Weather and light over a finished picture. Ids and geometry are left as they are: an object in
/// fog is still there.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "engine/config/augment_weather.hpp"

namespace diorama {

void apply(const FogConfig& config, Chain& chain, Draws& draw);
void apply(const RainConfig& config, Chain& chain, Draws& draw);
void apply(const SnowConfig& config, Chain& chain, Draws& draw);
void apply(const ShadowConfig& config, Chain& chain, Draws& draw);
void apply(const SunFlareConfig& config, Chain& chain, Draws& draw);
void apply(const VignetteConfig& config, Chain& chain, Draws& draw);

}  // namespace diorama
