#include "augment/blend/harmonize.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>

#include "augment/blend/lab.hpp"
#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

/// A square of smooth colors around `base`, at (x, y).
Layer soft_layer(Rng& rng, int x, int y, int side, Rgb8 base) {
    Image<Rgba8> cutout({side, side});
    for (Rgba8& pixel : cutout) {
        const auto near = [&](int value) {
            return static_cast<std::uint8_t>(value + rng.integer(-12, 12));
        };
        pixel = {near(base.r), near(base.g), near(base.b), 255};
    }
    return make_layer(1, x, y, cutout);
}

void expect_same_colors(const Layer& a, const Layer& b, int tolerance) {
    for (std::size_t i = 0; i < a.color.pixels().size(); ++i) {
        const Rgb8 p = a.color.pixels()[i], q = b.color.pixels()[i];
        ASSERT_LE(std::max({std::abs(p.r - q.r), std::abs(p.g - q.g), std::abs(p.b - q.b)}),
                  tolerance);
    }
    EXPECT_EQ(a.alpha, b.alpha);
}

TEST(RingColors, AroundTheMaskAndNotUnderIt) {
    Image<Rgb8> plate({60, 60}, {1, 1, 1});
    const Layer layer =
        make_layer(1, 20, 20, test::cutout_of(Image<std::uint8_t>({10, 10}, 255), test::kRed));
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 60; ++x)
            plate.at(x, y).r = !intersection({20, 20, 10, 10}, {x, y, 1, 1}).empty()   ? 99
                               : !intersection({10, 10, 30, 30}, {x, y, 1, 1}).empty() ? 50
                                                                                       : 0;
    const std::vector<Rgb8> ring = ring_colors(plate, layer);
    EXPECT_EQ(ring.size(), 800u);
    EXPECT_TRUE(std::all_of(ring.begin(), ring.end(), [](const Rgb8& c) { return c.r == 50; }));
    EXPECT_EQ(mask_colors(layer).size(), 100u);
}

TEST(MatchStatistics, EqualAtFullStrengthAndIdentityAtNone) {
    Rng rng{61};
    const Image<Rgb8> plate = test::soft_picture(rng, {120, 90});
    Layer layer = soft_layer(rng, 40, 30, 30, {130, 120, 110});
    const Layer before = layer;
    match_statistics(layer, plate, 0.0f);
    EXPECT_EQ(layer.color, before.color);
    match_statistics(layer, plate, 1.0f);
    const ColorStatistics own = statistics_of(mask_colors(layer));
    const ColorStatistics ring = statistics_of(ring_colors(plate, layer));
    const ColorStatistics was = statistics_of(mask_colors(before));
    for (int i = 0; i < 3; ++i) {
        EXPECT_NEAR(own.mean[i], ring.mean[i], 0.3f);
        const float gain = std::clamp(ring.deviation[i] / was.deviation[i], 0.5f, 2.0f);
        EXPECT_NEAR(own.deviation[i], gain * was.deviation[i], 0.3f);
    }
}

TEST(MatchStatistics, AFlatSourceStaysFlat) {
    Rng rng{62};
    Layer layer =
        make_layer(1, 30, 30, test::cutout_of(Image<std::uint8_t>({12, 12}, 255), test::kRed));
    match_statistics(layer, test::soft_picture(rng, {80, 80}), 1.0f);
    EXPECT_EQ(statistics_of(mask_colors(layer)).deviation, glm::vec3(0));
}

TEST(MatchingTable, IdentityForEqualHistograms) {
    Rng rng{63};
    std::array<double, 256> histogram{};
    for (double& bin : histogram) bin = static_cast<double>(rng.integer(1, 50));
    const auto table = matching_table(histogram, histogram);
    for (std::size_t i = 0; i < 256; ++i) EXPECT_NEAR(table[i], static_cast<float>(i), 1e-4f);
}

TEST(MatchingTable, IsMonotoneAndReachesTheTargetsDistribution) {
    Rng rng{64};
    for (int round = 0; round < 50; ++round) {
        std::array<double, 256> source{}, target{};
        for (int i = 0; i < 4000; ++i) {
            source[static_cast<std::size_t>(rng.integer(20, 200))] += 1;
            target[static_cast<std::size_t>(rng.integer(60, 120) + rng.integer(0, 60))] += 1;
        }
        const auto table = matching_table(source, target);
        double source_sum = 0, target_sum = 0;
        std::size_t y = 0;
        for (std::size_t x = 0; x < 256; ++x) {
            ASSERT_GE(table[x], table[x - std::min(x, std::size_t{1})]);
            source_sum += source[x];
            // Up to the mapped value the target holds the same share, to one bin's content.
            while (y < 256 && static_cast<float>(y) <= table[x]) target_sum += target[y++];
            const double next = y < 256 ? target[y] : 0;
            if (source[x] > 0) {
                ASSERT_GE(source_sum + 1e-6, target_sum - 1e-6);
                ASSERT_LE(source_sum, target_sum + next + 1e-6);
            }
        }
    }
}

