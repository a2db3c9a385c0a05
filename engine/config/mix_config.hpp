/// The `mix:` part of a configuration: which configuration makes each sample.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace diorama {

struct RunConfig;

/// One configuration of a mix. Of its own settings those that make pictures count: the generator,
/// the quality and `augment`. Seed, count, picture size, labels, channels and output are the mix's.
struct MixPart {
    double weight = 1.0;  // against the other parts
    std::shared_ptr<const RunConfig> run;
    std::string resolved_json;  // of the part's file, for the plan
};

struct MixConfig {
    std::vector<MixPart> parts;  // at least one, weights with a positive sum
};

}  // namespace diorama
