#include "augment/blend/masked_poisson.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

/// A set in a picture of its own size, with what the picture asks of its pixels.
struct Problem {
    Image<std::uint8_t> omega, degree;
    Image<Float4> b;
};

/// The right side has values where a neighbor lies outside the set, as for a membrane, and
/// everywhere where `inside`, as for mixed gradients.
Problem problem_of(Rng& rng, const Image<std::uint8_t>& omega, bool inside) {
    Problem p{omega, Image<std::uint8_t>(omega.extent()), Image<Float4>(omega.extent())};
    const auto random_color = [&](double size) {
        Float4 color;
        for (int lane = 0; lane < 3; ++lane)
            color.lanes[lane] = static_cast<float>(rng.uniform(-size, size));
        return color;
    };
    for (int y = 0; y < omega.height(); ++y) {
        for (int x = 0; x < omega.width(); ++x) {
            if (omega.at(x, y) == 0) continue;
            const int neighbors[][2] = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
            for (const auto& [u, v] : neighbors) {
                if (u < 0 || v < 0 || u >= omega.width() || v >= omega.height()) continue;
                ++p.degree.at(x, y);
                if (omega.at(u, v) == 0) p.b.at(x, y) += random_color(200);
            }
            if (inside) p.b.at(x, y) += random_color(30);
        }
    }
    return p;
}

/// The slow and obvious way: a banded Cholesky factorization in double, one lane at a time.
std::vector<double> solve_directly(const Problem& p, int lane) {
    const int width = p.omega.width(), count = width * p.omega.height();
    const auto at = [&](int row, int offset) {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(width + 1) +
               static_cast<std::size_t>(offset);
    };
    const auto has = [&](int i) { return p.omega.pixels()[static_cast<std::size_t>(i)] != 0; };
    // factor[row][k]: the entry of column row - width + k; pixels outside the set are identities.
    std::vector<double> factor(at(count, 0), 0.0), x(static_cast<std::size_t>(count), 0.0);
    for (int i = 0; i < count; ++i) {
        factor[at(i, width)] = has(i) ? p.degree.pixels()[static_cast<std::size_t>(i)] : 1.0;
        if (!has(i)) continue;
        x[static_cast<std::size_t>(i)] = p.b.pixels()[static_cast<std::size_t>(i)][lane];
        if (i % width > 0 && has(i - 1)) factor[at(i, width - 1)] -= 1;
        if (i >= width && has(i - width)) factor[at(i, 0)] -= 1;
    }
    for (int i = 0; i < count; ++i) {
        for (int j = std::max(0, i - width); j <= i; ++j) {
            double sum = factor[at(i, j - i + width)];
            for (int k = std::max(0, i - width); k < j; ++k)
                sum -= factor[at(i, k - i + width)] * factor[at(j, k - j + width)];
            factor[at(i, j - i + width)] = i == j ? std::sqrt(sum) : sum / factor[at(j, width)];
        }
    }
    for (int i = 0; i < count; ++i) {
        double& value = x[static_cast<std::size_t>(i)];
        for (int k = std::max(0, i - width); k < i; ++k)
            value -= factor[at(i, k - i + width)] * x[static_cast<std::size_t>(k)];
        value /= factor[at(i, width)];
    }
    for (int i = count - 1; i >= 0; --i) {
        double& value = x[static_cast<std::size_t>(i)];
        for (int k = i + 1; k <= std::min(count - 1, i + width); ++k)
            value -= factor[at(k, i - k + width)] * x[static_cast<std::size_t>(k)];
        value /= factor[at(i, width)];
    }
    return x;
}

double largest_error(const Image<Float4>& found, const std::vector<double>& exact, int lane) {
    double error = 0;
    for (std::size_t i = 0; i < exact.size(); ++i)
        error = std::max(error, std::abs(exact[i] - static_cast<double>(found.pixels()[i][lane])));
    return error;
}

bool has_ring(const Image<std::uint8_t>& omega) {
    return std::count(omega.begin(), omega.end(), 0) > 0;
}

TEST(MaskedPoisson, OnePixelIsItsNeighborsMean) {
    Problem p{Image<std::uint8_t>({1, 1}, 1), Image<std::uint8_t>({1, 1}, 4),
              Image<Float4>({1, 1}, Float4(10.0f))};
    EXPECT_FLOAT_EQ(solve_masked_poisson(p.omega, p.degree, p.b, 0.01f).at(0, 0)[1], 2.5f);
}

TEST(MaskedPoisson, ALineBetweenTwoValuesIsStraight) {
    // Seven pixels in a row of a picture one pixel high, 0 to the left and 80 to the right.
    Problem p{Image<std::uint8_t>({7, 1}, 1), Image<std::uint8_t>({7, 1}, 2),
              Image<Float4>({7, 1})};
    p.b.at(6, 0) = Float4(80.0f);
    const Image<Float4> x = solve_masked_poisson(p.omega, p.degree, p.b, 0.001f);
    for (int i = 0; i < 7; ++i)
        EXPECT_NEAR(x.at(i, 0)[0], 10.0f * static_cast<float>(i + 1), 0.01f);
}

