#include "engine/annotate/outline.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <utility>

#include "engine/annotate/polygon.hpp"

namespace diorama {
namespace {

struct Point {
    std::int64_t x = 0, y = 0;
    auto operator<=>(const Point&) const = default;
};

Point point(const Polygon& loop, std::size_t i) { return {loop[2 * i], loop[2 * i + 1]}; }

/// Positions of the nearest vertices of two loops; of several pairs the first.
std::pair<std::size_t, std::size_t> nearest(const Polygon& a, const Polygon& b) {
    std::pair<std::size_t, std::size_t> best;
    std::int64_t shortest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < a.size() / 2; ++i) {
        for (std::size_t j = 0; j < b.size() / 2; ++j) {
            const std::int64_t dx = point(a, i).x - point(b, j).x;
            const std::int64_t dy = point(a, i).y - point(b, j).y;
            if (dx * dx + dy * dy >= shortest) continue;
            shortest = dx * dx + dy * dy;
            best = {i, j};
        }
    }
    return best;
}

/// Walks `outer` to its vertex `i`, once around `inner` from its vertex at `start`, and on.
Polygon bridge(const Polygon& outer, std::size_t i, const Polygon& inner, const Point& start) {
    std::size_t j = 0;
    while (point(inner, j) != start) ++j;
    Polygon loop(outer.begin(), outer.begin() + static_cast<std::ptrdiff_t>(2 * i + 2));
    const std::size_t count = inner.size() / 2;
    for (std::size_t k = 0; k <= count; ++k) {
        loop.push_back(inner[2 * ((j + k) % count)]);
        loop.push_back(inner[2 * ((j + k) % count) + 1]);
    }
    loop.insert(loop.end(), outer.begin() + static_cast<std::ptrdiff_t>(2 * i), outer.end());
    return loop;
}

std::int64_t cross(const Point& o, const Point& a, const Point& b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/// Corners of the convex hull in order, none in line (Andrew's monotone chain).
std::vector<Point> convex_hull(std::vector<Point> points) {
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    std::vector<Point> hull;
    const auto half = [&](auto first, auto last) {
        const std::size_t base = hull.size();
        for (; first != last; ++first) {
            while (hull.size() >= base + 2 &&
                   cross(hull[hull.size() - 2], hull.back(), *first) <= 0)
                hull.pop_back();
            hull.push_back(*first);
        }
        hull.pop_back();  // the other half begins with it
    };
    half(points.begin(), points.end());
    half(points.rbegin(), points.rend());
    return hull;
}

/// A rectangle along an edge direction d: ranges of the products with d and with its normal.
struct Extremes {
    Point d;
    std::int64_t along0, along1, across0, across1;

    double length2() const { return static_cast<double>(d.x * d.x + d.y * d.y); }
    double area() const {
        return static_cast<double>(along1 - along0) * static_cast<double>(across1 - across0) /
               length2();
    }
};

Extremes extremes_along(const std::vector<Point>& hull, const Point& d) {
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    Extremes e{d, kMax, -kMax, kMax, -kMax};
    for (const Point& p : hull) {
        const std::int64_t along = p.x * d.x + p.y * d.y, across = p.y * d.x - p.x * d.y;
        e.along0 = std::min(e.along0, along);
        e.along1 = std::max(e.along1, along);
        e.across0 = std::min(e.across0, across);
        e.across1 = std::max(e.across1, across);
    }
    return e;
}

}  // namespace

std::vector<Polygon> outlines(const Annotation& annotation, Extent extent) {
    return annotation.polygons.empty() ? trace_polygons(annotation.rle, extent)
                                       : annotation.polygons;
}

Polygon join_parts(const std::vector<Polygon>& parts) {
    if (parts.empty()) return {};
    Polygon loop = parts.back();
    for (std::size_t k = parts.size() - 1; k-- > 0;) {
        const auto [i, j] = nearest(parts[k], parts[k + 1]);
        loop = bridge(parts[k], i, loop, point(parts[k + 1], j));
    }
    return loop;
}

std::array<double, 8> oriented_box(const std::vector<Polygon>& loops) {
    std::vector<Point> points;
    for (const Polygon& loop : loops)
        for (std::size_t i = 0; i < loop.size() / 2; ++i) points.push_back(point(loop, i));
    const std::vector<Point> hull = convex_hull(std::move(points));
    assert(hull.size() >= 3);
    Extremes best{};
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const Point &a = hull[i], &b = hull[(i + 1) % hull.size()];
        const Extremes e = extremes_along(hull, {b.x - a.x, b.y - a.y});
        if (i == 0 || e.area() < best.area()) best = e;
    }
    // Corners in the order (0, 0), (1, 0), (1, 1), (0, 1) of (along, across): clockwise on screen,
    // because y points down.
    std::array<std::pair<double, double>, 4> corners;
    for (std::size_t k = 0; k < 4; ++k) {
        const auto along = static_cast<double>(k == 1 || k == 2 ? best.along1 : best.along0);
        const auto across = static_cast<double>(k >= 2 ? best.across1 : best.across0);
        const auto dx = static_cast<double>(best.d.x), dy = static_cast<double>(best.d.y);
        corners[k] = {(along * dx - across * dy) / best.length2(),
                      (along * dy + across * dx) / best.length2()};
    }
    const auto first = std::ranges::min_element(corners, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second < b.second : a.first < b.first;
    });
    std::rotate(corners.begin(), first, corners.end());
    std::array<double, 8> result{};
    for (std::size_t k = 0; k < 4; ++k) {
        result[2 * k] = corners[k].first;
        result[2 * k + 1] = corners[k].second;
    }
    return result;
}

}  // namespace diorama
