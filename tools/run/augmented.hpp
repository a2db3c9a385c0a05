/// The augmentations of a run around its generator.
#pragma once

#include <cstdint>
#include <memory>

#include "augment/augment.hpp"
#include "augment/resources.hpp"
#include "engine/config/run_config.hpp"
#include "tools/run/generator.hpp"

namespace diorama {

/// A generator whose frames have gone through the augmentations of the run. All frames of a sample
/// draw alike, so that the labels of a set of blends stay one set.
/// @param config, resources  outlive the generator.
Generator augmented(const RunConfig& config, Generator generator, const Resources& resources);

/// One sample of augmented(), with every step shown to `watch`.
Expected<std::vector<Frame>> augmented_sample(const RunConfig& config, const Generator& generator,
                                              const Resources& resources, std::uint64_t index,
                                              const Watch& watch);

/// The samples of one part of a mix after the part's own augmentations, whose files are loaded
/// here. Where they cannot be, every sample fails with those findings.
/// @param sample_count  of the mix: which samples its mosaics draw from.
Generator augmented_part(std::shared_ptr<const RunConfig> part, std::uint64_t sample_count,
                         Generator generator);

}  // namespace diorama
