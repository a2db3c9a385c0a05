#include "augment/transform/backward_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace diorama {
namespace {

constexpr double kSmallestW = 1e-9;

/// Keeps the part of [first, last] where slope * x + offset >= 0.
void clip_line(double slope, double offset, double& first, double& last) {
    if (slope > 0) {
        first = std::max(first, -offset / slope);
    } else if (slope < 0) {
        last = std::min(last, -offset / slope);
    } else if (offset < 0) {
        last = -std::numeric_limits<double>::infinity();
    }
}

bool inside(glm::dvec2 p, Extent extent) {
    return p.x >= 0 && p.y >= 0 && p.x < extent.width && p.y < extent.height;
}

/// A coordinate brought into [0, size): mirrored at the edges, or stopped at them.
double folded(double at, int size, Border border) {
    const double end = std::nextafter(static_cast<double>(size), 0.0);
    if (border == Border::Replicate || !std::isfinite(at)) return std::clamp(at, 0.0, end);
    const double period = 2.0 * size;
    double t = at - period * std::floor(at / period);
    if (t >= size) t = period - t;
    return std::clamp(t, 0.0, end);
}

}  // namespace

BackwardMap::BackwardMap(const Warp& warp) : warp_(warp) {
    const auto matrix = warp.matrix();
    if (!matrix) return;
    linear_ = true;
    whole_ = *matrix;
    const auto& steps = warp.steps();
    canvas_from_target_.resize(steps.size());
    glm::dmat3 product(1.0);
    for (std::size_t i = steps.size(); i-- > 0;) {
        product = std::get<glm::dmat3>(steps[i].source_from_target) * product;
        canvas_from_target_[i] = product;
    }
}

void BackwardMap::clip(double y, double& first, double& last) const {
    for (std::size_t i = 0; i < canvas_from_target_.size(); ++i) {
        const glm::dmat3& m = canvas_from_target_[i];
        const Extent extent = warp_.source_of_step(i);
        const glm::dvec3 slope = m[0], start = m[1] * y + m[2];
        clip_line(slope.z, start.z - kSmallestW, first, last);
        clip_line(slope.x, start.x, first, last);
        clip_line(slope.y, start.y, first, last);
        clip_line(extent.width * slope.z - slope.x, extent.width * start.z - start.x, first, last);
        clip_line(extent.height * slope.z - slope.y, extent.height * start.z - start.y, first,
                  last);
    }
}

void BackwardMap::unbounded_row(int y, int x0, int x1, std::vector<float>& xs,
                                std::vector<float>& ys) const {
    const auto count = static_cast<std::size_t>(std::max(x1 - x0, 0));
    xs.resize(count);
    ys.resize(count);
    const double v = y + 0.5;
    if (!linear_) {
        for (std::size_t i = 0; i < count; ++i) {
            const glm::dvec2 p = warp_.source_of({x0 + static_cast<int>(i) + 0.5, v});
            xs[i] = static_cast<float>(p.x);
            ys[i] = static_cast<float>(p.y);
        }
        return;
    }
    const glm::dvec3 slope = whole_[0], start = whole_[1] * v + whole_[2];
    if (slope.z == 0 && start.z == 1) {
        for (std::size_t i = 0; i < count; ++i) {
            const double u = static_cast<double>(x0 + static_cast<int>(i)) + 0.5;
            xs[i] = static_cast<float>(slope.x * u + start.x);
            ys[i] = static_cast<float>(slope.y * u + start.y);
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double u = static_cast<double>(x0 + static_cast<int>(i)) + 0.5;
        const double w = slope.z * u + start.z;
        const double inverse = w > kSmallestW ? 1.0 / w : std::numeric_limits<double>::quiet_NaN();
        xs[i] = static_cast<float>((slope.x * u + start.x) * inverse);
        ys[i] = static_cast<float>((slope.y * u + start.y) * inverse);
    }
}

/// Elements [first, last) of a row, step by step from the last one back, as borders ask for it.
void BackwardMap::walk(int y, int x0, int first, int last, RowMap& out) const {
    std::vector<glm::dvec2> points(static_cast<std::size_t>(std::max(last - first, 0)));
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i] = {x0 + first + static_cast<int>(i) + 0.5, y + 0.5};
        out.origin[static_cast<std::size_t>(first) + i] = Origin::Source;
    }
    for (std::size_t k = warp_.steps().size(); k-- > 0;) {
        const WarpStep& step = warp_.steps()[k];
        const auto* matrix = std::get_if<glm::dmat3>(&step.source_from_target);
        const auto* field = std::get_if<Displacement>(&step.source_from_target);
        const Extent extent = warp_.source_of_step(k);
        for (std::size_t i = 0; i < points.size(); ++i) {
            Origin& origin = out.origin[static_cast<std::size_t>(first) + i];
            if (origin == Origin::Fill) continue;
            glm::dvec2& p = points[i];
            bool seen = true;
            if (matrix) {
                const glm::dvec3 q = mapped(*matrix, p);
                seen = q.z > kSmallestW;
                p = glm::dvec2(q) / q.z;
            } else {
                p += field->offset(p.x, p.y);
            }
            if (seen && inside(p, extent)) continue;
            if (!seen || step.outside.border == Border::Fill) {
                origin = Origin::Fill;
                out.fill[static_cast<std::size_t>(first) + i] = step.outside.fill;
            } else {
                origin = Origin::Folded;
                p = {folded(p.x, extent.width, step.outside.border),
                     folded(p.y, extent.height, step.outside.border)};
            }
        }
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        out.x[static_cast<std::size_t>(first) + i] = static_cast<float>(points[i].x);
        out.y[static_cast<std::size_t>(first) + i] = static_cast<float>(points[i].y);
    }
}

void BackwardMap::row(int y, int x0, int x1, RowMap& out) const {
    const auto count = static_cast<std::size_t>(std::max(x1 - x0, 0));
    out.x.resize(count);
    out.y.resize(count);
    out.origin.resize(count);
    out.fill.resize(count);
    out.uniform = linear_;
    if (!linear_) {
        out.begin = 0;
        out.end = x1 - x0;
        walk(y, x0, 0, x1 - x0, out);
        return;
    }
    double first = x0 + 0.5, last = x1 - 0.5;
    clip(y + 0.5, first, last);
    if (first <= last) {
        out.begin = static_cast<int>(std::ceil(first - 0.5)) - x0;
        out.end = static_cast<int>(std::floor(last - 0.5)) - x0 + 1;
    } else {
        out.begin = out.end = 0;
    }
    unbounded_row(y, x0, x1, out.x, out.y);
    std::fill(out.origin.begin() + out.begin, out.origin.begin() + out.end, Origin::Source);
    walk(y, x0, 0, out.begin, out);
    walk(y, x0, out.end, x1 - x0, out);
    // Rounding may leave a pixel next to the interval on the source as well: it is the border's.
    for (int i = 0; i < x1 - x0; ++i) {
        if (i == out.begin) i = out.end;
        if (i < x1 - x0 && out.origin[static_cast<std::size_t>(i)] == Origin::Source)
            out.origin[static_cast<std::size_t>(i)] = Origin::Folded;
    }
}

}  // namespace diorama
