/// What operators may ask for beside the frame.
#pragma once

#include <cstdint>
#include <functional>

#include "augment/resources.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

struct Surroundings {
    const Resources& resources;
    /// Another sample before augmentation, for those that mix pictures.
    std::function<Expected<Frame>(std::uint64_t index)> sample = {};
    std::uint64_t sample_count = 0;
};

}  // namespace diorama
