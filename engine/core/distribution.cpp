#include "engine/core/distribution.hpp"

#include <algorithm>

namespace diorama {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

double draw_normal(const Normal& d, Rng& rng) {
    for (int attempt = 0; attempt < 64; ++attempt) {
        const double x = d.mean + d.std * rng.normal();
        if (x >= d.min && x <= d.max) return x;
    }
    return std::clamp(d.mean, d.min, d.max);
}

}  // namespace

std::size_t draw_index(const std::vector<double>& weights, Rng& rng) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    const double target = rng.uniform() * sum;
    double cumulative = 0;
    std::size_t last_positive = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > 0) last_positive = i;
        cumulative += weights[i];
        if (target < cumulative) return i;
    }
    return last_positive;
}

double Distribution::draw(Rng& rng) const {
    return std::visit(
        Overloaded{
            [](const Constant& d) { return d.value; },
            [&](const Uniform& d) { return rng.uniform(d.low, d.high); },
            [&](const LogUniform& d) {
                const double t = rng.uniform(portable_log(d.low), portable_log(d.high));
                return std::clamp(portable_exp(t), d.low, d.high);
            },
            [&](const Normal& d) { return draw_normal(d, rng); },
            [&](const IntRange& d) { return static_cast<double>(rng.integer(d.low, d.high)); },
            [&](const NumberChoice& d) { return d.values[draw_index(d.weights, rng)]; },
            [&](const Beta& d) { return d.min + (d.max - d.min) * rng.beta(d.a, d.b); },
            [&](const Poisson& d) { return static_cast<double>(rng.poisson(d.mean)); },
        },
        kind_);
}

std::pair<double, double> Distribution::range() const {
    using Range = std::pair<double, double>;
    return std::visit(Overloaded{
                          [](const Constant& d) {
                              return Range{d.value, d.value};
                          },
                          [](const Uniform& d) {
                              return Range{d.low, d.high};
                          },
                          [](const LogUniform& d) {
                              return Range{d.low, d.high};
                          },
                          [](const Normal& d) {
                              return Range{d.min, d.max};
                          },
                          [](const IntRange& d) {
                              return Range{static_cast<double>(d.low), static_cast<double>(d.high)};
                          },
                          [](const NumberChoice& d) {
                              const auto [low, high] =
                                  std::minmax_element(d.values.begin(), d.values.end());
                              return Range{*low, *high};
                          },
                          [](const Beta& d) {
                              return Range{d.min, d.max};
                          },
                          [](const Poisson&) {
                              return Range{0.0, std::numeric_limits<double>::infinity()};
                          },
                      },
                      kind_);
}

}  // namespace diorama
