/// Tests of fit for random draws, with thresholds that a right generator misses once in 10^4 runs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace diorama::testing {

/// sup |empirical - cdf| * sqrt(n) of a sample (Kolmogorov-Smirnov).
template <class Cdf>
double ks_statistic(std::vector<double> sample, Cdf cdf) {
    std::sort(sample.begin(), sample.end());
    const double n = static_cast<double>(sample.size());
    double largest = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double expected = cdf(sample[i]);
        largest = std::max({largest, std::abs(expected - static_cast<double>(i) / n),
                            std::abs(expected - static_cast<double>(i + 1) / n)});
    }
    return largest * std::sqrt(n);
}
constexpr double kKsLimit = 2.225;  // 2 exp(-2 x^2) = 1e-4

/// Sum of (observed - expected)^2 / expected over bins.
inline double chi_square(const std::vector<double>& observed, const std::vector<double>& expected) {
    double sum = 0;
    for (std::size_t i = 0; i < observed.size(); ++i)
        sum += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
    return sum;
}

/// The value that chi_square exceeds with probability 1e-4 (Wilson and Hilferty, PNAS 1931).
inline double chi_square_limit(std::size_t degrees_of_freedom) {
    const double n = static_cast<double>(degrees_of_freedom), v = 2 / (9 * n);
    return n * std::pow(1 - v + 3.719 * std::sqrt(v), 3);
}

}  // namespace diorama::testing
