/// What a run of `generate` has done, for machines to read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diorama {

struct RunStatus {
    std::string label;            // "shard 3/16"
    std::string plan;             // its hash
    std::uint64_t requested = 0;  // samples
    std::uint64_t complete = 0;
    std::vector<std::uint64_t> failed;
    std::optional<int> exit_code;  // nothing while the run goes on
    std::uint64_t made = 0;        // by this run, in this time:
    double elapsed_s = 0;
    std::vector<std::pair<std::string_view, double>> stages;  // seconds over all threads

    /// One JSON object that ends in a line feed: on one line, or indented for people.
    std::string to_json(bool one_line) const;
};

/// Writes states of a run as lines to a descriptor that somebody else opened, at most one in a
/// second and always the last. A reader that goes away ends the lines, not the run.
class StatusLines {
 public:
    /// @param descriptor  -1: nobody wants to know.
    explicit StatusLines(int descriptor);

    void send(const RunStatus& status);

 private:
    int descriptor_;
    std::chrono::steady_clock::time_point next_{};
};

/// Whether something can be written to a descriptor.
bool is_writable_descriptor(int descriptor);

}  // namespace diorama
