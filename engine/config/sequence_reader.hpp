/// Reads what makes a sample a sequence, and named points.
#pragma once

#include <vector>

#include "engine/config/reader.hpp"
#include "engine/config/sequence_config.hpp"

namespace diorama::config {

SequenceConfig read_sequence(Reader& r);
MotionConfig read_motion(Reader& r);

/// The `keypoints` of an object; complains about names that come twice.
std::vector<KeypointConfig> read_keypoints(Reader& r);

}  // namespace diorama::config
