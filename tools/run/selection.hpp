/// Which samples a process makes: the sample grammar, ranges and shards.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"

namespace diorama {

/// Samples first, first + step, ... up to last, which is included.
struct SampleRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t step = 1;
    bool operator==(const SampleRange&) const = default;
};

/// Reads `3,10-20,100-200x10`:
///
///     samples = item { "," item }          blanks around "," are fine
///     item    = A | A-B | A-BxS | A-B:S    0 <= A <= B, ends included, step S >= 1
///
/// Fails (Usage) with the position and what was expected.
Expected<std::vector<SampleRange>> parse_samples(std::string_view text);

/// Samples begin, ..., end - 1.
struct HalfOpen {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool operator==(const HalfOpen&) const = default;
};

/// Reads `A:B`, A <= B.
Expected<HalfOpen> parse_half_open(std::string_view text);

/// Shard K of N, K from 0.
struct Shard {
    std::uint64_t index = 0;
    std::uint64_t count = 1;
    bool operator==(const Shard&) const = default;
};

/// Reads `K/N`, K < N.
Expected<Shard> parse_shard(std::string_view text);

/// Reads an environment variable; nothing when it is not set.
using Variables = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> process_environment(const char* name);

/// What the command line says about samples; at most one of the first three is set.
struct SelectionOptions {
    std::string samples;
    std::string range;
    std::string shard;         // "K/N" or "auto"
    std::uint64_t shards = 0;  // of --shard auto; 0: not given
};

struct Selection {
    std::vector<std::uint64_t> indices;  // ascending, each once
    bool everything = false;             // the whole dataset was asked for
    std::uint64_t shards = 0;            // that the dataset is made in; 0: not by shards
    std::string label;                   // "shard 3/16", "samples 3-9", "" for everything
    std::string note;                    // what was left out because the dataset ends before it
};

/// The samples to make of a dataset of `count`. Ranges may end past the dataset: what is outside
/// is left out and noted. Samples that are outside altogether are an error, an empty range is not.
Expected<Selection> select_samples(const SelectionOptions& options, std::uint64_t count,
                                   const Variables& environment);

}  // namespace diorama
