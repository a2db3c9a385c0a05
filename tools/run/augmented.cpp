#include "tools/run/augmented.hpp"

#include <opencv2/core/utility.hpp>
#include <utility>

namespace diorama {

Expected<std::vector<Frame>> augmented_sample(const RunConfig& config, const Generator& generator,
                                              const Resources& resources, std::uint64_t index,
                                              const Watch& watch) {
    auto frames = generator(index);
    if (!frames || config.augment.empty()) return frames;
    const Surroundings surroundings{.resources = resources,
                                    .sample = [&generator](std::uint64_t other) -> Expected<Frame> {
                                        auto more = generator(other);
                                        if (!more) return more.errors();
                                        return std::move(more->front());
                                    },
                                    .sample_count = config.count};
    const Rng rng = Rng{config.seed}.stream(index).stream("augment");
    std::vector<Frame> result;
    for (Frame& frame : *frames) {
        auto changed = augment(std::move(frame), config.augment, rng, surroundings, watch);
        if (!changed) return changed.errors();
        result.push_back(*std::move(changed));
    }
    return result;
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
