/// Where the labelled objects of a picture are.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Tight boxes of the labelled objects that are visible, by id.
std::vector<std::pair<std::uint32_t, Rect>> labelled_boxes(const Image<std::uint32_t>& ids,
                                                           const std::vector<Object>& objects);

}  // namespace diorama
