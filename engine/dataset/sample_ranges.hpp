/// Sets of samples as people write them: "0-9, 12, 40-99".
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diorama {

/// Collects ascending sample indices as ranges with both ends; keeps only the first `max_ranges`,
/// so that memory stays bounded whatever is missing.
class SampleRanges {
 public:
    explicit SampleRanges(std::size_t max_ranges = 20) : max_ranges_(max_ranges) {}

    /// @pre index is larger than every index before.
    void add(std::uint64_t index) {
        ++count_;
        if (!ranges_.empty() && ranges_.back().second + 1 == index)
            ranges_.back().second = index;
        else if (ranges_.size() < max_ranges_)
            ranges_.emplace_back(index, index);
    }
    std::uint64_t count() const { return count_; }
    /// "0-9, 12, 40-99", ending in ", ..." where ranges did not fit; empty for the empty set.
    std::string text() const {
        std::string result;
        std::uint64_t written = 0;
        for (const auto& [first, last] : ranges_) {
            if (!result.empty()) result += ", ";
            result += std::to_string(first);
            if (last > first) result += '-' + std::to_string(last);
            written += last - first + 1;
        }
        return written < count_ ? result + ", ..." : result;
    }

 private:
    std::size_t max_ranges_;
    std::uint64_t count_ = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_;
};

}  // namespace diorama
