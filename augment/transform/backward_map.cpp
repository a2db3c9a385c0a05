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

/// Points through a matrix; infinite behind its horizon.
void mapped_row(const glm::dmat3& m, std::vector<double>& xs, std::vector<double>& ys) {
    constexpr double kBehind = std::numeric_limits<double>::infinity();
    const bool affine = m[0][2] == 0 && m[1][2] == 0 && m[2][2] == 1;
    const std::size_t count = xs.size();
    for (std::size_t i = 0; i < count; ++i) {
        const double x = xs[i], y = ys[i];
        xs[i] = m[0][0] * x + m[1][0] * y + m[2][0];
        ys[i] = m[0][1] * x + m[1][1] * y + m[2][1];
        if (affine) continue;
        const double w = m[0][2] * x + m[1][2] * y + m[2][2];
        const double inverse = w > kSmallestW ? 1.0 / w : kBehind;
        xs[i] *= inverse;
        ys[i] *= inverse;
    }
}

/// Points of one row of pixel centers through a displacement: linear from lattice line to line.
void displaced_row(const Displacement& field, double y, std::vector<double>& xs,
                   std::vector<double>& ys) {
    const Image<glm::vec2>& lattice = field.lattice;
    const int last = lattice.width() - 1;
    const double at = std::clamp(y / field.spacing.y, 0.0, lattice.height() - 1.0);
    const int j = std::min(static_cast<int>(at), std::max(lattice.height() - 2, 0));
    const double share = at - j;
    const glm::vec2* top = lattice.row(j);
    const glm::vec2* bottom = lattice.row(std::min(j + 1, lattice.height() - 1));
    const auto on_line = [&](int i) {
        return glm::dvec2(top[i]) * (1 - share) + glm::dvec2(bottom[i]) * share;
    };
    const double step = field.spacing.x;
    std::size_t i = 0;
    glm::dvec2 left = on_line(0);
    for (int cell = 0; cell <= last && i < xs.size(); ++cell) {
        const glm::dvec2 right = on_line(std::min(cell + 1, last));
        const glm::dvec2 slope = (right - left) / step;
        const double start = cell * step;
        // Before the first line and after the last one the offsets of those hold.
        const double end = cell < last ? start + step : std::numeric_limits<double>::infinity();
        std::size_t stop = i;
        while (stop < xs.size() && xs[stop] < end) ++stop;
        for (; i < stop; ++i) {
            const double along = std::max(xs[i] - start, 0.0);
            xs[i] += left.x + slope.x * along;
            ys[i] += left.y + slope.y * along;
        }
        left = right;
    }
}

/// Points anywhere through a displacement.
void displaced(const Displacement& field, std::vector<double>& xs, std::vector<double>& ys) {
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (!std::isfinite(xs[i] + ys[i])) continue;
        const glm::dvec2 offset = field.offset(xs[i], ys[i]);
        xs[i] += offset.x;
        ys[i] += offset.y;
    }
}

}  // namespace

BackwardMap::BackwardMap(const Warp& warp) : warp_(warp) {
    const auto matrix = warp.matrix();
    if (!matrix) return;
    linear_ = true;
    whole_ = *matrix;
    copies_ = copies_pixels(whole_);
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
    if (first >= last) return;
    const auto begin = static_cast<std::size_t>(first);
    const auto count = static_cast<std::size_t>(last - first);
    std::vector<double> xs(count), ys(count, y + 0.5);
    for (std::size_t i = 0; i < count; ++i) xs[i] = x0 + first + static_cast<int>(i) + 0.5;
    std::fill_n(out.origin.begin() + first, count, Origin::Source);
    for (std::size_t k = warp_.steps().size(); k-- > 0;) {
        const WarpStep& step = warp_.steps()[k];
        if (const auto* matrix = std::get_if<glm::dmat3>(&step.source_from_target)) {
            mapped_row(*matrix, xs, ys);
        } else {
            const auto& field = std::get<Displacement>(step.source_from_target);
            if (k + 1 == warp_.steps().size())
                displaced_row(field, y + 0.5, xs, ys);
            else
                displaced(field, xs, ys);
        }
        const Extent extent = warp_.source_of_step(k);
        for (std::size_t i = 0; i < count; ++i) {
            if (inside({xs[i], ys[i]}, extent)) continue;
            Origin& origin = out.origin[begin + i];
            if (origin == Origin::Fill) continue;
            // Infinite coordinates are those behind a horizon.
            if (step.outside.border == Border::Fill || !std::isfinite(xs[i] + ys[i])) {
                origin = Origin::Fill;
                out.fill[begin + i] = step.outside.fill;
            } else {
                origin = Origin::Folded;
                xs[i] = folded(xs[i], extent.width, step.outside.border);
                ys[i] = folded(ys[i], extent.height, step.outside.border);
            }
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        out.x[begin + i] = static_cast<float>(xs[i]);
        out.y[begin + i] = static_cast<float>(ys[i]);
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
    out.copied = copies_;
    if (copies_) {
        const glm::dvec3 p = mapped(whole_, {x0 + out.begin + 0.5, y + 0.5});
        out.first_x = static_cast<int>(std::floor(p.x));
        out.first_y = static_cast<int>(std::floor(p.y));
        out.step_x = static_cast<int>(whole_[0][0]);
        out.step_y = static_cast<int>(whole_[0][1]);
    } else {
        unbounded_row(y, x0, x1, out.x, out.y);
    }
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
