#include <algorithm>
#include <cmath>

#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

glm::vec2 right_of(glm::vec2 direction) { return {direction.y, -direction.x}; }

float cross(glm::vec2 a, glm::vec2 b) { return a.x * b.y - a.y * b.x; }

glm::vec2 rotated(glm::vec2 v, float angle) {
    const float c = std::cos(angle), s = std::sin(angle);
    return {c * v.x - s * v.y, s * v.x + c * v.y};
}

void append(Outline& outline, const OutlinePoint& point) {
    if (!outline.empty()) {
        const OutlinePoint& last = outline.back();
        if (glm::distance(last.position, point.position) < 1e-6f &&
            glm::dot(last.normal, point.normal) > 0.999f)
            return;
    }
    outline.push_back(point);
}

// The Catmull-Rom cubic from p1 to p2 and its derivative.
template <class V>
V spline_point(const V& p0, const V& p1, const V& p2, const V& p3, float t) {
    const V a = 3.0f * p1 - p0 - 3.0f * p2 + p3;
    const V b = 2.0f * p0 - 5.0f * p1 + 4.0f * p2 - p3;
    return p1 + 0.5f * t * ((p2 - p0) + t * (b + t * a));
}

template <class V>
V spline_slope(const V& p0, const V& p1, const V& p2, const V& p3, float t) {
    const V a = 3.0f * p1 - p0 - 3.0f * p2 + p3;
    const V b = 2.0f * p0 - 5.0f * p1 + 4.0f * p2 - p3;
    return 0.5f * ((p2 - p0) + t * (2.0f * b + 3.0f * t * a));
}

// The point before `end` that makes an open spline natural there.
glm::vec2 beyond(glm::vec2 end, glm::vec2 inner, glm::vec2) {
    if (end.x == 0.0f) return {-inner.x, inner.y};
    return 2.0f * end - inner;
}

glm::vec3 beyond(glm::vec3 end, glm::vec3 inner, glm::vec3 next) {
    return end + (end - inner) + 0.5f * ((end - inner) - (inner - next));
}

template <class V>
V control(std::span<const V> points, Ends ends, int index) {
    const int count = static_cast<int>(points.size());
    if (ends == Ends::Closed) return points[static_cast<std::size_t>((index + count) % count)];
    const std::size_t last = points.size() - 1;
    if (index < 0) return beyond(points[0], points[1], points[std::min<std::size_t>(2, last)]);
    if (index >= count)
        return beyond(points[last], points[last - 1], points[last < 2 ? 0 : last - 2]);
    return points[static_cast<std::size_t>(index)];
}

}  // namespace

Outline rounded(std::span<const Corner> corners, Ends ends, float step) {
    Outline outline;
    const std::size_t count = corners.size();
    for (std::size_t i = 0; i < count; ++i) {
        const Corner& corner = corners[i];
        const Corner& before = corners[(i + count - 1) % count];
        const Corner& after = corners[(i + 1) % count];
        const glm::vec2 in = corner.position - before.position;
        const glm::vec2 out = after.position - corner.position;
        if (ends == Ends::Open && (i == 0 || i + 1 == count)) {
            append(outline, {corner.position, right_of(glm::normalize(i == 0 ? out : in))});
            continue;
        }
        const glm::vec2 d0 = glm::normalize(in), d1 = glm::normalize(out);
        const float angle = std::acos(glm::clamp(glm::dot(d0, d1), -1.0f, 1.0f));
        if (angle < 1e-3f) {
            append(outline, {corner.position, right_of(d0)});
            continue;
        }
        const float half_tan = std::tan(0.5f * angle);
        const auto room = [](float length, float other) {
            return length * (other > 0.0f ? 0.5f : 1.0f);
        };
        const float reach =
            std::min({corner.radius * half_tan, room(glm::length(in), before.radius),
                      room(glm::length(out), after.radius)});
        if (reach <= 0.0f) {
            append(outline, {corner.position, right_of(d0)});
            append(outline, {corner.position, right_of(d1)});
            continue;
        }
        const float radius = reach / half_tan;
        const float turn = cross(d0, d1) > 0.0f ? 1.0f : -1.0f;
        const glm::vec2 center = corner.position - d0 * reach - turn * radius * right_of(d0);
        // Tiny arcs need few points to look round.
        const float coarse = radius < 0.0022f ? std::max(step, 0.6f) : step;
        const int steps = std::max(1, static_cast<int>(std::ceil(angle / coarse)));
        for (int k = 0; k <= steps; ++k) {
            const glm::vec2 normal =
                k == steps ? right_of(d1)
                           : rotated(right_of(d0), turn * angle * real(k) / real(steps));
            append(outline, {center + turn * radius * normal, normal});
        }
    }
    return outline;
}

