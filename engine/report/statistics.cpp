#include "engine/report/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

constexpr std::size_t kMaxReasons = 40;

void count_reason(std::map<std::string, std::uint64_t>& reasons, const std::string& reason) {
    std::string name = reason_class(reason);
    if (!reasons.contains(name) && reasons.size() >= kMaxReasons) name = "other";
    ++reasons[name];
}

/// Adds one to every cell whose middle lies in the box.
void add_heat(std::vector<std::uint64_t>& heat, const Rect& box, Extent extent) {
    const auto cells = [](int begin, int end, int whole, int count) {
        const auto cell = [&](int edge) {
            return static_cast<int>(std::ceil(static_cast<double>(edge) * count / whole - 0.5));
        };
        return std::pair{std::clamp(cell(begin), 0, count), std::clamp(cell(end), 0, count)};
    };
    const auto [x0, x1] = cells(box.x, box.right(), extent.width, kHeatWidth);
    const auto [y0, y1] = cells(box.y, box.bottom(), extent.height, kHeatHeight);
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) ++heat[static_cast<std::size_t>(y * kHeatWidth + x)];
}

void add_annotation(CategoryStatistics& statistics, const Annotation& annotation, Extent extent) {
    constexpr std::uint64_t kSmall = 32 * 32, kMedium = 96 * 96;
    const double width = annotation.box.width, height = annotation.box.height;
    ++statistics.annotations;
    statistics.crowds += annotation.crowd ? 1 : 0;
    ++statistics.coco_sizes[annotation.area < kSmall ? 0 : annotation.area < kMedium ? 1 : 2];
    statistics.size.add(0.5 * std::log2(width * height / static_cast<double>(extent.area())));
    statistics.aspect.add(std::log2(width / height));
    statistics.occlusion.add(annotation.occlusion);
    statistics.truncation.add(annotation.truncation);
    add_heat(statistics.heat, annotation.box, extent);
}

}  // namespace

void Histogram::add(double value) {
    const double position = (value - low_) / (high_ - low_) * static_cast<double>(counts_.size());
    const double last = static_cast<double>(counts_.size() - 1);
    ++counts_[static_cast<std::size_t>(std::clamp(std::floor(position), 0.0, last))];
}

DatasetStatistics::DatasetStatistics(const Plan& plan) {
    const std::size_t count = std::min(plan.categories.size(), kMaxCategories);
    for (std::size_t i = 0; i < count; ++i) index_of_[plan.categories[i]] = i;
    categories_.resize(count);
    company_.resize(count * count);
    for (const SubsetShare& subset : plan.split) subsets_[subset.name] = 0;
}

void DatasetStatistics::add(const Record& record) {
    ++samples_;
    subsets_[record.subset] += record.pictures.size();
    for (const PictureRecord& picture : record.pictures) add_picture(picture);
}

void DatasetStatistics::add_picture(const PictureRecord& picture) {
    ++pictures_;
    empty_pictures_ += picture.annotations.empty() ? 1 : 0;
    all_.pictures += picture.annotations.empty() ? 0 : 1;
    objects_.add(static_cast<double>(picture.annotations.size()));
    std::map<std::size_t, std::size_t> present;  // category and how many of it
    for (const AnnotationRecord& a : picture.annotations) {
        add_annotation(all_, a.annotation, picture.camera.extent);
        const auto found = index_of_.find(a.annotation.category);
        if (found == index_of_.end()) continue;
        add_annotation(categories_[found->second], a.annotation, picture.camera.extent);
        ++present[found->second];
    }
    for (const auto& [i, count] : present) {
        ++categories_[i].pictures;
        for (const auto& [j, other] : present)
            if (i != j || count > 1) ++company_[i * categories_.size() + j];
    }
    for (const Dropped& dropped : picture.dropped) {
        ++all_.dropped;
        count_reason(dropped_, dropped.reason);
        const auto found = index_of_.find(dropped.category);
        if (found != index_of_.end()) ++categories_[found->second].dropped;
    }
    for (const std::string& reject : picture.rejects) {
        const std::size_t colon = reject.find(": ");  // after the object's name
        count_reason(rejects_, colon == std::string::npos ? reject : reject.substr(colon + 2));
    }
}

std::string reason_class(const std::string& reason) {
    std::string result;
    for (std::size_t i = 0; i < reason.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return at < reason.size() && reason[at] >= '0' && reason[at] <= '9';
        };
        const bool point =
            reason[i] == '.' && digit(i + 1) && !result.empty() && result.back() == '#';
        if (!digit(i) && !point)
            result += reason[i];
        else if (result.empty() || result.back() != '#')
            result += '#';
    }
    return result;
}

}  // namespace diorama