TEST(MatchHistogram, OfThePlateItselfChangesLittle) {
    Rng rng{65};
    const Image<Rgb8> plate = test::random_picture(rng, {90, 90});
    Image<Rgba8> cutout({30, 30});
    for (int y = 0; y < 30; ++y)
        for (int x = 0; x < 30; ++x) {
            const Rgb8 c = plate.at(x, y);  // from the ring, so of about its distribution
            cutout.at(x, y) = {c.r, c.g, c.b, 255};
        }
    const Layer before = make_layer(1, 30, 30, cutout);
    Layer layer = before;
    match_histogram(layer, plate, HistogramChannels::All);
    expect_same_colors(layer, before, 24);
    layer = soft_layer(rng, 30, 30, 30, {150, 150, 150});
    match_histogram(layer, Image<Rgb8>({90, 90}, {40, 40, 40}), HistogramChannels::Lightness);
    const ColorStatistics dark = statistics_of(mask_colors(layer));
    EXPECT_NEAR(dark.mean.x, lab_of(Rgb8{40, 40, 40}).x, 2.0f);
}

TEST(AdaptSpectrum, BetaZeroAndTheSamePictureChangeNothing) {
    Rng rng{66};
    const Image<Rgb8> plate = test::random_picture(rng, {64, 48});
    Layer layer = soft_layer(rng, 10, 10, 24, {130, 120, 110});
    const Layer before = layer;
    adapt_spectrum(layer, plate, 0.0f);
    EXPECT_EQ(layer.color, before.color);

    Layer whole = layer;
    whole.alpha = Image<std::uint8_t>(whole.alpha.extent(), 255);
    Image<Rgb8> same({64, 48});
    for (int y = 0; y < whole.color.height(); ++y)
        for (int x = 0; x < whole.color.width(); ++x)
            same.at(whole.x + x, whole.y + y) = whole.color.at(x, y);
    adapt_spectrum(whole, same, 0.2f);
    EXPECT_EQ(whole.color, before.color);
}

/// One coefficient of the red channel, by definition.
std::complex<double> coefficient(const Image<Rgb8>& image, int u, int v) {
    std::complex<double> sum = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            sum += static_cast<double>(image.at(x, y).r) *
                   std::polar(1.0, -6.283185307 * (1.0 * u * x / image.width() +
                                                   1.0 * v * y / image.height()));
    return sum;
}

TEST(AdaptSpectrum, TakesTheAmplitudesAndKeepsThePhases) {
    Rng rng{67};
    Layer layer = soft_layer(rng, 8, 8, 30, {110, 120, 130});
    layer.alpha = Image<std::uint8_t>(layer.alpha.extent(), 255);
    const Image<Rgb8> plate = test::soft_picture(rng, {64, 64});
    Image<Rgb8> under(layer.color.extent());
    for (int y = 0; y < under.height(); ++y)
        for (int x = 0; x < under.width(); ++x) under.at(x, y) = plate.at(layer.x + x, layer.y + y);
    const Image<Rgb8> before = layer.color;
    adapt_spectrum(layer, plate, 0.06f);  // frequencies -2 to 2
    const double rounding = 0.3 * std::sqrt(static_cast<double>(before.extent().area())) * 4;
    for (int v = -3; v <= 3; ++v) {
        for (int u = -3; u <= 3; ++u) {
            const auto was = coefficient(before, u, v), is = coefficient(layer.color, u, v);
            const bool low = std::abs(u) <= 2 && std::abs(v) <= 2;
            const double amplitude = low ? std::abs(coefficient(under, u, v)) : std::abs(was);
            EXPECT_NEAR(std::abs(is), amplitude, rounding) << u << ", " << v;
            const auto expected = was / std::abs(was) * amplitude;
            EXPECT_LE(std::abs(is - expected), rounding) << u << ", " << v;
        }
    }
}

TEST(MatchIllumination, FollowsTheSideThatIsLit) {
    Image<Rgb8> plate({120, 90});
    for (int y = 0; y < 90; ++y)
        for (int x = 0; x < 120; ++x) {
            const auto value = static_cast<std::uint8_t>(60 + x);
            plate.at(x, y) = {value, value, value};
        }
    Layer layer =
        make_layer(1, 40, 30, test::cutout_of(Image<std::uint8_t>({31, 31}, 255), test::kGrey));
    const Layer before = layer;
    match_illumination(layer, plate, 1.0f);
    const int middle = kLayerMargin + 15, left = kLayerMargin, right = kLayerMargin + 30;
    EXPECT_NEAR(layer.color.at(middle, middle).r, 120, 1);
    EXPECT_LT(layer.color.at(left, middle).r, 110);
    EXPECT_GT(layer.color.at(right, middle).r, 130);
    EXPECT_NEAR(layer.color.at(middle, left).r, layer.color.at(middle, right).r, 2);
    layer = before;
    match_illumination(layer, Image<Rgb8>({120, 90}, test::kBlue), 1.0f);
    expect_same_colors(layer, before, 1);
}

}  // namespace
}  // namespace diorama
