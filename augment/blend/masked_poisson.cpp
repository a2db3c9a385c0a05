#include "augment/blend/masked_poisson.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace diorama {
namespace {

constexpr int kMaxIterations = 60;
constexpr int kCoarsestSweeps = 8;
constexpr float kFastest = 0.08f;  // the smallest ratio of two steps that is believed

/// The pixels of one level inside a frame of zeros: one wide to the left and above, two to the
/// right and below, where the next coarser level may still have a point.
struct Grid {
    int width = 0, height = 0;
    std::ptrdiff_t stride = 0;

    explicit Grid(Extent extent)
        : width(extent.width), height(extent.height), stride(extent.width + 3) {}
    std::size_t size() const { return Extent{width + 3, height + 3}.area(); }
    std::ptrdiff_t index(int x, int y) const { return (y + 1) * stride + x + 1; }
    Grid coarser() const { return Grid({width / 2 + 1, height / 2 + 1}); }
    bool is_coarsest() const { return width <= 2 && height <= 2; }
};

/// One value for each pixel and for the frame around them.
template <class T>
struct Field {
    std::vector<T> values;

    explicit Field(const Grid& grid) : values(grid.size()) {}
    T& operator[](std::ptrdiff_t i) { return values.data()[i]; }
    const T& operator[](std::ptrdiff_t i) const { return values.data()[i]; }
    T* at(std::ptrdiff_t i) { return values.data() + i; }
    const T* at(std::ptrdiff_t i) const { return values.data() + i; }
};

/// The couplings of a pixel to its 3x3 neighborhood, row by row; [4] is the pixel's own.
using Row = std::array<float, 9>;

/// The pixels of an operator's set: the inverse of their diagonal, which is 0 outside the set.
struct Diagonal {
    Field<float> value, inverse;

    explicit Diagonal(const Grid& grid) : value(grid), inverse(grid) {}
    bool has(std::ptrdiff_t i) const { return value[i] > 0; }
    void set(std::ptrdiff_t i, float diagonal) {
        value[i] = diagonal;
        inverse[i] = 1.0f / diagonal;
    }
};

/// The finest level's operator: a diagonal, and -1 for each neighbor in the set. `neighbors` sums
/// up what a pixel is coupled to, each coupling negated; vectors are 0 outside the set.
struct FineOperator {
    static constexpr int kColors = 2;  // of a checkerboard: no pixel is coupled to its own color
    Grid grid;
    Diagonal diagonal;

    explicit FineOperator(const Grid& g) : grid(g), diagonal(g) {}
    static int color(int x, int y) { return (x + y) % 2; }

    Float4 neighbors(const Float4* x, std::ptrdiff_t) const {
        return (x[-1] + x[1]) + (x[-grid.stride] + x[grid.stride]);
    }
    Row row(std::ptrdiff_t i) const {
        const auto to = [&](std::ptrdiff_t j) { return diagonal.has(j) ? -1.0f : 0.0f; };
        return {0, to(i - grid.stride), 0, to(i - 1), diagonal.value[i], to(i + 1),
                0, to(i + grid.stride), 0};
    }
};

/// A symmetric operator with nine couplings, each stored once, negated, at the earlier pixel.
struct CoarseOperator {
    static constexpr int kColors = 4;  // of 2x2 tiles
    struct Later {
        float east = 0, south_west = 0, south = 0, south_east = 0;
    };
    Grid grid;
    Diagonal diagonal;
    Field<Later> later;

    explicit CoarseOperator(const Grid& g) : grid(g), diagonal(g), later(g) {}
    static int color(int x, int y) { return 2 * (y % 2) + x % 2; }

    Float4 neighbors(const Float4* x, std::ptrdiff_t i) const {
        const Later &c = later[i], *above = later.at(i - grid.stride);
        const Float4 *north = x - grid.stride, *south = x + grid.stride;
        return ((later[i - 1].east * x[-1] + above[-1].south_east * north[-1]) +
                (above[0].south * north[0] + above[1].south_west * north[1])) +
               ((c.east * x[1] + c.south_west * south[-1]) +
                (c.south * south[0] + c.south_east * south[1]));
    }
    Row row(std::ptrdiff_t i) const {
        const Later* above = later.at(i - grid.stride);
        const Later& c = later[i];
        return {-above[-1].south_east, -above[0].south,   -above[1].south_west,
                -later[i - 1].east,    diagonal.value[i], -c.east,
                -c.south_west,         -c.south,          -c.south_east};
    }
    void set_row(std::ptrdiff_t i, const Row& row) {
        diagonal.set(i, row[4]);
        later[i] = {-row[5], -row[6], -row[7], -row[8]};
    }
};

/// A level of the hierarchy, and its vectors in a V-cycle.
template <class Operator>
struct Level {
    struct Span {
        int first = 0, last = -1;
    };
    Operator op;
    Field<Float4> x, b, residual;
    Field<std::uint8_t> regular;  // not 0: the row is the one that all pixels far inside have
    std::vector<Span> spans;      // of every row: its first and last pixel in the set

