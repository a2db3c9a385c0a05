/// Colors of a picture moved toward those of a reference from the target domain.
#pragma once

#include "augment/chain.hpp"
#include "augment/draw.hpp"
#include "augment/resources.hpp"
#include "engine/config/augment_adapt.hpp"

namespace diorama {

void apply(const HistogramMatchConfig& config, Chain& chain, Draws& draw,
           const Resources& resources);
void apply(const ReinhardConfig& config, Chain& chain, Draws& draw, const Resources& resources);
void apply(const ColorTransferConfig& config, Chain& chain, Draws& draw,
           const Resources& resources);
void apply(const FourierAdaptConfig& config, Chain& chain, Draws& draw, const Resources& resources);
void apply(const PcaColorConfig& config, Chain& chain, Draws& draw);

}  // namespace diorama