Outline smooth(std::span<const glm::vec2> points, Ends ends, int steps) {
    Outline outline;
    const int count = static_cast<int>(points.size());
    const int spans = ends == Ends::Closed ? count : count - 1;
    for (int i = 0; i < spans; ++i) {
        const glm::vec2 p0 = control(points, ends, i - 1), p1 = control(points, ends, i);
        const glm::vec2 p2 = control(points, ends, i + 1), p3 = control(points, ends, i + 2);
        const bool last = ends == Ends::Open && i + 1 == spans;
        for (int k = 0; k < steps + (last ? 1 : 0); ++k) {
            const float t = real(k) / real(steps);
            const glm::vec2 slope = spline_slope(p0, p1, p2, p3, t);
            const glm::vec2 at = k == steps ? p2 : spline_point(p0, p1, p2, p3, t);
            append(outline, {at, right_of(glm::normalize(slope))});
        }
    }
    return outline;
}

Outline circle(float radius, int count) { return superellipse(radius, radius, 2.0f, count); }

Outline superellipse(float radius_x, float radius_y, float exponent, int count) {
    Outline outline;
    for (int i = 0; i < count; ++i) {
        const float angle = 2.0f * kPi * real(i) / real(count);
        const float c = std::cos(angle), s = std::sin(angle);
        const auto signed_power = [](float x, float e) {
            const float magnitude = std::abs(x);
            return magnitude < 1e-6f ? 0.0f : std::copysign(std::pow(magnitude, e), x);
        };
        const float e = 2.0f / exponent;
        const glm::vec2 at{radius_x * signed_power(c, e), radius_y * signed_power(s, e)};
        const glm::vec2 normal{signed_power(c, 2.0f - e) / radius_x,
                               signed_power(s, 2.0f - e) / radius_y};
        outline.push_back({at, glm::normalize(normal)});
    }
    return outline;
}

Outline rounded_rectangle(float width, float height, float radius, float step) {
    const float x = 0.5f * width, y = 0.5f * height;
    const Corner corners[]{
        {{x, -y}, radius}, {{x, y}, radius}, {{-x, y}, radius}, {{-x, -y}, radius}};
    return rounded(corners, Ends::Closed, step);
}

Outline join(Outline first, const Outline& second) {
    for (const OutlinePoint& point : second) append(first, point);
    return first;
}

std::pair<Outline, Outline> cut(const Outline& outline, glm::vec2 at) {
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < outline.size(); ++i)
        if (glm::distance(outline[i].position, at) < glm::distance(outline[nearest].position, at))
            nearest = i;
    const auto middle = outline.begin() + static_cast<std::ptrdiff_t>(nearest);
    Outline before(outline.begin(), middle + 1);
    // At a sharp corner the second of its two points begins the second part.
    const bool sharp =
        nearest + 1 < outline.size() && outline[nearest + 1].position == outline[nearest].position;
    return {std::move(before), Outline(middle + (sharp ? 1 : 0), outline.end())};
}

float length_of(const Outline& outline, Ends ends) {
    float length = 0.0f;
    for (std::size_t i = 1; i < outline.size(); ++i)
        length += glm::distance(outline[i].position, outline[i - 1].position);
    if (ends == Ends::Closed)
        length += glm::distance(outline.front().position, outline.back().position);
    return length;
}

std::vector<glm::vec3> curve(std::span<const glm::vec3> points, Ends ends, int steps) {
    std::vector<glm::vec3> path;
    const int count = static_cast<int>(points.size());
    const int spans = ends == Ends::Closed ? count : count - 1;
    for (int i = 0; i < spans; ++i)
        for (int k = 0; k < steps; ++k)
            path.push_back(spline_point(control(points, ends, i - 1), control(points, ends, i),
                                        control(points, ends, i + 1), control(points, ends, i + 2),
                                        real(k) / real(steps)));
    if (ends == Ends::Open) path.push_back(points.back());
    return path;
}

}  // namespace diorama::kit
