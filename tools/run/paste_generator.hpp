/// The generator of `paste:` configurations.
#pragma once

#include "tools/run/generator.hpp"

namespace diorama {

/// @param config  outlives the generator; its own generator is a PasteConfig.
Generator make_paste_generator(const RunConfig& config, const FrameRequest& request,
                               Workshop workshop);

/// The files that composites are made from, those of their scenes included, sorted by path.
/// @return NoInput for each that cannot be read.
Expected<std::vector<AssetFile>> paste_input_files(const PasteConfig& paste,
                                                   const AssetConfig& limits, Assets& assets);

}  // namespace diorama
