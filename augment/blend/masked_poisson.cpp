#include "augment/blend/masked_poisson.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "augment/blend/dilate.hpp"

namespace diorama {
namespace {

constexpr int kMaxIterations = 60;
constexpr int kCoarsestSweeps = 8;
constexpr int kBand = 12;  // pixels of a level, from its outline, that have values of their own
constexpr float kFastest = 0.08f;  // the smallest ratio of two steps that is believed

/// The pixels of one level inside a frame of zeros: one wide to the left and above, two to the
/// right and below, where the next coarser level may still have a point.
struct Grid {
    Extent extent;
    std::ptrdiff_t stride = 0;

    explicit Grid(Extent e) : extent(e), stride(e.width + 3) {}
    std::size_t size() const { return Extent{extent.width + 3, extent.height + 3}.area(); }
    std::ptrdiff_t index(int x, int y) const { return (y + 1) * stride + x + 1; }
    Grid coarser() const { return Grid({extent.width / 2 + 1, extent.height / 2 + 1}); }
    bool is_coarsest() const { return extent.width <= 2 && extent.height <= 2; }
};

/// Memory that a thread keeps from one solution to the next: fresh pages cost as much as half a
/// solution.
template <class T>
std::vector<std::vector<T>>& spare_memory() {
    thread_local std::vector<std::vector<T>> spare;
    return spare;
}

/// One value for each pixel and for the frame around them, all 0 at first.
template <class T>
class Field {
 public:
    explicit Field(const Grid& grid) {
        auto& spare = spare_memory<T>();
        if (!spare.empty()) {
            values_ = std::move(spare.back());
            spare.pop_back();
        }
        values_.assign(grid.size(), T{});
    }
    ~Field() {
        if (values_.capacity() > 0 && values_.capacity() <= kMostKept)
            spare_memory<T>().push_back(std::move(values_));
    }
    Field(Field&& other) noexcept = default;
    Field& operator=(Field&&) = delete;

    T& operator[](std::ptrdiff_t i) { return values_.data()[i]; }
    const T& operator[](std::ptrdiff_t i) const { return values_.data()[i]; }
    T* at(std::ptrdiff_t i) { return values_.data() + i; }
    const T* at(std::ptrdiff_t i) const { return values_.data() + i; }

 private:
    static constexpr std::size_t kMostKept = std::size_t{1} << 18;  // values; larger is freed
    std::vector<T> values_;
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
    /// The first column of a color from `x` on; every second one has it; negative: none in the row.
    static int first(int x, int y, int color) { return x + ((x + y + color) & 1); }

    Float4 neighbors(const Float4* x, std::ptrdiff_t) const {
        return (x[-1] + x[1]) + (x[-grid.stride] + x[grid.stride]);
    }
    Float4 regular_neighbors(const Float4* x) const { return neighbors(x, 0); }
    float regular_diagonal() const { return 4.0f; }
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
    Row regular_row{};  // of all pixels far inside

    explicit CoarseOperator(const Grid& g) : grid(g), diagonal(g), later(g) {}
    static int first(int x, int y, int color) {
        return (y & 1) == color / 2 ? x + ((x + color) & 1) : -1;
    }

    Float4 neighbors(const Float4* x, std::ptrdiff_t i) const {
        const Later &c = later[i], *above = later.at(i - grid.stride);
        const Float4 *north = x - grid.stride, *south = x + grid.stride;
        return ((later[i - 1].east * x[-1] + above[-1].south_east * north[-1]) +
                (above[0].south * north[0] + above[1].south_west * north[1])) +
               ((c.east * x[1] + c.south_west * south[-1]) +
                (c.south * south[0] + c.south_east * south[1]));
    }
    Float4 regular_neighbors(const Float4* x) const {
        const Float4 *north = x - grid.stride, *south = x + grid.stride;
        return (-regular_row[5] * (x[-1] + x[1]) + -regular_row[7] * (north[0] + south[0])) +
               -regular_row[8] * ((north[-1] + north[1]) + (south[-1] + south[1]));
    }
    float regular_diagonal() const { return regular_row[4]; }
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

/// Pixels of a row, all regular or none.
struct Run {
    int x = 0, y = 0, count = 0;
    bool regular = false;
};

Float4::Lanes magnitude(const Float4& a) { return a.lanes < 0.0f ? -a.lanes : a.lanes; }
void raise(Float4::Lanes& largest, const Float4& a) {
    const Float4::Lanes size = magnitude(a);
    largest = size > largest ? size : largest;
}

/// A level of the hierarchy. What is solved for is a function v on its pixels, which is a function
/// of the next coarser level, interpolated, plus values of its own on the active pixels: those
/// within kBand of an outline. Further inside the coarser level says all.
template <class Operator>
struct Level {
    Operator op;
    Image<std::uint8_t> member, regular;  // regular: the row is the one of all pixels far inside
    Image<std::uint8_t> active;
    std::vector<Run> runs;     // of the active pixels
    std::vector<Run> touched;  // of those and the pixels next to them
    Field<Float4> v;           // on the touched pixels, 0 elsewhere
    Field<Float4> from_below;  // the share of the coarser level in it
    Field<Float4> b, residual;

