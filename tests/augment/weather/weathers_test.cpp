#include "augment/weather/weathers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "augment/weather/veil.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

double mean(const Image<Rgb8>& picture) {
    double sum = 0;
    for (const Rgb8& p : picture) sum += p.r + p.g + p.b;
    return sum / (3.0 * static_cast<double>(picture.pixels().size()));
}

Frame scene() {
    Frame frame = random_frame(Rng(9), {160, 120});
    frame.color = smooth_picture({160, 120});
    return frame;
}

TEST(Weather, ZeroStrengthIsTheIdentity) {
    const Frame frame = scene();
    const std::vector<OperatorConfig> operators{FogConfig{.density = 0.0},
                                                RainConfig{.drops = 0.0},
                                                SnowConfig{.flakes = 0.0, .cover = 0.0},
                                                ShadowConfig{.darkness = 0.0},
                                                SunFlareConfig{.strength = 0.0},
                                                VignetteConfig{.strength = 0.0}};
    for (const OperatorConfig& config : operators)
        EXPECT_EQ(run(frame, config).color, frame.color) << config.index();
}

TEST(Weather, LightensOrDarkensAndKeepsTheLabels) {
    const Frame frame = scene();
    const double before = mean(frame.color);
    const std::vector<OperatorConfig> lighter{FogConfig{.density = 0.6}, RainConfig{}, SnowConfig{},
                                              SunFlareConfig{}};
    const std::vector<OperatorConfig> darker{ShadowConfig{.count = 1.0}, VignetteConfig{}};
    for (const OperatorConfig& config : lighter) {
        const Frame seen = run(frame, config);
        EXPECT_GT(mean(seen.color), before + 0.5) << config.index();
        EXPECT_EQ(seen.ids, frame.ids);
    }
    for (const OperatorConfig& config : darker) {
        const Frame seen = run(frame, config);
        EXPECT_LT(mean(seen.color), before - 0.5) << config.index();
        EXPECT_EQ(seen.ids, frame.ids);
    }
}

TEST(Fog, DensityIsItsMeanShare) {
    Frame frame = scene();
    frame.color = Image<Rgb8>({160, 120}, {0, 0, 0});
    const double level = mean(run(frame, FogConfig{.density = 0.5, .cell_px = 20.0}).color);
    EXPECT_NEAR(level / 215, 0.5, 0.08);  // of a fog of 195 to 235
}

TEST(Fog, ThickensWithDepthByBeerAndLambert) {
    // Four walls side by side, at 2, 4 and 8 m, and the sky.
    Frame frame = scene();
    frame.color = Image<Rgb8>({160, 120}, {0, 0, 0});
    const float walls[4] = {2, 4, 8, std::numeric_limits<float>::infinity()};
    for (int y = 0; y < 120; ++y)
        for (int x = 0; x < 160; ++x) frame.depth.at(x, y) = walls[x / 40];
    // The fog's grey, from a fog that hides all.
    const FogConfig config{.density = 0.4, .cell_px = 8.0};
    double light[4]{}, whole = 0, beta[4]{};
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const Image<Rgb8> fog = run(frame, config, seed).color;
        Rng color = Rng(seed).stream("op").stream("draws").stream("color");
        const auto grey = static_cast<double>(color.integer(195, 235));
        for (int y = 0; y < 120; ++y)
            for (int x = 0; x < 160; ++x) light[x / 40] += fog.at(x, y).r / grey;
    }
    for (int i = 0; i < 4; ++i) {
        light[i] /= 8 * 40 * 120;
        whole += light[i] / 4;
        beta[i] = -std::log(1 - light[i]);
    }
    EXPECT_NEAR(whole, 0.4, 0.05);
    EXPECT_NEAR(beta[1] / beta[0], 2, 0.3);
    EXPECT_NEAR(beta[2] / beta[0], 4, 0.6);
    EXPECT_GT(light[3], light[2] + 0.1);  // what is beyond everything measured
}

TEST(Veil, ZeroKeepsAndFullReplaces) {
    Image<Rgb8> picture = noise_picture({16, 16}, Rng(1));
    const Image<Rgb8> before = picture;
    cover(picture, Veil({16, 16}, 0), {1, 2, 3});
    EXPECT_EQ(picture, before);
    cover(picture, Veil({16, 16}, 255), {1, 2, 3});
    for (const Rgb8& p : picture) EXPECT_EQ(p, (Rgb8{1, 2, 3}));
}

TEST(Vignette, KeepsTheMiddle) {
    Frame frame = scene();
    frame.color = Image<Rgb8>({160, 120}, {200, 200, 200});
    const Image<Rgb8> dark = run(frame, VignetteConfig{.strength = 0.5}).color;
    EXPECT_EQ(dark.at(80, 60).r, 200);
    EXPECT_NEAR(dark.at(0, 0).r, 100, 3);
}

}  // namespace
}  // namespace diorama
