/// Frame -> Frame: runs a list of augmentations on a picture.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "augment/surroundings.hpp"
#include "engine/config/augment_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// Called after each operator that ran, with its name: for pictures of the steps. Looking at the
/// frame ends a group of fused steps, so the last picture may differ from an unwatched run by the
/// blur of resampling.
using Watch = std::function<void(const std::string& name, const Frame& frame)>;

/// Runs the augmentations in order. The draws of an entry depend on `rng` and its name alone;
/// consecutive geometric operators are sampled once and consecutive pointwise ones applied in one
/// pass. What was drawn is appended to `frame.augmented`.
///
/// Ids of the result are ids of the frame (or, after mosaic and mixup, of frames that were added
/// with their objects), so labels derived from it are exact. Fails when such a frame cannot be
/// made.
Expected<Frame> augment(Frame frame, const std::vector<Augmentation>& list, const Rng& rng,
                        const Surroundings& surroundings, const Watch& watch = {});

}  // namespace diorama
