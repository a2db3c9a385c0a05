/// The color operators: each draws its parameters and appends stages to the chain, or changes
/// pixels where it has to see all of them.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "augment/resources.hpp"
#include "engine/config/augment_color.hpp"

namespace diorama {

void apply(const ColorConfig& config, Chain& chain, Draws& draw);
void apply(const ChannelShuffleConfig& config, Chain& chain, Draws& draw);
void apply(const ChannelDropConfig& config, Chain& chain, Draws& draw);
void apply(const PosterizeConfig& config, Chain& chain, Draws& draw);
void apply(const SolarizeConfig& config, Chain& chain, Draws& draw);
void apply(const InvertConfig& config, Chain& chain, Draws& draw);
void apply(const ToneCurveConfig& config, Chain& chain, Draws& draw);
void apply(const LookConfig& config, Chain& chain, Draws& draw);
void apply(const LutConfig& config, Chain& chain, Draws& draw, const Resources& resources);
void apply(const EqualizeConfig& config, Chain& chain, Draws& draw);
void apply(const ClaheConfig& config, Chain& chain, Draws& draw);

/// A smooth monotone curve from shifts of the dark quarter, the middle and the light quarter.
ColorCurves tone_curves(float shadows, float midtones, float highlights);
ColorMatrix saturation_matrix(float factor);
/// Stages of a named look at a strength in [0, 1].
/// @pre  name is one of look_names().
std::vector<ColorStage> look_stages(const std::string& name, float strength);

}  // namespace diorama