    explicit Level(const Grid& grid)
        : op(grid),
          member(grid.extent),
          regular(grid.extent),
          v(grid),
          from_below(grid),
          b(grid),
          residual(grid) {}

    const Grid& grid() const { return op.grid; }
    bool has(std::ptrdiff_t i) const { return op.diagonal.has(i); }

    /// @param all  whether all pixels are active, because b has values everywhere.
    void set_active(bool all) {
        active = member;
        Image<std::uint8_t> around = member;
        if (!all) {
            Image<std::uint8_t> outline(member.extent());
            for (std::size_t i = 0; i < outline.pixels().size(); ++i)
                outline.pixels()[i] = member.pixels()[i] & (regular.pixels()[i] ^ 1);
            active = dilated(outline, kBand);
            around = dilated(active, 1);
            for (std::size_t i = 0; i < outline.pixels().size(); ++i) {
                active.pixels()[i] &= member.pixels()[i];
                around.pixels()[i] &= member.pixels()[i];
            }
        }
        runs = runs_of(active);
        touched = runs_of(around);
    }

    std::vector<Run> runs_of(const Image<std::uint8_t>& mask) const {
        std::vector<Run> found;
        for (int y = 0; y < mask.height(); ++y) {
            const std::uint8_t *in = mask.row(y), *plain = regular.row(y);
            for (int x = 0; x < mask.width();) {
                int end = x + 1;
                while (end < mask.width() && in[end] == in[x] && (!in[x] || plain[end] == plain[x]))
                    ++end;
                if (in[x]) found.push_back({x, y, end - x, plain[x] != 0});
                x = end;
            }
        }
        return found;
    }

    /// Gauss-Seidel on the active pixels of one color.
    /// @param change  raised to the largest change.
    void smooth(int color, Float4::Lanes* change = nullptr) {
        const float regular_inverse = 1.0f / op.regular_diagonal();
        for (const Run& run : runs) {
            const int x = Operator::first(run.x, run.y, color);
            if (x < 0) continue;
            const std::ptrdiff_t end = grid().index(run.x, run.y) + run.count;
            std::ptrdiff_t i = grid().index(x, run.y);
            if (!run.regular) {
                for (; i < end; i += 2) {
                    const Float4 value = op.diagonal.inverse[i] * (b[i] + op.neighbors(v.at(i), i));
                    if (change) raise(*change, value - v[i]);
                    v[i] = value;
                }
            } else if (change) {
                for (; i < end; i += 2) {
                    const Float4 value = regular_inverse * (b[i] + op.regular_neighbors(v.at(i)));
                    raise(*change, value - v[i]);
                    v[i] = value;
                }
            } else {
                for (; i < end; i += 2)
                    v[i] = regular_inverse * (b[i] + op.regular_neighbors(v.at(i)));
            }
        }
    }
    void smooth_forward() {
        for (int color = 0; color < Operator::kColors; ++color) smooth(color);
    }
    void smooth_backward(Float4::Lanes* change = nullptr) {
        for (int color = Operator::kColors - 1; color >= 0; --color) smooth(color, change);
    }

