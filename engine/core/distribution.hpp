/// Random quantities as data: what a number or a choice in the configuration may be.
#pragma once

#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/math.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

struct Constant {
    double value = 0;
};
struct Uniform {
    double low = 0, high = 1;
};  // [low, high)
struct LogUniform {
    double low = 1, high = 2;
};                             // log is uniform; 0 < low <= high
struct Normal {                // redrawn until inside [min, max], at most
    double mean = 0, std = 1;  // 64 times, then clamped
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
};
struct IntRange {
    std::int64_t low = 0, high = 1;
};  // both ends
struct NumberChoice {
    std::vector<double> values, weights;
};  // equal sizes, not empty
struct Beta {
    double a = 1, b = 1, min = 0, max = 1;
};
struct Poisson {
    double mean = 1;
};

/// A number that is drawn anew for each sample. A plain number is a Constant.
class Distribution {
 public:
    using Kind =
        std::variant<Constant, Uniform, LogUniform, Normal, IntRange, NumberChoice, Beta, Poisson>;

    Distribution(double value = 0) : kind_(Constant{value}) {}  // NOLINT: a number is one
    Distribution(Kind kind) : kind_(std::move(kind)) {}         // NOLINT
    template <class A,
              class = std::enable_if_t<std::is_class_v<A> && std::is_constructible_v<Kind, A>>>
    Distribution(A kind) : kind_(std::move(kind)) {}  // NOLINT: Uniform{0, 1} is one

    const Kind& kind() const { return kind_; }
    /// One draw; consumes only from `rng`.
    double draw(Rng& rng) const;
    float draw_float(Rng& rng) const { return static_cast<float>(draw(rng)); }
    /// The smallest and largest value a draw can give (infinite for unbounded ones).
    std::pair<double, double> range() const;

 private:
    Kind kind_;
};

/// Three numbers, drawn in order: a position, a size, a color.
using Distribution3 = std::array<Distribution, 3>;
inline glm::vec3 draw(const Distribution3& d, Rng& rng) {
    const float x = d[0].draw_float(rng), y = d[1].draw_float(rng);
    return {x, y, d[2].draw_float(rng)};
}

/// One of several values with weights, each at least 0 and with a positive sum.
template <class T>
struct Choice {
    std::vector<T> values;
    std::vector<double> weights;  // empty: all equal

    Choice() = default;
    Choice(T value) : values{std::move(value)} {}  // NOLINT: a value is the choice of it alone
    bool empty() const { return values.empty(); }
    typename std::vector<T>::const_reference draw(Rng& rng) const;
};

/// The index drawn with the given weights: the first whose cumulative weight exceeds u * sum.
std::size_t draw_index(const std::vector<double>& weights, Rng& rng);

template <class T>
typename std::vector<T>::const_reference Choice<T>::draw(Rng& rng) const {
    assert(!values.empty());
    if (!weights.empty()) return values[draw_index(weights, rng)];
    return values[static_cast<std::size_t>(
        rng.integer(0, static_cast<std::int64_t>(values.size()) - 1))];
}

}  // namespace diorama
