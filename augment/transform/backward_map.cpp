#include "augment/transform/backward_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

constexpr double kSmallestW = 1e-9;
constexpr double kBehind = std::numeric_limits<double>::infinity();  // a horizon

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

/// Points through a matrix.
DIORAMA_WIDE void mapped_row(const glm::dmat3& m, std::size_t count, double* xs, double* ys) {
    const double ax = m[0][0], bx = m[1][0], cx = m[2][0];
    const double ay = m[0][1], by = m[1][1], cy = m[2][1];
    for (std::size_t i = 0; i < count; ++i) {
        const double x = xs[i], y = ys[i];
        xs[i] = ax * x + bx * y + cx;
        ys[i] = ay * x + by * y + cy;
    }
}

/// The same with a horizon; infinite behind it.
DIORAMA_WIDE void projected_row(const glm::dmat3& m, std::size_t count, double* xs, double* ys) {
    const double ax = m[0][0], bx = m[1][0], cx = m[2][0];
    const double ay = m[0][1], by = m[1][1], cy = m[2][1];
    const double aw = m[0][2], bw = m[1][2], cw = m[2][2];
    for (std::size_t i = 0; i < count; ++i) {
        const double x = xs[i], y = ys[i];
        const double w = aw * x + bw * y + cw;
        const double inverse = w > kSmallestW ? 1.0 / w : kBehind;
        xs[i] = (ax * x + bx * y + cx) * inverse;
        ys[i] = (ay * x + by * y + cy) * inverse;
    }
}

/// Pixel centers along a straight row of an affine map.
DIORAMA_WIDE void straight_row(glm::dvec2 slope, glm::dvec2 start, int x0, int count, float* xs,
                               float* ys) {
    for (int i = 0; i < count; ++i) {
        const double u = x0 + i + 0.5;
        xs[i] = static_cast<float>(slope.x * u + start.x);
        ys[i] = static_cast<float>(slope.y * u + start.y);
    }
}

/// The same through a horizon.
DIORAMA_WIDE void receding_row(glm::dvec3 slope, glm::dvec3 start, int x0, int count, float* xs,
                               float* ys) {
    for (int i = 0; i < count; ++i) {
        const double u = x0 + i + 0.5, w = slope.z * u + start.z;
        const double inverse = w > kSmallestW ? 1.0 / w : kBehind;
        xs[i] = static_cast<float>((slope.x * u + start.x) * inverse);
        ys[i] = static_cast<float>((slope.y * u + start.y) * inverse);
    }
}

/// Whether all of these points lie in a picture.
template <class T>
bool all_inside(const T* xs, const T* ys, std::size_t count, Extent extent) {
    const auto width = static_cast<T>(extent.width), height = static_cast<T>(extent.height);
    int outside = 0;
    for (std::size_t i = 0; i < count; ++i)
        outside |= static_cast<int>(!(xs[i] >= 0)) | static_cast<int>(!(ys[i] >= 0)) |
                   static_cast<int>(!(xs[i] < width)) | static_cast<int>(!(ys[i] < height));
    return outside == 0;
}

/// Adds a straight slope to pixel centers: x + left + slope * (x - start).
DIORAMA_WIDE void add_slope(float first, float start, glm::vec2 left, glm::vec2 slope, int count,
                            float y, float* xs, float* ys) {
    for (int i = 0; i < count; ++i) {
        const float at = first + static_cast<float>(i), along = at - start;
        xs[i] = at + (left.x + slope.x * along);
        ys[i] = y + (left.y + slope.y * along);
    }
}

/// A row of pixel centers, from pixel x0 on, through a displacement: linear from lattice line to
/// lattice line, and with the offsets of the outer lines beyond them.
void displaced_row(const Displacement& field, double y, int x0, int count, float* xs, float* ys) {
    const Image<glm::vec2>& lattice = field.lattice;
    const int last = lattice.width() - 1;
    const double at = std::clamp(y / field.spacing.y, 0.0, lattice.height() - 1.0);
    const int j = std::min(static_cast<int>(at), std::max(lattice.height() - 2, 0));
    const auto share = static_cast<float>(at - j);
    const glm::vec2* top = lattice.row(j);
    const glm::vec2* bottom = lattice.row(std::min(j + 1, lattice.height() - 1));
    const auto on_line = [&](int i) { return top[i] * (1 - share) + bottom[i] * share; };
    const float step = field.spacing.x;
    // The first pixel whose center lies at or beyond a line.
    const auto pixel_at = [&](int line) {
        const auto pixel = static_cast<int>(std::ceil(static_cast<float>(line) * step - 0.5f));
        return std::clamp(pixel - x0, 0, count);
    };
    const auto run = [&](int from, int to, float start, glm::vec2 left, glm::vec2 slope) {
        add_slope(static_cast<float>(x0 + from) + 0.5f, start, left, slope, to - from,
                  static_cast<float>(y), xs + from, ys + from);
    };
    int i = pixel_at(0);
    glm::vec2 left = on_line(0);
    run(0, i, 0, left, glm::vec2(0));
    for (int line = 0; line < last && i < count; ++line) {
        const glm::vec2 right = on_line(line + 1);
        const int stop = pixel_at(line + 1);
        run(i, stop, static_cast<float>(line) * step, left, (right - left) / step);
        i = stop;
        left = right;
    }
    run(i, count, 0, left, glm::vec2(0));
}

