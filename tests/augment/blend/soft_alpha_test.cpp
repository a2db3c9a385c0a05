#include "augment/blend/soft_alpha.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

constexpr int kM = kLayerMargin;

Layer square(int side) {
    return make_layer(1, 0, 0, test::cutout_of(Image<std::uint8_t>({side, side}, 255), test::kRed));
}

TEST(SoftAlpha, NoneIsTheMask) {
    const Image<float> alpha = soft_alpha(test::layer_of(1, 0, 0, "56#"), HardBlend{});
    EXPECT_EQ(alpha.at(kM, kM), 0.0f);
    EXPECT_EQ(alpha.at(kM + 1, kM), 1.0f);
    EXPECT_EQ(alpha.at(kM + 2, kM), 1.0f);
}

TEST(SoftAlpha, MatteIsTheLayersOwn) {
    const Image<float> alpha = soft_alpha(test::layer_of(1, 0, 0, "2#"), MatteBlend{});
    EXPECT_FLOAT_EQ(alpha.at(kM, kM), 51.0f / 255.0f);
    EXPECT_EQ(alpha.at(kM + 1, kM), 1.0f);
}

TEST(SoftAlpha, BoxIsTheMeanOfNine) {
    const Image<float> alpha = soft_alpha(square(4), BoxBlend{});
    EXPECT_NEAR(alpha.at(kM - 1, kM - 1), 1.0f / 9, 1e-6);
    EXPECT_NEAR(alpha.at(kM, kM), 4.0f / 9, 1e-6);
    EXPECT_NEAR(alpha.at(kM + 1, kM), 6.0f / 9, 1e-6);
    EXPECT_EQ(alpha.at(kM + 1, kM + 1), 1.0f);
    EXPECT_EQ(alpha.at(kM - 2, kM), 0.0f);
}

TEST(SoftAlpha, GaussianAcrossAStraightEdge) {
    const Image<float> alpha = soft_alpha(square(9), GaussianBlend{});
    // exp(-k^2 / 8) for k = 0, 1, 2 over their sum.
    const float k0 = 1.0f, k1 = 0.8824969f, k2 = 0.6065307f, sum = k0 + 2 * k1 + 2 * k2;
    EXPECT_NEAR(alpha.at(kM - 2, kM + 4), k2 / sum, 1e-6);
    EXPECT_NEAR(alpha.at(kM - 1, kM + 4), (k1 + k2) / sum, 1e-6);
    EXPECT_NEAR(alpha.at(kM, kM + 4), (k0 + k1 + k2) / sum, 1e-6);
    EXPECT_EQ(alpha.at(kM + 2, kM + 4), 1.0f);
    EXPECT_EQ(alpha.at(kM - 3, kM + 4), 0.0f);
}

TEST(SoftAlpha, FeatherIsALinearRampOverTheOutline) {
    const Image<float> alpha = soft_alpha(square(9), FeatherBlend{2.0f});
    EXPECT_FLOAT_EQ(alpha.at(kM, kM + 4), 0.5f + 0.5f / 4);
    EXPECT_FLOAT_EQ(alpha.at(kM + 1, kM + 4), 0.5f + 1.5f / 4);
    EXPECT_FLOAT_EQ(alpha.at(kM - 1, kM + 4), 0.5f - 0.5f / 4);
    EXPECT_EQ(alpha.at(kM + 2, kM + 4), 1.0f);
    EXPECT_EQ(alpha.at(kM - 3, kM + 4), 0.0f);
}

TEST(SoftAlpha, FeatherHasTheMaskAsItsLabel) {
    Rng rng{3};
    for (int round = 0; round < 100; ++round) {
        const Layer layer = test::random_layer(rng, 1, {64, 48}, true);
        const auto radius = static_cast<float>(rng.uniform(0.5, kLayerMargin - 1));
        const Image<float> alpha = soft_alpha(layer, FeatherBlend{radius});
        for (std::size_t i = 0; i < alpha.pixels().size(); ++i)
            ASSERT_EQ(alpha.pixels()[i] >= 0.5f, is_inside(layer.alpha.pixels()[i]));
    }
}

TEST(SoftAlpha, NothingReachesTheCanvasEdge) {
    Rng rng{4};
    const Blend blends[] = {HardBlend{}, MatteBlend{}, GaussianBlend{}, BoxBlend{},
                            FeatherBlend{kLayerMargin}};
    for (int round = 0; round < 50; ++round) {
        const Layer layer = test::random_layer(rng, 1, {64, 48}, true);
        for (const Blend& blend : blends) {
            const Image<float> alpha = soft_alpha(layer, blend);
            for (int x = 0; x < alpha.width(); ++x) ASSERT_EQ(alpha.at(x, 0), 0.0f);
            for (int y = 0; y < alpha.height(); ++y) ASSERT_EQ(alpha.at(0, y), 0.0f);
            ASSERT_TRUE(std::all_of(alpha.begin(), alpha.end(),
                                    [](float a) { return a >= 0.0f && a <= 1.0f; }));
        }
    }
}

}  // namespace
}  // namespace diorama
