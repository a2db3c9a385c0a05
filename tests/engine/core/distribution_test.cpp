#include "engine/core/distribution.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/core/statistics.hpp"

namespace diorama {
namespace {

using testing::chi_square;
using testing::chi_square_limit;
using testing::kKsLimit;
using testing::ks_statistic;

std::vector<double> draws(const Distribution& distribution, std::size_t count = 40000) {
    Rng rng{21};
    std::vector<double> sample(count);
    for (double& x : sample) x = distribution.draw(rng);
    return sample;
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(Distribution, ANumberIsAConstantAndDrawsNothing) {
    const Distribution five = 5;
    Rng used{1}, fresh{1};
    EXPECT_EQ(five.draw(used), 5);
    EXPECT_EQ(used.bits64(), fresh.bits64());
    EXPECT_EQ(five.range(), std::pair(5.0, 5.0));
}

TEST(Distribution, Uniform) {
    const Distribution d = Uniform{-3, 7};
    EXPECT_LT(ks_statistic(draws(d), [](double x) { return (x + 3) / 10; }), kKsLimit);
    EXPECT_EQ(d.range(), std::pair(-3.0, 7.0));
}

TEST(Distribution, LogUniform) {
    const Distribution d = LogUniform{0.01, 100};
    const auto sample = draws(d);
    EXPECT_LT(ks_statistic(sample, [](double x) { return (std::log10(x) + 2) / 4; }), kKsLimit);
    for (const double x : sample) ASSERT_TRUE(x >= 0.01 && x <= 100);
    EXPECT_EQ(draws(LogUniform{3, 3}, 1)[0], 3);
}

TEST(Distribution, Normal) {
    EXPECT_LT(ks_statistic(draws(Normal{.mean = 4, .std = 0.5}),
                           [](double x) { return normal_cdf((x - 4) / 0.5); }),
              kKsLimit);
}

TEST(Distribution, TruncatedNormalKeepsItsShape) {
    const Distribution d = Normal{.mean = 45, .std = 6, .min = 42, .max = 60};
    const auto sample = draws(d);
    const double low = normal_cdf(-0.5), high = normal_cdf(2.5);
    EXPECT_LT(
        ks_statistic(sample,
                     [&](double x) { return (normal_cdf((x - 45) / 6) - low) / (high - low); }),
        kKsLimit);
    for (const double x : sample) ASSERT_TRUE(x >= 42 && x <= 60);
    EXPECT_EQ(d.range(), std::pair(42.0, 60.0));
}

TEST(Distribution, NormalFarOutsideItsRangeIsItsNearestEnd) {
    for (const double x : draws(Normal{.mean = 0, .std = 1, .min = 40, .max = 50}, 10))
        EXPECT_EQ(x, 40);
}

TEST(Distribution, IntRange) {
    std::vector<double> counts(5), expected(5, 8000);
    for (const double x : draws(IntRange{-1, 3})) {
        ASSERT_EQ(x, std::floor(x));
        ++counts.at(static_cast<std::size_t>(x + 1));
    }
    EXPECT_LT(chi_square(counts, expected), chi_square_limit(4));
}

TEST(Distribution, NumberChoiceFollowsItsWeights) {
    const Distribution d = NumberChoice{{10, 20, 30, 40}, {1, 0, 2, 5}};
    std::vector<double> counts(3);
    for (const double x : draws(d)) {
        ASSERT_NE(x, 20);
        ++counts[x == 10 ? 0 : x == 30 ? 1 : 2];
    }
    EXPECT_LT(chi_square(counts, {5000, 10000, 25000}), chi_square_limit(2));
    EXPECT_EQ(d.range(), std::pair(10.0, 40.0));
}

TEST(Distribution, BetaIsStretchedOverItsRange) {
    const Distribution d = Beta{.a = 2, .b = 1, .min = -1, .max = 3};
    EXPECT_LT(ks_statistic(draws(d),
                           [](double x) {
                               const double t = (x + 1) / 4;
                               return t * t;
                           }),
              kKsLimit);
    EXPECT_EQ(d.range(), std::pair(-1.0, 3.0));
}

TEST(Distribution, Poisson) {
    double sum = 0, squares = 0;
    const auto sample = draws(Poisson{2.5});
    for (const double x : sample) sum += x, squares += x * x;
    const double n = static_cast<double>(sample.size()), mean = sum / n;
    EXPECT_NEAR(mean, 2.5, 4 * std::sqrt(2.5 / n));
    EXPECT_NEAR(squares / n - mean * mean, 2.5, 0.1);
}

TEST(Distribution3, DrawsInOrder) {
    const Distribution3 d{Uniform{0, 1}, 7.0, Uniform{0, 1}};
    Rng all{3}, one{3};
    const glm::vec3 v = draw(d, all);
    EXPECT_EQ(v.x, static_cast<float>(one.uniform()));
    EXPECT_EQ(v.y, 7);
    EXPECT_EQ(v.z, static_cast<float>(one.uniform()));
}

TEST(DrawIndex, NeverAnIndexWithoutWeight) {
    Rng rng{4};
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(draw_index({0, 3, 0}, rng), 1u);
        const std::size_t index = draw_index({0.1, 0, 0.2, 0}, rng);
        EXPECT_TRUE(index == 0 || index == 2);
    }
}

TEST(Choice, EvenWithoutWeights) {
    Choice<std::string> choice;
    choice.values = {"a", "b", "c"};
    Rng rng{5};
    std::vector<double> counts(3);
    for (int i = 0; i < 30000; ++i) ++counts[static_cast<std::size_t>(choice.draw(rng)[0] - 'a')];
    EXPECT_LT(chi_square(counts, {10000, 10000, 10000}), chi_square_limit(2));
    choice.weights = {0, 1, 0};
    EXPECT_EQ(choice.draw(rng), "b");
    EXPECT_EQ(Choice<int>(9).draw(rng), 9);
    EXPECT_TRUE(Choice<int>{}.empty());
}

}  // namespace
}  // namespace diorama
