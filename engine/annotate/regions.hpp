/// Boxes, areas and masks of all instances of an id map, from one pass over its pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// What one instance owns of the final picture.
struct Region {
    Rect box;                // tight; all zero when nothing is visible
    std::uint64_t area = 0;  // pixels
    Rle rle;                 // of the whole picture; one run when nothing is visible
};

/// All regions of an id map. Element i belongs to id i + 1; instances without a pixel are there
/// too, with area 0.
///
/// One row-major pass finds where columns change their id; the changes are then walked in
/// column-major order with one open run per id, so the cost does not grow with the number of
/// instances.
/// @throws std::out_of_range when the map holds an id above `instance_count`: the picture does
///         not belong to these instances.
std::vector<Region> find_regions(const Image<std::uint32_t>& ids, std::size_t instance_count);

}  // namespace diorama
