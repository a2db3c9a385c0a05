/// Connected parts of a mask.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"

namespace diorama {

enum class Connection { Four, Eight };

struct Parts {
    Image<std::int32_t> labels;      // 0 outside, else 1 + index of the part
    std::vector<std::int64_t> area;  // pixels of each part
    std::vector<bool> at_edge;       // whether it touches the picture's edge
};

/// The parts of the pixels whose value in `mask` is not 0, in the order of their first pixels.
Parts find_parts(const Image<std::uint8_t>& mask, Connection connection);

}  // namespace diorama
