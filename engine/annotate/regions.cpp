#include "engine/annotate/regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "engine/annotate/column_runs.hpp"

namespace diorama {
namespace {

/// A region while the sweep is under way.
struct Open {
    std::uint64_t end = 0;  // column-major position after its last pixel
    int x0 = 0, x1 = 0, y0 = 0, y1 = 0;
};

}  // namespace

std::vector<Region> find_regions(const Image<std::uint32_t>& ids, std::size_t instance_count) {
    std::vector<Region> regions(instance_count);
    std::vector<Open> open(instance_count);
    const auto height = static_cast<std::uint64_t>(ids.height());

    const auto visit = [&](int x, int y0, int y1, std::uint32_t id) {
        if (id == kBackgroundId) return;
        if (id > instance_count) {
            throw std::out_of_range(fmt::format(
                "pixel ({}, {}) has id {}, the frame has {} objects", x, y0, id, instance_count));
        }
        Region& region = regions[id - 1];
        Open& state = open[id - 1];
        const auto length = static_cast<std::uint32_t>(y1 - y0);
        const std::uint64_t begin =
            static_cast<std::uint64_t>(x) * height + static_cast<std::uint64_t>(y0);
        if (region.area == 0) {
            state.x0 = x;
            state.y0 = y0;
            state.y1 = y1;
            region.rle.push_back(static_cast<std::uint32_t>(begin));
            region.rle.push_back(length);
        } else if (begin == state.end) {  // down to the last row, on from the top of this column
            region.rle.back() += length;
        } else {
            region.rle.push_back(static_cast<std::uint32_t>(begin - state.end));
            region.rle.push_back(length);
        }
        state.x1 = x + 1;
        state.y0 = std::min(state.y0, y0);
        state.y1 = std::max(state.y1, y1);
        state.end = begin + length;
        region.area += length;
    };
    for_each_column_run(ids.data(), static_cast<std::size_t>(ids.width()), ids.width(),
                        ids.height(), visit);

    for (std::size_t i = 0; i < instance_count; ++i) {
        const Open& state = open[i];
        Region& region = regions[i];
        const auto rest = static_cast<std::uint32_t>(ids.extent().area() - state.end);
        if (rest > 0 || region.area == 0) region.rle.push_back(rest);
        if (region.area > 0)
            region.box = {state.x0, state.y0, state.x1 - state.x0, state.y1 - state.y0};
    }
    return regions;
}

}  // namespace diorama
