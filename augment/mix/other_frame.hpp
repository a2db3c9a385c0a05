/// Another sample of the run, for operators that mix pictures.
#pragma once

#include <string>

#include "augment/draw.hpp"
#include "augment/surroundings.hpp"

namespace diorama {

/// Drawn among all samples but `own`; of a run with one sample, that one. Fails when it cannot be
/// made.
Expected<Frame> draw_other_frame(const Surroundings& surroundings, std::uint64_t own, Draws& draw,
                                 const std::string& name);

}  // namespace diorama