/// Points anywhere through a displacement.
void displaced(const Displacement& field, std::size_t count, double* xs, double* ys) {
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(xs[i] + ys[i])) continue;
        const glm::dvec2 offset = field.offset(xs[i], ys[i]);
        xs[i] += offset.x;
        ys[i] += offset.y;
    }
}

}  // namespace

BackwardMap::BackwardMap(const Warp& warp) : warp_(warp) {
    const auto& steps = warp.steps();
    if (steps.size() == 1) only_ = std::get_if<Displacement>(&steps[0].source_from_target);
    const auto matrix = warp.matrix();
    if (!matrix) return;
    linear_ = true;
    whole_ = *matrix;
    affine_ = whole_[0][2] == 0 && whole_[1][2] == 0 && whole_[2][2] == 1;
    copies_ = copies_pixels(whole_);
    if (affine_ && !copies_ && whole_[0][1] == 0 && whole_[1][0] == 0) {
        const auto width = static_cast<std::size_t>(warp.target().width);
        columns_.resize(width);
        std::vector<float> y(width);
        straight_row(glm::dvec2(whole_[0]), glm::dvec2(whole_[2]), 0, warp.target().width,
                     columns_.data(), y.data());
    }
    canvas_from_target_.resize(steps.size());
    glm::dmat3 product(1.0);
    for (std::size_t i = steps.size(); i-- > 0;) {
        product = std::get<glm::dmat3>(steps[i].source_from_target) * product;
        canvas_from_target_[i] = product;
    }
    const auto plain = [&](const WarpStep& step) {
        return step.outside.border == Border::Fill && step.outside.fill == steps[0].outside.fill;
    };
    if (!steps.empty() && std::ranges::all_of(steps, plain)) fill_ = steps[0].outside.fill;
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

void BackwardMap::positions(int y, int x0, int count, RowMap& out) const {
    const double v = y + 0.5;
    const glm::dvec3 slope = whole_[0], start = whole_[1] * v + whole_[2];
    if (only_)
        displaced_row(*only_, v, x0, count, out.x.data(), out.y.data());
    else if (affine_)
        straight_row(glm::dvec2(slope), glm::dvec2(start), x0, count, out.x.data(), out.y.data());
    else
        receding_row(slope, start, x0, count, out.x.data(), out.y.data());
}

void BackwardMap::unbounded_row(int y, int x0, int x1, RowMap& out) const {
    const int count = std::max(x1 - x0, 0);
    out.x.resize(static_cast<std::size_t>(count));
    out.y.resize(static_cast<std::size_t>(count));
    if (linear_ || only_) return positions(y, x0, count, out);
    start(y, x0, count, out);
    for (std::size_t k = warp_.steps().size(); k-- > 0;) step_back(k, y, x0, out);
    std::ranges::copy(out.wide_x, out.x.begin());
    std::ranges::copy(out.wide_y, out.y.begin());
}

void BackwardMap::step_back(std::size_t k, int y, int x0, RowMap& out) const {
    const WarpStep& step = warp_.steps()[k];
    const std::size_t count = out.wide_x.size();
    double *xs = out.wide_x.data(), *ys = out.wide_y.data();
    if (const auto* matrix = std::get_if<glm::dmat3>(&step.source_from_target)) {
        const glm::dmat3& m = *matrix;
        const bool affine = m[0][2] == 0 && m[1][2] == 0 && m[2][2] == 1;
        (affine ? mapped_row : projected_row)(m, count, xs, ys);
        return;
    }
    const auto& field = std::get<Displacement>(step.source_from_target);
    if (k + 1 < warp_.steps().size()) return displaced(field, count, xs, ys);
    out.narrow_x.resize(count);
    out.narrow_y.resize(count);
    displaced_row(field, y + 0.5, x0, static_cast<int>(count), out.narrow_x.data(),
                  out.narrow_y.data());
    std::ranges::copy(out.narrow_x, out.wide_x.begin());
    std::ranges::copy(out.narrow_y, out.wide_y.begin());
}

void BackwardMap::start(int y, int x0, int count, RowMap& out) {
    out.wide_x.resize(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) out.wide_x[static_cast<std::size_t>(i)] = x0 + i + 0.5;
    out.wide_y.assign(static_cast<std::size_t>(count), y + 0.5);
}

/// Pixels [first, last) of a row, step by step from the last one back, as borders ask for it.
void BackwardMap::walk(int y, int first, int last, RowMap& out) const {
    if (first >= last) return;
    const auto begin = static_cast<std::size_t>(first);
    const auto count = static_cast<std::size_t>(last - first);
    start(y, first, last - first, out);
    std::vector<double>&xs = out.wide_x, &ys = out.wide_y;
    std::fill_n(out.origin.begin() + first, count, Origin::Source);
    for (std::size_t k = warp_.steps().size(); k-- > 0;) {
        const WarpStep& step = warp_.steps()[k];
        step_back(k, y, first, out);
        const Extent extent = warp_.source_of_step(k);
        if (all_inside(xs.data(), ys.data(), count, extent)) continue;
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

/// What the border of the only step makes of a row of its positions.
void end_at_border(const Outside& outside, Extent extent, RowMap& out) {
    const auto is_inside = [&](int i) {
        const auto k = static_cast<std::size_t>(i);
        return inside({out.x[k], out.y[k]}, extent);
    };
    const auto fold = [&](int i) {
        const auto k = static_cast<std::size_t>(i);
        if (outside.border == Border::Fill) {
            out.origin[k] = Origin::Fill;
            out.fill[k] = outside.fill;
            return;
        }
        out.origin[k] = Origin::Folded;
        out.x[k] = static_cast<float>(folded(out.x[k], extent.width, outside.border));
        out.y[k] = static_cast<float>(folded(out.y[k], extent.height, outside.border));
    };
    // Most rows leave the picture at their ends alone.
    while (out.begin < out.end && !is_inside(out.begin)) fold(out.begin++);
    while (out.begin < out.end && !is_inside(out.end - 1)) fold(--out.end);
    const auto first = static_cast<std::size_t>(out.begin);
    const auto count = static_cast<std::size_t>(out.end - out.begin);
    out.uniform = all_inside(out.x.data() + first, out.y.data() + first, count, extent);
    for (int i = out.begin; !out.uniform && i < out.end; ++i)
        if (!is_inside(i)) fold(i);
}

void BackwardMap::row(int y, RowMap& out) const {
    const int width = warp_.target().width;
    const auto count = static_cast<std::size_t>(width);
    out.x.resize(count);
    out.y.resize(count);
    out.origin.resize(count);
    out.fill.resize(count);
    out.begin = 0;
    out.end = width;
    out.uniform = true;
    out.copied = copies_;
    out.aligned = !columns_.empty();
    out.around = std::nullopt;
    if (!linear_ && !only_) {
        walk(y, 0, width, out);
        const auto is_source = [](Origin origin) { return origin == Origin::Source; };
        out.uniform = std::ranges::all_of(out.origin, is_source);
        return;
    }
    if (out.aligned) {
        std::ranges::copy(columns_, out.x.begin());
        std::ranges::fill(out.y, static_cast<float>(whole_[1][1] * (y + 0.5) + whole_[2][1]));
    } else if (!copies_) {
        positions(y, 0, width, out);
    }
    if (only_) {
        std::ranges::fill(out.origin, Origin::Source);
        const Extent extent = warp_.source();
        if (!all_inside(out.x.data(), out.y.data(), count, extent))
            end_at_border(warp_.steps()[0].outside, extent, out);
        return;
    }
    double first = 0.5, last = width - 0.5;
    clip(y + 0.5, first, last);
    if (first <= last) {
        out.begin = static_cast<int>(std::ceil(first - 0.5));
        out.end = static_cast<int>(std::floor(last - 0.5)) + 1;
    } else {
        out.begin = out.end = 0;
    }
    if (copies_) {
        const glm::dvec3 p = mapped(whole_, {out.begin + 0.5, y + 0.5});
        out.first_x = static_cast<int>(std::floor(p.x));
        out.first_y = static_cast<int>(std::floor(p.y));
        out.step_x = static_cast<int>(whole_[0][0]);
        out.step_y = static_cast<int>(whole_[0][1]);
    }
    out.around = fill_;
    if (fill_) return;
    std::fill(out.origin.begin() + out.begin, out.origin.begin() + out.end, Origin::Source);
    const auto outer = [&](int from, int to) {
        walk(y, from, to, out);
        // Rounding may leave a pixel next to the interval on the source as well: it is the
        // border's.
        for (int i = from; i < to; ++i)
            if (Origin& origin = out.origin[static_cast<std::size_t>(i)]; origin == Origin::Source)
                origin = Origin::Folded;
    };
    outer(0, out.begin);
    outer(out.end, width);
}

}  // namespace diorama
