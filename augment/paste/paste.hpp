/// The pictures of one sample of composites.
#pragma once

#include <vector>

#include "augment/paste/pictures.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// Makes the composites of a sample: one, or one for each blend of `blend: {each: ...}`, with equal
/// labels. A pure function of the configuration and the index, for any thread.
/// @param run    whose generator is a PasteConfig.
/// @param color  false: the frames have no picture, only what labels need.
/// @return NoInput or Data with every broken file of the sample.
Expected<std::vector<Frame>> paste_sample(const RunConfig& run, std::uint64_t index, bool color,
                                          PastePictures& pictures);

}  // namespace diorama
