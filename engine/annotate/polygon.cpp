#include "engine/annotate/polygon.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>

namespace diorama {
namespace {

/// A vertex of an outline. Each has one horizontal and one vertical edge; where two parts touch
/// diagonally there are two corners at one place.
struct Corner {
    int x = 0, y = 0;
    int along = -1;     // the other end of its horizontal edge
    int across = -1;    // the other end of its vertical edge
    bool left = false;  // the left end of its horizontal edge
    bool top = false;   // that edge has mask below it
    int loop = -1;
    int next = -1, previous = -1;  // around the loop, mask on the right hand
};

/// A run of mask pixels in one column, with the horizontal edges at its ends, named by their left
/// corners: the only place where a bridge may go.
struct Bar {
    int x = 0, y0 = 0, y1 = 0;
    int top_edge = -1, bottom_edge = -1;
};

/// Finds the corners while columns are passed from left to right.
///
/// Between two columns the outline runs vertically wherever exactly one of them has mask. So the
/// rows where the left column starts or ends a run and those where the right column does, taken
/// together without the common ones, are the corners, and successive ones are joined in pairs. A
/// common row is a horizontal edge going straight on, or a saddle when one run ends where the
/// other starts; there the corners are joined such that diagonal mask pixels are connected.
class Outline {
 public:
    /// @param rows  where the runs of column x start and end, alternating, from the top.
    void pass(int x, const std::vector<int>& rows) {
        std::vector<Open> open;
        order_.clear();
        std::size_t i = 0, j = 0;
        while (i < open_.size() || j < rows.size()) {
            const bool ends = j == rows.size() || (i < open_.size() && open_[i].y < rows[j]);
            const bool starts = i == open_.size() || (j < rows.size() && rows[j] < open_[i].y);
            if (ends) {
                finish(x, open_[i++]);
            } else if (starts) {
                open.push_back(start(x, rows[j], j % 2 == 0));
                ++j;
            } else if (i % 2 == j % 2) {
                open.push_back(open_[i++]);
                ++j;
            } else {
                if (j % 2 == 0) {  // mask at upper left and lower right
                    open.push_back(start(x, rows[j], true));
                    finish(x, open_[i]);
                } else {
                    finish(x, open_[i]);
                    open.push_back(start(x, rows[j], false));
                }
                ++i;
                ++j;
            }
        }
        assert(order_.size() % 2 == 0);
        for (std::size_t k = 0; k + 1 < order_.size(); k += 2) {
            at(order_[k]).across = order_[k + 1];
            at(order_[k + 1]).across = order_[k];
        }
        for (std::size_t k = 0; k + 1 < rows.size(); k += 2)
            bars_.push_back({x, rows[k], rows[k + 1], open[k].corner, open[k + 1].corner});
        open_ = std::move(open);
    }

    std::vector<Corner> take_corners() { return std::move(corners_); }
    std::vector<Bar> take_bars() { return std::move(bars_); }

 private:
    struct Open {
        int y = 0;
        int corner = -1;  // where the edge began
    };

    Corner& at(int corner) { return corners_[static_cast<std::size_t>(corner)]; }

    int add(int x, int y) {
        corners_.push_back({.x = x, .y = y});
        order_.push_back(static_cast<int>(corners_.size()) - 1);
        return order_.back();
    }

    Open start(int x, int y, bool top) {
        const int corner = add(x, y);
        at(corner).left = true;
        at(corner).top = top;
        return {y, corner};
    }

    void finish(int x, const Open& edge) {
        const int corner = add(x, edge.y);
        at(corner).along = edge.corner;
        at(corner).top = at(edge.corner).top;
        at(edge.corner).along = corner;
    }

    std::vector<Corner> corners_;  // by x, then y
    std::vector<Bar> bars_;
    std::vector<Open> open_;  // horizontal edges that reach the current column, from the top
    std::vector<int> order_;  // corners of the current column boundary, from the top
};

/// Closes the corners to loops and joins the loops of one part to a single polygon.
class Loops {
 public:
    explicit Loops(std::vector<Corner> corners) : corners_(std::move(corners)) {
        for (int i = 0; i < static_cast<int>(corners_.size()); ++i)
            if (at(i).left && at(i).top && at(i).loop < 0) walk(i);
    }

