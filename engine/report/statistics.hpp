/// What a dataset holds, summed up record by record: counts, histograms, places, company.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"

namespace diorama {

/// A histogram over [low, high] in equal steps; what lies outside goes into the first or last bin.
class Histogram {
 public:
    Histogram(double low, double high, std::size_t bins) : low_(low), high_(high), counts_(bins) {}

    void add(double value);
    double low() const { return low_; }
    double high() const { return high_; }
    const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
    double low_, high_;
    std::vector<std::uint64_t> counts_;
};

constexpr int kHeatWidth = 32, kHeatHeight = 24;

/// What is known about the annotations of one category, or of all together.
struct CategoryStatistics {
    std::uint64_t annotations = 0;
    std::uint64_t pictures = 0;  // that hold one
    std::uint64_t crowds = 0;
    std::uint64_t dropped = 0;
    std::array<std::uint64_t, 3> coco_sizes{};  // area below 32^2, below 96^2, above
    Histogram size{-7, 0, 28};                  // log2 of sqrt(box area / picture area)
    Histogram aspect{-3, 3, 24};                // log2 of width / height
    Histogram occlusion{0, 1, 20};
    Histogram truncation{0, 1, 20};
    /// Rows of kHeatWidth: in how many boxes the middle of each cell of the picture lies.
    std::vector<std::uint64_t> heat =
        std::vector<std::uint64_t>(std::size_t{kHeatWidth} * kHeatHeight);
};

/// Sums over all records of a dataset. Memory depends on its categories alone.
class DatasetStatistics {
 public:
    /// Categories beyond the first `kMaxCategories` are only counted in `all()`.
    static constexpr std::size_t kMaxCategories = 256;

    explicit DatasetStatistics(const Plan& plan);

    void add(const Record& record);

    std::uint64_t samples() const { return samples_; }
    std::uint64_t pictures() const { return pictures_; }
    std::uint64_t empty_pictures() const { return empty_pictures_; }
    const CategoryStatistics& all() const { return all_; }
    /// In the order of the plan.
    const std::vector<CategoryStatistics>& categories() const { return categories_; }
    const std::map<std::string, std::uint64_t>& subsets() const { return subsets_; }
    const Histogram& objects_per_picture() const { return objects_; }
    /// Pictures that hold both categories, rows after rows; the diagonal counts those that hold two
    /// or more of one.
    const std::vector<std::uint64_t>& company() const { return company_; }
    /// Objects without annotation and objects without a place, by their reason with numbers taken
    /// out; at most kMaxReasons different ones, then "other".
    const std::map<std::string, std::uint64_t>& dropped_reasons() const { return dropped_; }
    const std::map<std::string, std::uint64_t>& reject_reasons() const { return rejects_; }

 private:
    void add_picture(const PictureRecord& picture);

    std::map<std::string, std::size_t> index_of_;
    CategoryStatistics all_;
    std::vector<CategoryStatistics> categories_;
    std::vector<std::uint64_t> company_;
    std::map<std::string, std::uint64_t> subsets_, dropped_, rejects_;
    Histogram objects_{0, 40, 40};
    std::uint64_t samples_ = 0, pictures_ = 0, empty_pictures_ = 0;
};

/// A reason without what differs from object to object: digits become '#', so that "3 of 16
/// pixels" and "5 of 16 pixels" are one.
std::string reason_class(const std::string& reason);

}  // namespace diorama
