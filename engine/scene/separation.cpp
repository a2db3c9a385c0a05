#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "engine/scene/hull.hpp"

namespace diorama {
namespace {

constexpr double kTouch = 1e-9;     // meters: no distance at all
constexpr double kAccuracy = 1e-8;  // meters between the bounds of the distance at the end

// A corner of the set of differences a - b, and the two points it comes from.
struct Corner {
    glm::dvec3 difference, on_a, on_b;
};

// Up to four corners and the weights of the point closest to the origin.
struct Simplex {
    std::array<Corner, 4> corners;
    std::array<double, 4> weights{};
    int count = 0;

    glm::dvec3 point() const {
        glm::dvec3 sum{0.0};
        for (int i = 0; i < count; ++i)
            sum += weights[std::size_t(i)] * corners[std::size_t(i)].difference;
        return sum;
    }
};

const glm::dvec3& support(const Hull& hull, const glm::dvec3& direction) {
    const glm::dvec3* best = &hull.vertices[0];
    double highest = glm::dot(*best, direction);
    for (const glm::dvec3& v : hull.vertices) {
        const double height = glm::dot(v, direction);
        if (height > highest) {
            highest = height;
            best = &v;
        }
    }
    return *best;
}

Simplex one(const Corner& a) { return {{a}, {1.0}, 1}; }

Simplex closest_on_segment(const Corner& a, const Corner& b) {
    const glm::dvec3 ab = b.difference - a.difference;
    const double length2 = glm::dot(ab, ab);
    const double t = -glm::dot(a.difference, ab);
    if (t <= 0 || length2 <= 0) return one(a);
    if (t >= length2) return one(b);
    return {{a, b}, {1.0 - t / length2, t / length2}, 2};
}

double squared(const glm::dvec3& v) { return glm::dot(v, v); }

Simplex closer(const Simplex& a, const Simplex& b) {
    return squared(b.point()) < squared(a.point()) ? b : a;
}

Simplex closest_on_triangle(const Corner& a, const Corner& b, const Corner& c) {
    const glm::dvec3 ab = b.difference - a.difference, ac = c.difference - a.difference;
    const glm::dvec3 normal = glm::cross(ab, ac);
    const double area2 = squared(normal);
    // Inside all three edges: the weights are the areas of the sub-triangles at the origin's foot.
    if (area2 > 1e-24 * squared(ab) * squared(ac)) {
        const double u = glm::dot(normal, glm::cross(b.difference, c.difference)) / area2;
        const double v = glm::dot(normal, glm::cross(c.difference, a.difference)) / area2;
        const double w = 1.0 - u - v;
        if (u >= 0 && v >= 0 && w >= 0) return {{a, b, c}, {u, v, w}, 3};
    }
    return closer(closer(closest_on_segment(a, b), closest_on_segment(b, c)),
                  closest_on_segment(c, a));
}

// The closest point on a tetrahedron; count 4 means that the origin is inside.
Simplex closest_on_tetrahedron(const std::array<Corner, 4>& corners) {
    constexpr int kFaces[4][4] = {{0, 1, 2, 3}, {0, 3, 1, 2}, {0, 2, 3, 1}, {1, 3, 2, 0}};
    Simplex best;
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& face : kFaces) {
        const Corner& a = corners[std::size_t(face[0])];
        const Corner& b = corners[std::size_t(face[1])];
        const Corner& c = corners[std::size_t(face[2])];
        const glm::dvec3 normal =
            glm::cross(b.difference - a.difference, c.difference - a.difference);
        const double origin = -glm::dot(normal, a.difference);
        const double opposite =
            glm::dot(normal, corners[std::size_t(face[3])].difference - a.difference);
        // Strictly on the inner side of this face, which is not degenerate: no candidate.
        if (origin * opposite > 0) continue;
        const Simplex candidate = closest_on_triangle(a, b, c);
        const double distance2 = squared(candidate.point());
        if (distance2 < nearest) {
            nearest = distance2;
            best = candidate;
        }
    }
    if (best.count == 0) best = {corners, {0.25, 0.25, 0.25, 0.25}, 4};
    return best;
}

Simplex closest(Simplex simplex, const Corner& added) {
    auto& c = simplex.corners;
    c[std::size_t(simplex.count++)] = added;
    switch (simplex.count) {
        case 1:
            return one(c[0]);
        case 2:
            return closest_on_segment(c[0], c[1]);
        case 3:
            return closest_on_triangle(c[0], c[1], c[2]);
        default:
            return closest_on_tetrahedron(c);
    }
}

// Distance of a + shift and b.
Separation separation(const Hull& a, const glm::dvec3& shift, const Hull& b) {
    assert(!a.vertices.empty() && !b.vertices.empty());
    const auto corner = [&](const glm::dvec3& direction) {
        const glm::dvec3 on_a = support(a, -direction) + shift, on_b = support(b, direction);
        return Corner{on_a - on_b, on_a, on_b};
    };
    Simplex simplex = one(corner(a.center + shift - b.center));
    glm::dvec3 v = simplex.corners[0].difference;
    for (int iteration = 0; iteration < 100; ++iteration) {
        const double length2 = squared(v);
        if (length2 <= kTouch * kTouch) return {};
        // The plane through the new corner bounds the distance from below, v from above.
        const Corner next = corner(v);
        if (length2 - glm::dot(v, next.difference) <= kAccuracy * glm::sqrt(length2)) break;
        const Simplex better = closest(simplex, next);
        if (better.count == 4) return {};
        const glm::dvec3 point = better.point();
        if (squared(point) >= length2) break;  // rounding: no progress is left
        simplex = better;
        v = point;
    }
    Separation result{glm::length(v), glm::dvec3{0.0}, glm::dvec3{0.0}};
    for (int i = 0; i < simplex.count; ++i) {
        result.on_a += simplex.weights[std::size_t(i)] * simplex.corners[std::size_t(i)].on_a;
        result.on_b += simplex.weights[std::size_t(i)] * simplex.corners[std::size_t(i)].on_b;
    }
    return result;
}

}  // namespace

Separation separation(const Hull& a, const Hull& b) { return separation(a, glm::dvec3{0.0}, b); }

double free_distance(const Hull& a, const Hull& b, const glm::dvec3& direction, double limit) {
    double moved = 0;
    for (int iteration = 0; iteration < 100; ++iteration) {
        const Separation s = separation(a, moved * direction, b);
        if (s.distance <= 1e-7) return moved;
        // Between the closest points lies a slab of this width that neither enters: it may be
        // crossed at once. Moving along it or away, it is never crossed.
        const double speed = glm::dot(direction, s.on_b - s.on_a) / s.distance;
        if (speed <= 1e-9) return limit;
        moved += s.distance / speed;
        if (moved >= limit) return limit;
    }
    return moved;
}

}  // namespace diorama