    void bridge(std::vector<Bar> bars) {
        if (std::ranges::none_of(loops_, [](const Loop& loop) { return loop.hole; })) return;

        // The shortest bars that connect every hole (Kruskal); holes may hang on other holes.
        std::erase_if(bars, [&](const Bar& bar) {
            return at(bar.top_edge).loop == at(bar.bottom_edge).loop;
        });
        std::ranges::sort(bars, {},
                          [](const Bar& b) { return std::tuple(b.y1 - b.y0, b.x, b.y0); });
        std::vector<int> parents(loops_.size());
        std::iota(parents.begin(), parents.end(), 0);
        const auto root = [&](int loop) {
            while (parents[static_cast<std::size_t>(loop)] != loop)
                loop = parents[static_cast<std::size_t>(loop)];
            return loop;
        };
        std::vector<std::pair<int, int>> bridges;
        for (const Bar& bar : bars) {
            const int a = root(at(bar.top_edge).loop), b = root(at(bar.bottom_edge).loop);
            if (a == b) continue;
            parents[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
            bridges.emplace_back(split(bar.top_edge, bar.x), split(bar.bottom_edge, bar.x));
        }
        // Only now, because split() walks along edges of the single loops.
        for (const auto& [a, b] : bridges) stitch(a, b);
    }

    std::vector<Polygon> polygons() const {
        std::vector<Polygon> polygons;
        for (const Loop& loop : loops_)
            if (!loop.hole) polygons.push_back(polygon(loop.first));
        return polygons;
    }

 private:
    struct Loop {
        int first = -1;
        bool hole = false;
    };

    Corner& at(int corner) { return corners_[static_cast<std::size_t>(corner)]; }
    const Corner& at(int corner) const { return corners_[static_cast<std::size_t>(corner)]; }

    void walk(int first) {
        std::int64_t doubled_area = 0;
        int here = first;
        bool horizontal = true;
        do {
            const int next = horizontal ? at(here).along : at(here).across;
            at(here).loop = static_cast<int>(loops_.size());
            at(here).next = next;
            at(next).previous = here;
            doubled_area +=
                std::int64_t{at(here).x} * at(next).y - std::int64_t{at(next).x} * at(here).y;
            here = next;
            horizontal = !horizontal;
        } while (here != first);
        loops_.push_back({first, doubled_area < 0});
    }

    /// The vertex at column x of a horizontal edge; made where there is none.
    int split(int edge, int x) {
        const bool rightward = at(edge).top;
        int here = edge;
        const auto step = [&](int corner) {
            return rightward ? at(corner).next : at(corner).previous;
        };
        while (at(step(here)).x <= x) here = step(here);
        if (at(here).x == x) return here;
        const int before = rightward ? here : at(here).previous;
        return insert({.x = x, .y = at(edge).y, .loop = at(edge).loop}, before, at(before).next);
    }

    int insert(Corner corner, int previous, int next) {
        const int here = static_cast<int>(corners_.size());
        corner.previous = previous;
        corner.next = next;
        corners_.push_back(corner);
        at(previous).next = here;
        at(next).previous = here;
        return here;
    }

    /// Makes one loop of two: .. a, b, once round to a copy of b, a copy of a, the rest.
    void stitch(int a, int b) {
        const int a_again = insert(at(a), a, at(a).next);
        const int b_again = insert(at(b), at(b).previous, b);
        at(a).next = b;
        at(b).previous = a;
        at(b_again).next = a_again;
        at(a_again).previous = b_again;
    }

    /// The vertices of a loop without those in the middle of a line.
    Polygon polygon(int first) const {
        std::vector<std::pair<int, int>> points;
        const auto in_line = [](const auto& a, const auto& b, const auto& c) {
            return (a.first == b.first && b.first == c.first) ||
                   (a.second == b.second && b.second == c.second);
        };
        int here = first;
        do {
            const std::pair<int, int> point(at(here).x, at(here).y);
            while (points.size() >= 2 && in_line(points.end()[-2], points.back(), point))
                points.pop_back();
            if (points.empty() || points.back() != point) points.push_back(point);
            here = at(here).next;
        } while (here != first);
        while (points.size() > 4 && in_line(points.end()[-2], points.back(), points.front()))
            points.pop_back();

        Polygon polygon;
        polygon.reserve(points.size() * 2);
        for (const auto& [x, y] : points) {
            polygon.push_back(x);
            polygon.push_back(y);
        }
        return polygon;
    }

    std::vector<Corner> corners_;
    std::vector<Loop> loops_;  // by their first corner
};

}  // namespace

std::vector<Polygon> trace_polygons(const Rle& rle, Extent extent) {
    Outline outline;
    const auto height = static_cast<std::uint64_t>(extent.height);
    std::vector<int> rows;
    int column = -1;  // whose rows are being collected
    const auto pass_column = [&](int next) {
        if (column < 0) {
            column = next;
            return;
        }
        outline.pass(column, rows);
        rows.clear();
        // An empty column, or the edge of the picture, ends every open edge.
        if (next != column + 1) outline.pass(column + 1, rows);
        column = next;
    };
    std::uint64_t position = 0;
    for (std::size_t i = 0; i < rle.size(); ++i) {
        const std::uint64_t end = position + rle[i];
        while (i % 2 == 1 && position < end) {
            const int x = static_cast<int>(position / height);
            if (x != column) pass_column(x);
            const std::uint64_t stop = std::min(end, (position / height + 1) * height);
            rows.push_back(static_cast<int>(position % height));
            rows.push_back(static_cast<int>(stop - position + position % height));
            position = stop;
        }
        position = end;
    }
    assert(position == extent.area());
    if (column < 0) return {};
    pass_column(extent.width + 1);

    Loops loops(outline.take_corners());
    loops.bridge(outline.take_bars());
    return loops.polygons();
}

}  // namespace diorama
