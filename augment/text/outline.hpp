/// Closed outlines as polygons, and the exact coverage of pixels by them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// Closed contours of straight edges, filled where their winding number is not zero.
struct Outline {
    std::vector<glm::vec2> points;
    std::vector<std::size_t> ends;  // one past the last point of each contour, increasing

    bool empty() const { return points.empty(); }
    void append(const Outline& other);
};

/// An axis-aligned rectangle; empty (min > max) until a point is added.
struct Box2 {
    glm::vec2 min{INFINITY};
    glm::vec2 max{-INFINITY};

    bool empty() const { return min.x > max.x; }
    glm::vec2 size() const { return max - min; }
    void add(const glm::vec2& p) {
        min = glm::min(min, p);
        max = glm::max(max, p);
    }
    void add(const Box2& other) {
        if (other.empty()) return;
        add(other.min);
        add(other.max);
    }
};

Box2 bounds_of(const Outline& outline);

/// How much of each pixel something covers: 0 to 255, on the part of the canvas it needs.
struct Coverage {
    int x = 0;  // of the top-left pixel; may lie outside the picture
    int y = 0;
    Image<std::uint8_t> alpha;

    Rect rect() const { return {x, y, alpha.width(), alpha.height()}; }
    /// 0 outside.
    std::uint8_t at(int px, int py) const {
        const int cx = px - x, cy = py - y;
        if (cx < 0 || cy < 0 || cx >= alpha.width() || cy >= alpha.height()) return 0;
        return alpha.at(cx, cy);
    }
};

/// The pixels covered by outlines, each pixel by its area; where several outlines meet the sum
/// counts, up to 255. Points are rounded to 1/64 pixel. Rasterizer: FreeType.
/// @param outlines  in pixels.
/// @param clip      nothing outside is drawn.
Coverage rasterize(const std::vector<Outline>& outlines, const Rect& clip);

}  // namespace diorama
