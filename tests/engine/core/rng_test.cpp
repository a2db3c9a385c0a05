#include "engine/core/rng.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include "tests/engine/core/statistics.hpp"

namespace diorama {
namespace {

using testing::chi_square;
using testing::chi_square_limit;
using testing::kKsLimit;
using testing::ks_statistic;

using Words = std::array<std::uint32_t, 4>;

// The published vectors of Random123 (kat_vectors, philox4x32 10 rounds).
TEST(Philox, KnownAnswers) {
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
              (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}),
              (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(
        philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(HashName, IsFnv1a) {
    EXPECT_EQ(hash_name(""), 0xcbf29ce484222325u);
    EXPECT_EQ(hash_name("a"), 0xaf63dc4c8601ec8cu);
    EXPECT_EQ(hash_name("foobar"), 0x85944171f73967e8u);
}

TEST(Rng, DrawsTheWordsOfConsecutiveBlocks) {
    // Seed 7 is the key; the third word of the counter keeps draws apart from child keys.
    Rng rng{7};
    for (std::uint32_t block = 0; block < 3; ++block)
        for (const std::uint32_t word : philox4x32({block, 0, 0x64726177, 0}, {7, 0}))
            EXPECT_EQ(rng.bits32(), word);
}

TEST(Rng, Bits64IsTwoWordsLowFirst) {
    Rng words{9}, pairs{9};
    for (int i = 0; i < 5; ++i) {
        const std::uint64_t low = words.bits32(), high = words.bits32();
        EXPECT_EQ(pairs.bits64(), low | (high << 32));
    }
}

TEST(Rng, ChildrenDoNotDependOnDrawsOrSiblings) {
    Rng parent{7};
    Rng before = parent.stream("lights");
    parent.bits64();
    parent.stream("cameras").bits64();
    Rng after = parent.stream("lights");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(before.bits64(), after.bits64());
}

TEST(Rng, AllStreamsDiffer) {
    // Seeds, names, indices, children of children, and a name whose hash is used as an index.
    std::vector<Rng> streams;
    for (std::uint64_t i = 0; i < 100; ++i) {
        streams.push_back(Rng{i});
        streams.push_back(Rng{0}.stream(i));
        streams.push_back(Rng{0}.stream(std::to_string(i)));
        streams.push_back(Rng{0}.stream(hash_name(std::to_string(i))));
        streams.push_back(Rng{0}.stream(i).stream("a"));
        streams.push_back(Rng{0}.stream("a").stream(i));
        streams.push_back(Rng{i << 32});
    }
    std::set<std::uint64_t> first;
    for (Rng& stream : streams) first.insert(stream.bits64());
    EXPECT_EQ(first.size(), streams.size() - 1);  // Rng{0} is there twice
}

TEST(Rng, NeighboringStreamsAreIndependent) {
    // The first draws of streams i and i + 1 fill the unit square evenly, and so do the first and
    // second draws of one stream, and those of a parent and its child.
    constexpr int kBins = 16;
    constexpr std::uint64_t kCount = 100000;
    enum { kNeighbors, kConsecutive, kFamily, kKinds };
    std::vector<std::vector<double>> counts(kKinds, std::vector<double>(kBins * kBins));
    const Rng root = Rng{11}.stream("independence");
    const auto bin = [](double u) { return static_cast<std::size_t>(u * kBins); };
    for (std::uint64_t i = 0; i < kCount; ++i) {
        Rng one = root.stream(i), next = root.stream(i + 1), child = one.stream("child");
        const double a = one.uniform(), b = next.uniform(), c = one.uniform(), d = child.uniform();
        ++counts[kNeighbors][bin(a) * kBins + bin(b)];
        ++counts[kConsecutive][bin(a) * kBins + bin(c)];
        ++counts[kFamily][bin(a) * kBins + bin(d)];
    }
    const std::vector<double> expected(kBins * kBins, double{kCount} / (kBins * kBins));
    for (const auto& observed : counts)
        EXPECT_LT(chi_square(observed, expected), chi_square_limit(kBins * kBins - 1));
}

TEST(Rng, EveryBitIsFair) {
    constexpr int kCount = 20000;
    std::array<double, 64> ones{};
    Rng rng{5};
    for (int i = 0; i < kCount; ++i) {
        const std::uint64_t bits = rng.bits64();
        for (std::size_t bit = 0; bit < 64; ++bit)
            ones[bit] += static_cast<double>(bits >> bit & 1);
    }
    for (std::size_t bit = 0; bit < 64; ++bit)  // 5 standard deviations
        EXPECT_NEAR(ones[bit], kCount / 2, 5 * std::sqrt(kCount / 4.0)) << "bit " << bit;
}

TEST(Rng, UniformIsUniform) {
    Rng rng{1};
    std::vector<double> sample(50000);
    for (double& x : sample) x = rng.uniform();
    EXPECT_LT(ks_statistic(sample, [](double x) { return x; }), kKsLimit);
    for (const double x : sample) {
        ASSERT_TRUE(x >= 0 && x < 1);
        ASSERT_EQ(x, std::floor(x * 0x1p53) * 0x1p-53);
    }
}

TEST(Rng, UniformStaysBelowItsEnd) {
    Rng rng{2};
    const double low = 1.0, high = std::nextafter(1.0, 2.0);  // one value only
    for (int i = 0; i < 100; ++i) EXPECT_EQ(rng.uniform(low, high), low);
    EXPECT_EQ(rng.uniform(3.0, 3.0), 3.0);
    for (int i = 0; i < 1000; ++i) {
        const double x = rng.uniform(-2.0, 5.0);
        ASSERT_TRUE(x >= -2 && x < 5);
    }
}

TEST(Rng, IntegerIncludesBothEndsEvenly) {
    Rng rng{3};
    std::vector<double> counts(6), expected(6, 10000);
    for (int i = 0; i < 60000; ++i) {
        const std::int64_t x = rng.integer(-2, 3);
        ASSERT_TRUE(x >= -2 && x <= 3);
        ++counts[static_cast<std::size_t>(x + 2)];
    }
    EXPECT_LT(chi_square(counts, expected), chi_square_limit(5));
}

TEST(Rng, IntegerHasNoModuloBias) {
    // Of 3 * 2^62 values a plain remainder would draw the first third twice as often.
    constexpr std::int64_t kThird = std::int64_t{1} << 62;
    constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min();
    Rng rng{4};
    std::vector<double> counts(3), expected(3, 10000);
    for (int i = 0; i < 30000; ++i) {
        const std::int64_t x = rng.integer(kLow, kThird - 1);
        ++counts[x < kLow + kThird ? 0 : x < 0 ? 1 : 2];
    }
    EXPECT_LT(chi_square(counts, expected), chi_square_limit(2));
}

TEST(Rng, IntegerOfOneAndOfAllValues) {
    Rng rng{5}, bits{5};
    EXPECT_EQ(rng.integer(42, 42), 42);
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    bits.bits64();
    EXPECT_EQ(rng.integer(kMin, kMax), static_cast<std::int64_t>(bits.bits64()));
}

TEST(Rng, Chance) {
    Rng rng{6};
    int hits = 0;
    for (int i = 0; i < 40000; ++i) {
        hits += rng.chance(0.25);
        ASSERT_FALSE(rng.chance(0.0));
        ASSERT_TRUE(rng.chance(1.0));
    }
    EXPECT_NEAR(hits, 10000, 4 * std::sqrt(7500.0));
}

TEST(Rng, NormalIsNormal) {
    Rng rng{7};
    std::vector<double> sample(50000);
    for (double& x : sample) x = rng.normal();
    EXPECT_LT(ks_statistic(sample, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }),
              kKsLimit);
}

TEST(Rng, GammaFollowsItsDistribution) {
    const auto check = [](double shape, auto cdf) {
        Rng rng{8};
        std::vector<double> sample(40000);
        for (double& x : sample) x = rng.gamma(shape);
        EXPECT_LT(ks_statistic(sample, cdf), kKsLimit) << "shape " << shape;
    };
    check(0.5, [](double x) { return std::erf(std::sqrt(x)); });
    check(1.0, [](double x) { return 1 - std::exp(-x); });
    check(2.0, [](double x) { return 1 - (1 + x) * std::exp(-x); });
    check(9.0, [](double x) {
        double term = 1, sum = 1;
        for (int k = 1; k < 9; ++k) sum += term *= x / k;
        return 1 - sum * std::exp(-x);
    });
}

TEST(Rng, BetaFollowsItsDistribution) {
    const auto check = [](double a, double b, auto cdf) {
        Rng rng{9};
        std::vector<double> sample(40000);
        for (double& x : sample) x = rng.beta(a, b);
        EXPECT_LT(ks_statistic(sample, cdf), kKsLimit) << a << ' ' << b;
    };
    check(1, 1, [](double x) { return x; });
    check(2, 3, [](double x) { return x * x * (6 + x * (3 * x - 8)); });
    check(5, 1, [](double x) { return std::pow(x, 5); });
    check(0.5, 0.5, [](double x) { return 2 / std::acos(-1.0) * std::asin(std::sqrt(x)); });
}

TEST(Rng, BetaOfTinyParametersIsNearlyACoin) {
    // Beta(a, b) goes to 1 with probability a / (a + b) as both shrink, and never to the middle.
    Rng rng{10};
    int high = 0, middle = 0;
    for (int i = 0; i < 10000; ++i) {
        const double x = rng.beta(1e-3, 3e-3);
        ASSERT_TRUE(x >= 0 && x <= 1);
        high += x > 0.99;
        middle += x >= 0.01 && x <= 0.99;
    }
    EXPECT_NEAR(high, 2500, 200);
    EXPECT_LT(middle, 150);  // a b / (a + b) * 2 log 99 = 0.7 %
}

TEST(Rng, PoissonFollowsItsDistribution) {
    for (const double mean : {0.3, 3.5, 16.0, 50.0}) {
        constexpr int kCount = 40000;
        Rng rng{11};
        const auto bins = static_cast<std::size_t>(mean + 12 * std::sqrt(mean) + 10);
        std::vector<double> counts(bins);
        for (int i = 0; i < kCount; ++i)
            ++counts[std::min(static_cast<std::size_t>(rng.poisson(mean)), bins - 1)];
        // Bins that expect fewer than 10 are joined with their neighbors.
        std::vector<double> observed{0}, expected{0};
        double probability = std::exp(-mean), left = kCount;
        for (std::size_t k = 0; k < bins; ++k) {
            observed.back() += counts[k];
            expected.back() += kCount * probability;
            left -= kCount * probability;
            probability *= mean / static_cast<double>(k + 1);
            if (expected.back() >= 10 && left >= 10) {
                observed.push_back(0);
                expected.push_back(0);
            }
        }
        expected.back() += left;
        EXPECT_LT(chi_square(observed, expected), chi_square_limit(expected.size() - 1))
            << "mean " << mean;
    }
    Rng rng{12};
    EXPECT_EQ(rng.poisson(0), 0);
    EXPECT_NEAR(static_cast<double>(rng.poisson(1e6)), 1e6, 5e3);
}

// The distance between a double and the exact value, in units of the double's last place.
double ulps(double value, long double exact) {
    const double nearest = static_cast<double>(exact);
    const double ulp = std::nextafter(std::abs(nearest), INFINITY) - std::abs(nearest);
    return static_cast<double>(std::abs(static_cast<long double>(value) - exact) /
                               static_cast<long double>(ulp));
}

TEST(PortableLog, WithinFourUlp) {
    double worst = 0, at = 0;
    const auto check = [&](double x) {
        const double error = ulps(portable_log(x), std::log(static_cast<long double>(x)));
        if (error > worst) worst = error, at = x;
    };
    for (double x = 1e-300; x < 1e300; x *= 1.0137) check(x);
    for (int i = 1; i < 20000; ++i) check(i / 10000.0 + 1e-9);
    for (int bit = 1; bit <= 52; ++bit) {
        check(1 + std::ldexp(1.0, -bit));
        check(1 - std::ldexp(1.0, -bit));
    }
    EXPECT_LE(worst, 4) << "at " << at;
    EXPECT_EQ(portable_log(1), 0);
    EXPECT_NEAR(portable_log(5e-324), -744.4400719213812, 1e-12);
}

TEST(PortableExp, WithinFourUlp) {
    double worst = 0, at = 0;
    const auto check = [&](double x) {
        const double error = ulps(portable_exp(x), std::exp(static_cast<long double>(x)));
        if (error > worst) worst = error, at = x;
    };
    for (double x = -700; x < 700; x += 0.01713) check(x);
    for (double x = 1e-20; x < 1; x *= 1.01) check(x), check(-x);
    EXPECT_LE(worst, 4) << "at " << at;
    EXPECT_EQ(portable_exp(0), 1);
}

}  // namespace
}  // namespace diorama