    explicit Level(const Grid& grid)
        : op(grid),
          x(grid),
          b(grid),
          residual(grid),
          regular(grid),
          spans(static_cast<std::size_t>(grid.height)) {}

    const Grid& grid() const { return op.grid; }
    bool has(std::ptrdiff_t i) const { return op.diagonal.has(i); }
    const Span& span(int y) const { return spans[static_cast<std::size_t>(y)]; }

    void find_spans() {
        for (int y = 0; y < grid().height; ++y) {
            Span& span = spans[static_cast<std::size_t>(y)];
            const std::ptrdiff_t begin = grid().index(0, y);
            while (span.first < grid().width && !has(begin + span.first)) ++span.first;
            span.last = grid().width - 1;
            while (span.last >= span.first && !has(begin + span.last)) --span.last;
        }
    }

    /// Visits all pixels of the set, and those between them in a row.
    template <class Visit>
    void for_each(Visit visit) const {
        for (int y = 0; y < grid().height; ++y) {
            const std::ptrdiff_t begin = grid().index(0, y), end = begin + span(y).last;
            for (std::ptrdiff_t i = begin + span(y).first; i <= end; ++i) visit(i);
        }
    }
    Float4 applied(const Field<Float4>& v, std::ptrdiff_t i) const {
        return op.diagonal.value[i] * v[i] - op.neighbors(v.at(i), i);
    }

