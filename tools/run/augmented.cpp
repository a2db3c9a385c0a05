#include "tools/run/augmented.hpp"

#include <opencv2/core/utility.hpp>
#include <utility>

namespace diorama {

namespace {

/// @param sample_count  of the run.
Expected<std::vector<Frame>> run_list(const std::vector<Augmentation>& list, const Rng& rng,
                                      const Generator& generator, std::uint64_t sample_count,
                                      const Resources& resources, std::uint64_t index,
                                      const Watch& watch) {
    auto frames = generator(index);
    if (!frames || list.empty()) return frames;
    const Surroundings surroundings{.resources = resources,
                                    .sample = [&generator](std::uint64_t other) -> Expected<Frame> {
                                        auto more = generator(other);
                                        if (!more) return more.errors();
                                        return std::move(more->front());
                                    },
                                    .sample_count = sample_count};
    std::vector<Frame> result;
    for (Frame& frame : *frames) {
        auto changed = augment(std::move(frame), list, rng, surroundings, watch);
        if (!changed) return changed.errors();
        result.push_back(*std::move(changed));
    }
    return result;
}

}  // namespace

Expected<std::vector<Frame>> augmented_sample(const RunConfig& config, const Generator& generator,
                                              const Resources& resources, std::uint64_t index,
                                              const Watch& watch) {
    return run_list(config.augment, Rng{config.seed}.stream(index).stream("augment"), generator,
                    config.count, resources, index, watch);
}

Generator augmented_part(std::shared_ptr<const RunConfig> part, std::uint64_t sample_count,
                         Generator generator) {
    if (part->augment.empty()) return generator;
    cv::setNumThreads(1);
    auto resources = std::make_shared<const Expected<Resources>>(load_resources(part->augment));
    return [=, inner = std::move(generator)](std::uint64_t index) -> Expected<std::vector<Frame>> {
        if (!*resources) return resources->errors();
        const Rng rng = Rng{part->seed}.stream(index).stream("augment of the part");
        return run_list(part->augment, rng, inner, sample_count, **resources, index, {});
    };
}

Generator augmented(const RunConfig& config, Generator generator, const Resources& resources) {
    if (config.augment.empty()) return generator;
    // The samples of a run are made in parallel already.
    cv::setNumThreads(1);
    return [&config, &resources, inner = std::move(generator)](std::uint64_t index) {
        return augmented_sample(config, inner, resources, index, {});
    };
}

}  // namespace diorama
