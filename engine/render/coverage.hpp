/// Antialiased mattes: from ids at several positions of each pixel to the shares they cover.
#pragma once

#include <cstdint>

#include "engine/core/channels.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// @param samples  [count, height, width, 2]: instance id, and what is not looked at
/// @param count    samples of a pixel, at most 64
/// @return for each pixel its instances, largest share first and the smaller id where shares are
///         equal. Where more than PixelCoverage::kRanks meet, the smallest shares go to the first.
PixelCoverage pixel_coverage(Extent extent, const std::uint32_t* samples, std::uint32_t count);

}  // namespace diorama