    /// Gauss-Seidel on the pixels of one color.
    void smooth(int color) {
        for (int y = 0; y < grid().height; ++y) {
            int first = span(y).first;
            while (first <= span(y).last && Operator::color(first, y) != color) {
                // A color that is not in this row at all is told by two pixels.
                if (++first > span(y).first + 1) first = span(y).last + 1;
            }
            const std::ptrdiff_t begin = grid().index(0, y), end = begin + span(y).last;
            for (std::ptrdiff_t i = begin + first; i <= end; i += 2)
                x[i] = op.diagonal.inverse[i] * (b[i] + op.neighbors(x.at(i), i));
        }
    }
    void smooth_forward() {
        for (int color = 0; color < Operator::kColors; ++color) smooth(color);
    }
    void smooth_backward() {
        for (int color = Operator::kColors - 1; color >= 0; --color) smooth(color);
    }
    void set_residual() {
        for_each([&](std::ptrdiff_t i) { residual[i] = has(i) ? b[i] - applied(x, i) : Float4(); });
    }
};

/// Gathers five fine values into the three coarse points that interpolate to them.
template <class Value>
void add_to_parents(Value value, float& left, float& middle, float& right) {
    left += value(0) + 0.5f * value(1);
    middle += value(2) + 0.5f * (value(1) + value(3));
    right += value(4) + 0.5f * value(3);
}

/// The row of coarse point (x, y) in the Galerkin product, from the fine rows around it.
template <class Operator>
Row galerkin_row(const Level<Operator>& fine, int x, int y) {
    constexpr float kWeights[] = {0.5f, 1.0f, 0.5f};
    // The weighted sum of the fine rows, whose couplings reach two pixels from the coarse point ...
    float reach[5][5] = {};
    for (int dy = 0; dy < 3; ++dy) {
        for (int dx = 0; dx < 3; ++dx) {
            const std::ptrdiff_t i = fine.grid().index(2 * x + dx - 1, 2 * y + dy - 1);
            if (!fine.has(i)) continue;
            const Row row = fine.op.row(i);
            const float weight = kWeights[dx] * kWeights[dy];
            for (int v = 0; v < 3; ++v)
                for (int u = 0; u < 3; ++u)
                    reach[dy + v][dx + u] += weight * row[static_cast<std::size_t>(3 * v + u)];
        }
    }
    // ... and what its columns, and then its rows, are interpolated from.
    float columns[5][3] = {};
    for (int v = 0; v < 5; ++v)
        add_to_parents([&](int u) { return reach[v][u]; }, columns[v][0], columns[v][1],
                       columns[v][2]);
    Row sum{};
    for (std::size_t u = 0; u < 3; ++u)
        add_to_parents([&](int v) { return columns[v][u]; }, sum[u], sum[3 + u], sum[6 + u]);
    return sum;
}

/// Sets a coarser level's operator. A point is in its set where it interpolates to one in the
/// finer.
template <class Operator>
void coarsen(const Level<Operator>& fine, Level<CoarseOperator>& coarse) {
    Row regular_row{};
    bool have_regular_row = false;
    for (int y = 0; y < coarse.grid().height; ++y) {
        for (int x = 0; x < coarse.grid().width; ++x) {
            int present = 0, regular = 0;
            for (int dy = -1; dy <= 1; ++dy) {
                const std::ptrdiff_t i = fine.grid().index(2 * x, 2 * y + dy);
                for (std::ptrdiff_t j = i - 1; j <= i + 1; ++j) {
                    present += fine.has(j) ? 1 : 0;
                    regular += fine.regular[j];
                }
            }
            if (present == 0) continue;
            const std::ptrdiff_t i = coarse.grid().index(x, y);
            coarse.regular[i] = regular == 9 ? 1 : 0;
            if (regular < 9) {
                coarse.op.set_row(i, galerkin_row(fine, x, y));
                continue;
            }
            if (!have_regular_row) regular_row = galerkin_row(fine, x, y);
            have_regular_row = true;
            coarse.op.set_row(i, regular_row);
        }
    }
    coarse.find_spans();
}

/// b of the coarser level: the residual, weighted as the interpolation is.
template <class Operator>
void restrict_residual(const Level<Operator>& fine, Level<CoarseOperator>& coarse) {
    const Grid& grid = fine.grid();
    for (int y = 0; y < coarse.grid().height; ++y) {
        const Float4* middle = fine.residual.at(grid.index(0, 2 * y));
        const Float4 *above = middle - grid.stride, *below = middle + grid.stride;
        const auto column = [&](std::ptrdiff_t x) {
            return middle[x] + 0.5f * (above[x] + below[x]);
        };
        Float4* b = coarse.b.at(coarse.grid().index(0, y));
        for (int x = coarse.span(y).first; x <= coarse.span(y).last; ++x)
            b[x] = column(2 * x) + 0.5f * (column(2 * x - 1) + column(2 * x + 1));
    }
}

template <class Operator>
void add_interpolated(const Level<CoarseOperator>& coarse, Level<Operator>& fine) {
    const Grid& grid = fine.grid();
    for (int y = 0; y < grid.height; ++y) {
        const Float4* above = coarse.x.at(coarse.grid().index(0, y / 2));
        const Float4* below = above + (y % 2) * coarse.grid().stride;
        const auto column = [&](int x) { return 0.5f * (above[x] + below[x]); };
        const std::ptrdiff_t begin = grid.index(0, y);
        for (int x = fine.span(y).first; x <= fine.span(y).last; ++x) {
            if (!fine.has(begin + x)) continue;
            fine.x[begin + x] +=
                x % 2 == 0 ? column(x / 2) : 0.5f * (column(x / 2) + column(x / 2 + 1));
        }
    }
}

class Multigrid {
 public:
    Multigrid(const Image<std::uint8_t>& omega, const Image<std::uint8_t>& degree)
        : finest(Grid(omega.extent())) {
        for (int y = 0; y < omega.height(); ++y)
            for (int x = 0; x < omega.width(); ++x)
                if (omega.at(x, y) != 0)
                    finest.op.diagonal.set(finest.grid().index(x, y),
                                           static_cast<float>(degree.at(x, y)));
        finest.find_spans();
        const std::ptrdiff_t stride = finest.grid().stride;
        finest.for_each([&](std::ptrdiff_t i) {
            const bool inside = finest.has(i - 1) && finest.has(i + 1) && finest.has(i - stride) &&
                                finest.has(i + stride);
            finest.regular[i] = inside && finest.op.diagonal.value[i] == 4.0f ? 1 : 0;
        });
        Grid grid = finest.grid();
        while (!grid.is_coarsest()) {
            grid = grid.coarser();
            coarser_.emplace_back(grid);
            const std::size_t last = coarser_.size() - 1;
            if (last == 0)
                coarsen(finest, coarser_[0]);
            else
                coarsen(coarser_[last - 1], coarser_[last]);
        }
    }

    /// finest.x from finest.b: roughly its solution, as a fixed symmetric linear map.
    void cycle() { descend(finest, 0); }

