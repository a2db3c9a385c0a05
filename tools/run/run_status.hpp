/// What a run of `generate` has done, for machines to read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace diorama {

struct RunStatus {
    std::string label;            // "shard 3/16"
    std::string plan;             // its hash
    std::uint64_t requested = 0;  // samples
    std::uint64_t complete = 0;
    std::vector<std::uint64_t> failed;
    int exit_code = 0;

    /// One JSON object, ends in a line feed.
    std::string to_json() const;
};

}  // namespace diorama
