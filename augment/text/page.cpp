#include "augment/text/page.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

constexpr int kMaxCells = 640;

int median_of(std::vector<int> counts) {
    std::erase(counts, 0);
    if (counts.empty()) return 0;
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
    std::nth_element(counts.begin(), middle, counts.end());
    return *middle;
}

}  // namespace

Page::Page(const glm::dmat3& image_from_plane, const Mask& free, double cell_m) : cell_m_(cell_m) {
    const glm::dmat3 plane_from_image = glm::inverse(image_from_plane);
    glm::dvec2 low(INFINITY), high(-INFINITY);
    for (int y = 0; y < free.pixels.height(); ++y) {
        for (int x = 0; x < free.pixels.width(); ++x) {
            if (!free.pixels.at(x, y)) continue;
            const glm::dvec2 p = map_point(plane_from_image, {free.x + x + 0.5, free.y + y + 0.5});
            low = glm::min(low, p);
            high = glm::max(high, p);
        }
    }
    if (!(low.x < high.x) || !(low.y < high.y)) return;
    const double reach = 0.5 * kMaxCells * cell_m;
    low = glm::max(low, glm::dvec2(-reach));
    high = glm::min(high, glm::dvec2(reach));
    origin_m_ = low;
    extent_ = {std::max(0, static_cast<int>((high.x - low.x) / cell_m)),
               std::max(0, static_cast<int>((high.y - low.y) / cell_m))};
    free_ = Image<std::uint8_t>(extent_, 0);
    taken_ = Image<std::int32_t>({extent_.width + 1, extent_.height + 1}, 0);
    for (int y = 0; y < extent_.height; ++y) {
        std::int32_t row = 0;
        for (int x = 0; x < extent_.width; ++x) {
            const glm::dvec2 at = low + cell_m * glm::dvec2(x + 0.5, y + 0.5);
            bool is_free = false;
            if (is_before(image_from_plane, at)) {
                const glm::dvec2 p = map_point(image_from_plane, at) - glm::dvec2(free.x, free.y);
                if (p.x >= 0 && p.y >= 0 && p.x < free.pixels.width() && p.y < free.pixels.height())
                    is_free = free.pixels.at(static_cast<int>(p.x), static_cast<int>(p.y)) != 0;
            }
            free_.at(x, y) = is_free;
            row += is_free ? 0 : 1;
            taken_.at(x + 1, y + 1) = taken_.at(x + 1, y) + row;
        }
    }
}

Extent Page::median_free() const {
    std::vector<int> rows(static_cast<std::size_t>(extent_.height), 0);
    std::vector<int> columns(static_cast<std::size_t>(extent_.width), 0);
    for (int y = 0; y < extent_.height; ++y) {
        for (int x = 0; x < extent_.width; ++x) {
            rows[static_cast<std::size_t>(y)] += free_.at(x, y);
            columns[static_cast<std::size_t>(x)] += free_.at(x, y);
        }
    }
    return {median_of(std::move(rows)), median_of(std::move(columns))};
}

int Page::taken_in(int x, int y, int width, int height) const {
    return taken_.at(x + width, y + height) - taken_.at(x, y + height) - taken_.at(x + width, y) +
           taken_.at(x, y);
}

std::optional<glm::dvec2> Page::find(const glm::dvec2& size_m, Rng& rng) const {
    const int width = static_cast<int>(std::ceil(size_m.x / cell_m_)),
              height = static_cast<int>(std::ceil(size_m.y / cell_m_));
    if (width < 1 || height < 1 || width > extent_.width || height > extent_.height)
        return std::nullopt;
    std::int64_t places = 0;
    const auto each_place = [&](const auto& visit) {
        for (int y = 0; y + height <= extent_.height; ++y) {
            for (int x = 0; x + width <= extent_.width; ++x)
                if (taken_in(x, y, width, height) == 0 && visit(x, y)) return;
        }
    };
    each_place([&](int, int) {
        ++places;
        return false;
    });
    if (places == 0) return std::nullopt;
    std::int64_t chosen = rng.integer(0, places - 1);
    glm::dvec2 found{0.0};
    each_place([&](int x, int y) {
        if (chosen-- > 0) return false;
        found = origin_m_ + cell_m_ * glm::dvec2(x, y);
        return true;
    });
    return found;
}

}  // namespace diorama