    Level<FineOperator> finest;

 private:
    template <class Operator>
    void descend(Level<Operator>& level, std::size_t next) {
        level.for_each([&](std::ptrdiff_t i) { level.x[i] = Float4(); });
        level.smooth_forward();
        if (next == coarser_.size()) {
            for (int i = 0; i < kCoarsestSweeps; ++i) {
                level.smooth_backward();
                level.smooth_forward();
            }
        } else {
            level.set_residual();
            restrict_residual(level, coarser_[next]);
            descend(coarser_[next], next + 1);
            add_interpolated(coarser_[next], level);
        }
        level.smooth_backward();
    }

    std::vector<Level<CoarseOperator>> coarser_;
};

/// a / b by lanes, 0 where b is.
Float4 ratio(const Float4& a, const Float4& b) {
    Float4 result;
    for (int lane = 0; lane < 3; ++lane)
        result.lanes[lane] = b[lane] != 0.0f ? a[lane] / b[lane] : 0.0f;
    return result;
}

/// The sum over the set of what `term` gives, by rows, so that rounding does not grow with the
/// area.
template <class Term>
Float4 summed(const Level<FineOperator>& level, Term term) {
    Float4 total;
    for (int y = 0; y < level.grid().height; ++y) {
        const std::ptrdiff_t begin = level.grid().index(0, y), end = begin + level.span(y).last;
        Float4 sum;
        for (std::ptrdiff_t i = begin + level.span(y).first; i <= end; ++i) sum += term(i);
        total += sum;
    }
    return total;
}

Float4::Lanes magnitude(const Float4& a) { return a.lanes < 0.0f ? -a.lanes : a.lanes; }

/// Conjugate gradients, each channel with its own coefficients; `x` enters as 0.
PoissonProgress conjugate_gradients(Multigrid& multigrid, Field<Float4>& x, float tolerance) {
    Level<FineOperator>& level = multigrid.finest;
    Field<Float4>& residual = level.b;
    Field<Float4>& image = level.residual;  // free outside a cycle
    Field<Float4> direction(level.grid());
    PoissonProgress progress;
    Float4 product;
    while (progress.iterations < kMaxIterations) {
        multigrid.cycle();
        const Float4 before = product;
        product = summed(level, [&](std::ptrdiff_t i) { return residual[i] * level.x[i]; });
        const Float4 beta = ratio(product, before);
        level.for_each([&](std::ptrdiff_t i) { direction[i] = level.x[i] + beta * direction[i]; });
        const Float4 curvature = summed(level, [&](std::ptrdiff_t i) {
            image[i] = level.has(i) ? level.applied(direction, i) : Float4();
            return direction[i] * image[i];
        });
        const Float4 alpha = ratio(product, curvature);
        Float4::Lanes largest{};
        level.for_each([&](std::ptrdiff_t i) {
            const Float4 change = alpha * direction[i];
            x[i] += change;
            residual[i] -= alpha * image[i];
            const Float4::Lanes size = magnitude(change);
            largest = size > largest ? size : largest;
        });
        const float step = largest_magnitude(largest);
        // What is left is about as much smaller than this step as this step than the last, but a
        // single lucky step does not count as speed.
        const float speed = progress.iterations > 0 && progress.last_step > 0
                                ? std::clamp(step / progress.last_step, kFastest, 1.0f)
                                : 1.0f;
        progress.last_step = step;
        ++progress.iterations;
        if (step * speed <= tolerance) break;
    }
    return progress;
}

}  // namespace

Image<Float4> solve_masked_poisson(const Image<std::uint8_t>& omega,
                                   const Image<std::uint8_t>& degree, const Image<Float4>& b,
                                   float tolerance, PoissonProgress* progress) {
    Multigrid multigrid(omega, degree);
    Level<FineOperator>& level = multigrid.finest;
    const Grid& grid = level.grid();
    for (int y = 0; y < grid.height; ++y)
        for (int x = 0; x < grid.width; ++x)
            if (omega.at(x, y) != 0) level.b[grid.index(x, y)] = b.at(x, y);
    Field<Float4> solution(grid);
    const PoissonProgress made = conjugate_gradients(multigrid, solution, tolerance);
    if (progress != nullptr) *progress = made;
    Image<Float4> result(omega.extent());
    for (int y = 0; y < grid.height; ++y)
        std::copy_n(solution.at(grid.index(0, y)), grid.width, result.row(y));
    return result;
}

}  // namespace diorama