    /// Takes the coarser level's share out of v, and sets the residual of what is left.
    void set_own_residual() {
        for (const Run& run : touched) {
            const std::ptrdiff_t begin = grid().index(run.x, run.y);
            for (std::ptrdiff_t i = begin; i < begin + run.count; ++i) v[i] -= from_below[i];
        }
        for (const Run& run : touched) {
            const std::ptrdiff_t begin = grid().index(run.x, run.y), end = begin + run.count;
            if (run.regular) {
                const float diagonal = op.regular_diagonal();
                for (std::ptrdiff_t i = begin; i < end; ++i)
                    residual[i] = b[i] + (op.regular_neighbors(v.at(i)) - diagonal * v[i]);
            } else {
                for (std::ptrdiff_t i = begin; i < end; ++i)
                    residual[i] = b[i] + (op.neighbors(v.at(i), i) - op.diagonal.value[i] * v[i]);
            }
        }
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

/// For each coarse point, how many of the 3x3 pixels around its place in the finer level are 1.
Image<std::uint8_t> counted_around(const Image<std::uint8_t>& fine) {
    Image<std::uint8_t> counts({fine.width() / 2 + 1, fine.height() / 2 + 1});
    std::vector<std::uint8_t> sums(static_cast<std::size_t>(fine.width()) + 3);
    for (int y = 0; y < counts.height(); ++y) {
        std::fill(sums.begin(), sums.end(), std::uint8_t{0});
        for (int v = std::max(0, 2 * y - 1); v <= std::min(fine.height() - 1, 2 * y + 1); ++v)
            for (int x = 0; x < fine.width(); ++x)
                sums[static_cast<std::size_t>(x + 1)] = static_cast<std::uint8_t>(
                    sums[static_cast<std::size_t>(x + 1)] + fine.at(x, v));
        for (int x = 0; x < counts.width(); ++x) {
            const std::uint8_t* at = sums.data() + 2 * x;
            counts.at(x, y) = static_cast<std::uint8_t>(at[0] + at[1] + at[2]);
        }
    }
    return counts;
}

/// Sets a coarser level's operator. A point is in its set where it interpolates to one in the
/// finer.
template <class Operator>
void coarsen(const Level<Operator>& fine, Level<CoarseOperator>& coarse) {
    const Image<std::uint8_t> present = counted_around(fine.member);
    const Image<std::uint8_t> regular = counted_around(fine.regular);
    Row& regular_row = coarse.op.regular_row;
    for (int y = 0; y < coarse.member.height(); ++y) {
        for (int x = 0; x < coarse.member.width(); ++x) {
            if (present.at(x, y) == 0) continue;
            const std::ptrdiff_t i = coarse.grid().index(x, y);
            coarse.member.at(x, y) = 1;
            if (regular.at(x, y) < 9) {
                coarse.op.set_row(i, galerkin_row(fine, x, y));
                continue;
            }
            if (regular_row[4] == 0) regular_row = galerkin_row(fine, x, y);
            coarse.op.set_row(i, regular_row);
            coarse.regular.at(x, y) = 1;
        }
    }
}

/// b of the coarser level: the residual, weighted as the interpolation is.
template <class Operator>
void restrict_residual(const Level<Operator>& fine, Level<CoarseOperator>& coarse) {
    const Grid& grid = fine.grid();
    for (const Run& run : coarse.runs) {
        const Float4* middle = fine.residual.at(grid.index(0, 2 * run.y));
        const Float4 *above = middle - grid.stride, *below = middle + grid.stride;
        const auto column = [&](std::ptrdiff_t x) {
            return middle[x] + 0.5f * (above[x] + below[x]);
        };
        Float4* b = coarse.b.at(coarse.grid().index(0, run.y));
        Float4 left = column(2 * run.x - 1);
        for (int x = run.x; x < run.x + run.count; ++x) {
            const Float4 right = column(2 * x + 1);
            b[x] = column(2 * x) + 0.5f * (left + right);
            left = right;
        }
    }
}

/// Visits the pixels of a run with the values that a coarser level's v gives them.
template <class Visit>
void for_interpolated(const Level<CoarseOperator>& coarse, const Run& run, Visit visit) {
    const Float4* above = coarse.v.at(coarse.grid().index(0, run.y / 2));
    const Float4* below = above + (run.y % 2) * coarse.grid().stride;
    const auto column = [&](int x) { return 0.5f * (above[x] + below[x]); };
    int x = run.x;
    const int end = run.x + run.count;
    Float4 left = column(x / 2);
    if (x % 2 != 0) {
        const Float4 right = column(x / 2 + 1);
        visit(x++, 0.5f * (left + right));
        left = right;
    }
    for (; x + 1 < end; x += 2) {
        const Float4 right = column(x / 2 + 1);
        visit(x, left);
        visit(x + 1, 0.5f * (left + right));
        left = right;
    }
    if (x < end) visit(x, left);
}

/// Adds the coarser level's share to v again.
/// @param change  raised to the largest difference between this share and the last.
template <class Operator>
void add_interpolated(const Level<CoarseOperator>& coarse, Level<Operator>& fine,
                      Float4::Lanes* change) {
    Float4::Lanes largest{};
    for (const Run& run : fine.touched) {
        const std::ptrdiff_t row = fine.grid().index(0, run.y);
        Float4 *v = fine.v.at(row), *share = fine.from_below.at(row);
        for_interpolated(coarse, run, [&](int x, const Float4& value) {
            raise(largest, value - share[x]);
            v[x] += value;
            share[x] = value;
        });
    }
    if (change) *change = largest > *change ? largest : *change;
}

/// Sets v on the pixels that are not active.
template <class Operator>
void fill_inside(const Level<CoarseOperator>& coarse, Level<Operator>& fine) {
    Image<std::uint8_t> inside(fine.member.extent());
    for (std::size_t i = 0; i < inside.pixels().size(); ++i)
        inside.pixels()[i] = fine.member.pixels()[i] & (fine.active.pixels()[i] ^ 1);
    for (const Run& run : fine.runs_of(inside)) {
        Float4* v = fine.v.at(fine.grid().index(0, run.y));
        for_interpolated(coarse, run, [&](int x, const Float4& value) { v[x] = value; });
    }
}

class Multigrid {
 public:
    Multigrid(const Image<std::uint8_t>& omega, const Image<std::uint8_t>& degree,
              const Image<Float4>& b)
        : finest(Grid(omega.extent())) {
        const Grid& grid = finest.grid();
        for (int y = 0; y < omega.height(); ++y)
            for (int x = 0; x < omega.width(); ++x)
                if (omega.at(x, y) != 0) {
                    finest.member.at(x, y) = 1;
                    finest.op.diagonal.set(grid.index(x, y), static_cast<float>(degree.at(x, y)));
                    finest.b[grid.index(x, y)] = b.at(x, y);
                }
        bool all = false;
        for (int y = 0; y < omega.height(); ++y) {
            for (int x = 0; x < omega.width(); ++x) {
                const std::ptrdiff_t i = grid.index(x, y);
                if (finest.op.diagonal.value[i] != 4.0f || !finest.has(i - 1) ||
                    !finest.has(i + 1) || !finest.has(i - grid.stride) ||
                    !finest.has(i + grid.stride))
                    continue;
                finest.regular.at(x, y) = 1;
                const Float4& value = b.at(x, y);
                all = all || value[0] != 0 || value[1] != 0 || value[2] != 0;
            }
        }
        finest.set_active(all);
        for (Grid next = grid; !next.is_coarsest();) {
            next = next.coarser();
            coarser_.emplace_back(next);
            const std::size_t last = coarser_.size() - 1;
            if (last == 0)
                coarsen(finest, coarser_[0]);
            else
                coarsen(coarser_[last - 1], coarser_[last]);
            coarser_[last].set_active(all);
        }
    }

    /// Improves v of all levels.
    /// @return the largest change that was made.
    float cycle() {
        Float4::Lanes change{};
        descend(finest, 0, &change);
        return largest_magnitude(Float4(change));
    }

    /// Sets v of the finest level everywhere.
    void fill() {
        for (std::size_t i = coarser_.size(); i-- > 1;) fill_inside(coarser_[i], coarser_[i - 1]);
        if (!coarser_.empty()) fill_inside(coarser_[0], finest);
    }

    Level<FineOperator> finest;

 private:
    template <class Operator>
    void descend(Level<Operator>& level, std::size_t next, Float4::Lanes* change) {
        level.smooth_forward();
        if (next == coarser_.size()) {
            for (int i = 0; i < kCoarsestSweeps; ++i) {
                level.smooth_backward();
                level.smooth_forward();
            }
        } else {
            level.set_own_residual();
            restrict_residual(level, coarser_[next]);
            descend(coarser_[next], next + 1, nullptr);
            add_interpolated(coarser_[next], level, change);
        }
        level.smooth_backward(change);
    }

    std::vector<Level<CoarseOperator>> coarser_;
};

}  // namespace

Image<Float4> solve_masked_poisson(const Image<std::uint8_t>& omega,
                                   const Image<std::uint8_t>& degree, Image<Float4> b,
                                   float tolerance, PoissonProgress* progress) {
    Multigrid multigrid(omega, degree, b);
    PoissonProgress made;
    while (made.iterations < kMaxIterations) {
        const float step = multigrid.cycle();
        // What is left is about as much smaller than this step as this step than the last, but a
        // single lucky step does not count as speed.
        const float speed = made.iterations > 0 && made.last_step > 0
                                ? std::clamp(step / made.last_step, kFastest, 1.0f)
                                : 1.0f;
        made.last_step = step;
        ++made.iterations;
        if (step * speed <= tolerance) break;
    }
    if (progress != nullptr) *progress = made;
    multigrid.fill();
    const Level<FineOperator>& level = multigrid.finest;
    for (int y = 0; y < omega.height(); ++y)
        std::copy_n(level.v.at(level.grid().index(0, y)), omega.width(), b.row(y));
    return b;
}

}  // namespace diorama
