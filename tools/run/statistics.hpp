/// What the labels of many samples look like: counts per category and histograms.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "engine/annotate/annotation.hpp"

namespace diorama {

/// Counts of values in equal parts of [0, 1]; the last part includes 1.
class ShareHistogram {
 public:
    static constexpr std::size_t kBins = 10;

    void add(double share);
    const std::array<std::uint64_t, kBins>& bins() const { return bins_; }

 private:
    std::array<std::uint64_t, kBins> bins_{};
};

struct CategoryCount {
    std::uint64_t annotations = 0, dropped = 0;
    double area_px = 0;  // of all annotations together
};

/// The labels of several samples, added up.
struct LabelStatistics {
    std::uint64_t samples = 0, empty = 0, rejects = 0;
    std::map<std::string, CategoryCount> categories;
    ShareHistogram size;        // square root of the share of the picture
    ShareHistogram occlusion;   // hidden share of what is inside the picture
    ShareHistogram truncation;  // share beyond the picture

    void add(const Labeled& labeled);
};

}  // namespace diorama
