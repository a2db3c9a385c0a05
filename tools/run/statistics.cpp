#include "tools/run/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {

void ShareHistogram::add(double share) {
    ++bins_[static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * (kBins - 1e-9))];
}

void LabelStatistics::add(const Labeled& labeled) {
    ++samples;
    empty += labeled.annotations.empty() ? 1 : 0;
    rejects += labeled.frame.rejects.size();
    const auto picture = static_cast<double>(labeled.frame.ids.extent().area());
    for (const Annotation& a : labeled.annotations) {
        CategoryCount& category = categories[a.category];
        ++category.annotations;
        category.area_px += static_cast<double>(a.area);
        size.add(std::sqrt(static_cast<double>(a.area) / picture));
        occlusion.add(a.occlusion);
        truncation.add(a.truncation);
    }
    for (const Dropped& d : labeled.dropped) ++categories[d.category].dropped;
}

}  // namespace diorama