TEST(MaskedPoisson, AgreesWithADirectSolver) {
    Rng rng{31};
    double worst = 0;
    int most = 0, rounds = 0;
    while (rounds < 200) {
        const Extent extent{static_cast<int>(rng.integer(1, 44)),
                            static_cast<int>(rng.integer(1, 44))};
        const Image<std::uint8_t> omega = test::random_mask(rng, extent);
        if (!has_ring(omega)) continue;
        const Problem p = problem_of(rng, omega, rounds % 2 == 0);
        PoissonProgress progress;
        const Image<Float4> x = solve_masked_poisson(p.omega, p.degree, p.b, 0.1f, &progress);
        const int lane = rounds % 3;
        const double error = largest_error(x, solve_directly(p, lane), lane);
        ASSERT_LE(error, 0.5) << "round " << rounds << ", " << extent.width << "x" << extent.height;
        worst = std::max(worst, error);
        most = std::max(most, progress.iterations);
        ++rounds;
    }
    RecordProperty("worst_error", std::to_string(worst));
    RecordProperty("most_iterations", most);
    EXPECT_LE(most, 15);
}

TEST(MaskedPoisson, FramesAndCombsConverge) {
    // All but one pixel of a picture; a comb with teeth one pixel wide; single pixels.
    Rng rng{32};
    const Extent extent{40, 33};
    Image<std::uint8_t> all_but_one(extent, 1), comb(extent), dust(extent);
    all_but_one.at(17, 3) = 0;
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            comb.at(x, y) = x % 2 == 0 || y == 0 ? 1 : 0;
            dust.at(x, y) = rng.chance(0.5) ? 1 : 0;
        }
    }
    for (const auto& omega : {all_but_one, comb, dust}) {
        const Problem p = problem_of(rng, omega, false);
        PoissonProgress progress;
        const Image<Float4> x = solve_masked_poisson(p.omega, p.degree, p.b, 0.1f, &progress);
        EXPECT_LE(largest_error(x, solve_directly(p, 0), 0), 0.5);
        EXPECT_LE(progress.iterations, 20);
    }
}

/// A set whose pixels take, from each neighbor outside, what `value(x, y)` says of it.
template <class Value>
Problem membrane(const Image<std::uint8_t>& omega, Value value) {
    Problem p{omega, Image<std::uint8_t>(omega.extent()), Image<Float4>(omega.extent())};
    for (int y = 0; y < omega.height(); ++y) {
        for (int x = 0; x < omega.width(); ++x) {
            if (omega.at(x, y) == 0) continue;
            p.degree.at(x, y) = 4;
            const int neighbors[][2] = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
            for (const auto& [u, v] : neighbors) {
                const bool inside = u >= 0 && v >= 0 && u < omega.width() && v < omega.height() &&
                                    omega.at(u, v) != 0;
                if (!inside) p.b.at(x, y) += Float4(value(u, v));
            }
        }
    }
    return p;
}

TEST(MaskedPoisson, WhatCoarserLevelsSayFarInsideIsRight) {
    // Large enough for three levels that have no values of their own in the middle.
    const int side = 130;
    Image<std::uint8_t> square({side, side}, 1), disc({side, side});
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            disc.at(x, y) = std::hypot(x - side / 2.0, y - side / 2.0) < side / 2.0 - 1 ? 1 : 0;
    Rng rng{34};
    double worst = 0;
    for (const auto& omega : {square, disc}) {
        const auto noise = [&](int, int) { return static_cast<float>(rng.uniform(-200, 200)); };
        const auto step = [&](int x, int) { return x > side / 2 ? 200.0f : 0.0f; };
        const auto wave = [&](int x, int y) {
            return 100.0f * std::sin(0.2f * static_cast<float>(x + y));
        };
        for (const Problem& p :
             {membrane(omega, noise), membrane(omega, step), membrane(omega, wave)}) {
            const Image<Float4> x = solve_masked_poisson(p.omega, p.degree, p.b, 0.1f);
            worst = std::max(worst, largest_error(x, solve_directly(p, 0), 0));
        }
    }
    RecordProperty("worst_error", std::to_string(worst));
    EXPECT_LE(worst, 0.5);
}

TEST(MaskedPoisson, OtherSolutionsBeforeChangeNothing) {
    // Memory is kept by each thread; what an earlier mask left in it must not show.
    Rng rng{35};
    const Problem large = problem_of(rng, test::random_mask(rng, {90, 70}), true);
    const Problem small = problem_of(rng, test::random_mask(rng, {41, 37}), false);
    const auto first = solve_masked_poisson(small.omega, small.degree, small.b, 0.1f);
    solve_masked_poisson(large.omega, large.degree, large.b, 0.1f);
    const auto second = solve_masked_poisson(small.omega, small.degree, small.b, 0.1f);
    for (std::size_t i = 0; i < first.pixels().size(); ++i)
        for (int lane = 0; lane < 3; ++lane)
            ASSERT_EQ(first.pixels()[i][lane], second.pixels()[i][lane]);
}

TEST(MaskedPoisson, IterationsDoNotGrowWithTheSize) {
    for (const int side : {64, 100, 200, 300, 401}) {
        Rng rng{33};
        Image<std::uint8_t> disc({side, side});
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                disc.at(x, y) = std::hypot(x - side / 2.0, y - side / 2.0) < side / 2.0 - 1 ? 1 : 0;
        const Problem p = problem_of(rng, disc, false);
        PoissonProgress progress;
        solve_masked_poisson(p.omega, p.degree, p.b, 0.1f, &progress);
        EXPECT_LE(progress.iterations, 6) << side;
    }
}

}  // namespace
}  // namespace diorama
