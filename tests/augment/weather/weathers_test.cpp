#include "augment/weather/weathers.hpp"

#include <gtest/gtest.h>

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
