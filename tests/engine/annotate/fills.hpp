/// Two independent ways to fill polygons, as readers of the labels do it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/image.hpp"

namespace diorama::test {

/// The even-odd rule: a pixel is set when the ray from its center to the left crosses an odd
/// number of edges of the polygon. Several polygons are united.
inline Image<std::uint8_t> fill_even_odd(const std::vector<Polygon>& polygons, Extent extent) {
    Image<std::uint8_t> mask(extent);
    for (const Polygon& polygon : polygons) {
        const std::size_t n = polygon.size() / 2;
        for (int y = 0; y < extent.height; ++y) {
            const double cy = y + 0.5;
            std::vector<double> crossings;
            for (std::size_t i = 0; i < n; ++i) {
                const std::size_t j = (i + 1) % n;
                const double x0 = polygon[2 * i], y0 = polygon[2 * i + 1];
                const double x1 = polygon[2 * j], y1 = polygon[2 * j + 1];
                if ((y0 < cy) != (y1 < cy))
                    crossings.push_back(x0 + (cy - y0) / (y1 - y0) * (x1 - x0));
            }
            for (int x = 0; x < extent.width; ++x) {
                const auto left = std::ranges::count_if(
                    crossings, [&](double crossing) { return crossing < x + 0.5; });
                if (left % 2 == 1) mask.at(x, y) = 1;
            }
        }
    }
    return mask;
}

/// What pycocotools does with a polygon: vertices are rounded on a grid five times finer, edges
/// are walked there one grid step at a time along their longer direction, and each step between
/// two grid columns that straddles the middle of a pixel column toggles the mask from the pixel
/// at the step's upper end, rounded up, onward in column-major order.
inline Image<std::uint8_t> fill_as_pycocotools(const std::vector<Polygon>& polygons,
                                               Extent extent) {
    constexpr double kScale = 5;
    Image<std::uint8_t> united(extent);
    for (const Polygon& polygon : polygons) {
        std::vector<std::pair<int, int>> vertices;
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
            vertices.emplace_back(static_cast<int>(kScale * polygon[i] + 0.5),
                                  static_cast<int>(kScale * polygon[i + 1] + 0.5));
        }
        std::vector<std::pair<int, int>> path;
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            auto from = vertices[i], to = vertices[(i + 1) % vertices.size()];
            const int dx = std::abs(to.first - from.first), dy = std::abs(to.second - from.second);
            const bool wide = dx >= dy;
            const bool reversed = wide ? from.first > to.first : from.second > to.second;
            if (reversed) std::swap(from, to);
            const int steps = std::max(dx, dy);
            for (int d = 0; d <= steps; ++d) {
                const int t = reversed ? steps - d : d;
                const double slope = steps == 0
                                         ? 0.0
                                         : static_cast<double>(wide ? to.second - from.second
                                                                    : to.first - from.first) /
                                               steps;
                const int other =
                    static_cast<int>((wide ? from.second : from.first) + slope * t + 0.5);
                if (wide) {
                    path.emplace_back(from.first + t, other);
                } else {
                    path.emplace_back(other, from.second + t);
                }
            }
        }
        std::vector<int> toggles(extent.area() + 1, 0);
        for (std::size_t i = 1; i < path.size(); ++i) {
            if (path[i].first == path[i - 1].first) continue;
            const int column =
                path[i].first < path[i - 1].first ? path[i].first : path[i].first - 1;
            const double x = (column + 0.5) / kScale - 0.5;
            if (std::floor(x) != x || x < 0 || x > extent.width - 1) continue;
            const double upper = std::min(path[i].second, path[i - 1].second);
            const double y = std::ceil(
                std::clamp((upper + 0.5) / kScale - 0.5, 0.0, static_cast<double>(extent.height)));
            ++toggles[static_cast<std::size_t>(x) * static_cast<std::size_t>(extent.height) +
                      static_cast<std::size_t>(y)];
        }
        int parity = 0;
        std::size_t position = 0;
        for (int x = 0; x < extent.width; ++x) {
            for (int y = 0; y < extent.height; ++y, ++position) {
                parity = (parity + toggles[position]) % 2;
                if (parity == 1) united.at(x, y) = 1;
            }
        }
    }
    return united;
}

}  // namespace diorama::test
