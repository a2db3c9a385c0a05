#include "augment/color/colors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "augment/color/cube_file.hpp"
#include "augment/color/luma.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

Frame grey_frame(Rgb8 color, Extent extent = {8, 8}) {
    Frame frame;
    frame.color = Image<Rgb8>(extent, color);
    frame.ids = Image<std::uint32_t>(extent);
    return frame;
}

Rgb8 colored(Rgb8 color, OperatorConfig config) {
    return run(grey_frame(color), std::move(config)).color.at(3, 3);
}

int largest_difference(const Image<Rgb8>& a, const Image<Rgb8>& b) {
    int worst = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        const Rgb8 &p = a.pixels()[i], &q = b.pixels()[i];
        worst = std::max({worst, std::abs(p.r - q.r), std::abs(p.g - q.g), std::abs(p.b - q.b)});
    }
    return worst;
}

TEST(Color, KnownAnswers) {
    EXPECT_EQ(colored({100, 50, 0}, ColorConfig{.brightness = 0.2}), (Rgb8{151, 101, 51}));
    EXPECT_EQ(colored({100, 50, 255}, ColorConfig{.contrast = 0.0}), (Rgb8{128, 128, 128}));
    EXPECT_EQ(colored({10, 250, 40}, InvertConfig{}), (Rgb8{245, 5, 215}));
    EXPECT_EQ(colored({10, 250, 40}, SolarizeConfig{.threshold = 0.5}), (Rgb8{10, 5, 40}));
    EXPECT_EQ(colored({10, 250, 130}, PosterizeConfig{.bits = 1.0}), (Rgb8{0, 255, 255}));
    const Rgb8 grey = colored({200, 100, 50}, ColorConfig{.saturation = 0.0});
    EXPECT_EQ(grey, (Rgb8{124, 124, 124}));  // its luma
    EXPECT_EQ(colored({64, 64, 64}, ColorConfig{.gamma = 2.0}), (Rgb8{16, 16, 16}));
}

TEST(Color, HueKeepsGreyAndThreeTurnsOf120AreNone) {
    EXPECT_EQ(colored({90, 90, 90}, ColorConfig{.hue_deg = 77.0}), (Rgb8{90, 90, 90}));
    const ColorConfig third{.hue_deg = 120.0};
    const Frame frame = grey_frame({140, 110, 120});
    const Frame turned = run(frame, {entry(third, "a"), entry(third, "b"), entry(third, "c")});
    EXPECT_LE(largest_difference(turned.color, frame.color), 1);
}

TEST(Color, ZeroStrengthIsTheIdentity) {
    const Frame frame = random_frame(Rng(1), {40, 30});
    const std::vector<OperatorConfig> operators{
        ColorConfig{},
        ChannelDropConfig{.count = 0.0},
        PosterizeConfig{8.0},
        SolarizeConfig{.threshold = 1.0},
        InvertConfig{0.0},
        ToneCurveConfig{},
        EqualizeConfig{0.0},
        ClaheConfig{.clip = 1.0},
        LookConfig{.name = std::string("warm"), .strength = 0.0}};
    for (const OperatorConfig& config : operators)
        EXPECT_EQ(run(frame, config).color, frame.color) << config.index();
}

TEST(Color, EveryLookChangesThePictureAndKeepsItsIds) {
    const Frame frame = random_frame(Rng(2), {40, 30});
    for (const std::string& name : look_names()) {
        const Frame seen = run(frame, LookConfig{.name = name});
        EXPECT_GT(largest_difference(seen.color, frame.color), 10) << name;
        EXPECT_EQ(seen.ids, frame.ids);
    }
}

TEST(Color, FusedStagesEqualSingleOnes) {
    const Frame frame = random_frame(Rng(3), {40, 30});
    // Mild enough that no single stage clips.
    Frame mild = frame;
    for (Rgb8& p : mild.color)
        p = {static_cast<std::uint8_t>(90 + p.r / 4), static_cast<std::uint8_t>(90 + p.g / 4),
             static_cast<std::uint8_t>(90 + p.b / 4)};
    const std::vector<OperatorConfig> list{
        ColorConfig{.brightness = 0.05, .contrast = 1.1, .saturation = 0.8},
        ToneCurveConfig{.shadows = 0.05, .highlights = -0.03}, ColorConfig{.hue_deg = 20.0},
        ColorConfig{.gamma = 1.1}, LookConfig{.name = std::string("film")}};
    std::vector<Augmentation> fused;
    Frame stepwise = mild;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Augmentation one = entry(list[i], "op" + std::to_string(i));
        fused.push_back(one);
        stepwise = run(std::move(stepwise), std::vector{one});
    }
    // Each single stage rounds once.
    EXPECT_LE(largest_difference(run(mild, fused).color, stepwise.color), 3);
}

TEST(Color, ColorsBetweenWarpsDoNotEndTheGroup) {
    const Frame frame = random_frame(Rng(4), {40, 30});
    const FlipConfig flip{1, 0};
    const ColorConfig lighter{.brightness = 0.1};
    const Frame both = run(frame, {entry(flip, "a"), entry(lighter, "b"), entry(flip, "c")});
    EXPECT_EQ(both.color, run(frame, lighter).color);
    // What a later step fills in is not changed by an earlier color; what an earlier one filled is.
    const PadConfig left{.left = 4.0, .outside = {.fill = {10.0, 10.0, 10.0}}};
    const PadConfig right{.right = 4.0, .outside = {.fill = {10.0, 10.0, 10.0}}};
    const Frame padded = run(frame, {entry(left, "a"), entry(lighter, "b"), entry(right, "c")});
    EXPECT_EQ(padded.color.at(0, 0), (Rgb8{36, 36, 36}));
    EXPECT_EQ(padded.color.at(47, 0), (Rgb8{10, 10, 10}));
}

TEST(ColorChain, NeighborsBecomeOneStage) {
    ColorChain chain;
    chain.append(saturation_matrix(0.5f));
    chain.append(ColorMatrix{glm::mat3(2.0f), glm::vec3(-3.0f)});
    EXPECT_EQ(chain.stage_count(), 1u);
    chain.append(tone_curves(0.1f, 0, 0));
    chain.append(equal_curves([](float x) { return x * x; }));
    chain.append(ColorMatrix{glm::mat3(0.5f)});
    EXPECT_EQ(chain.stage_count(), 2u);
}

TEST(ChannelDrop, DropsAsManyAsDrawn) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const Rgb8 p =
            run(grey_frame({9, 9, 9}), ChannelDropConfig{.count = 2.0}, seed).color.at(0, 0);
        EXPECT_EQ((p.r == 0) + (p.g == 0) + (p.b == 0), 2);
    }
}

TEST(Equalize, SpreadsTwoLevels) {
    Frame frame = grey_frame({100, 100, 100});
    for (int x = 0; x < 8; ++x) frame.color.at(x, 0) = {110, 110, 110};
    const Frame spread = run(frame, EqualizeConfig{});
    EXPECT_EQ(spread.color.at(0, 1), (Rgb8{0, 0, 0}));
    EXPECT_EQ(spread.color.at(0, 0), (Rgb8{255, 255, 255}));
}

TEST(Clahe, RaisesTheContrastOfADullPicture) {
    Frame frame;
    frame.color = smooth_picture({64, 64});
    frame.ids = Image<std::uint32_t>({64, 64});
    for (Rgb8& p : frame.color) {
        const auto dull = static_cast<std::uint8_t>(120 + p.g / 16);
        p = {dull, dull, dull};
    }
    const auto range = [](const Image<Rgb8>& picture) {
        const auto [low, high] = std::ranges::minmax(picture.pixels(), {}, &Rgb8::g);
        return high.g - low.g;
    };
    EXPECT_GT(range(run(frame, ClaheConfig{.clip = 4.0, .tiles = 2.0}).color),
              2 * range(frame.color));
}

TEST(Luma, RowsAreTheirPixels) {
    for (int count = 1; count < 60; ++count) {
        const Image<Rgb8> row = noise_picture({count, 1}, Rng(15));
        std::vector<std::uint8_t> luma(static_cast<std::size_t>(count)), triple(3 * luma.size());
        std::vector<std::int16_t> by;
        Rng rng(16);
        for (int i = 0; i < count; ++i)
            by.push_back(static_cast<std::int16_t>(rng.integer(-255, 255)));
        Image<Rgb8> moved = row;
        luma_row(row.data(), count, luma.data());
        tripled_row(luma.data(), count, triple.data());
        shift_row(moved.data(), by.data(), count);
        for (int i = 0; i < count; ++i) {
            const auto k = static_cast<std::size_t>(i);
            EXPECT_EQ(luma[k], luma_of(row.at(i, 0)));
            for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(triple[3 * k + c], luma[k]);
            EXPECT_EQ(moved.at(i, 0).b, std::clamp(row.at(i, 0).b + by[k], 0, 255));
        }
    }
}

TEST(CubeFile, IdentityTable) {
    std::string text = "# by hand\nTITLE \"identity\"\nLUT_3D_SIZE 2\n";
    for (int b = 0; b < 2; ++b)
        for (int g = 0; g < 2; ++g)
            for (int r = 0; r < 2; ++r)
                text +=
                    std::to_string(r) + " " + std::to_string(g) + " " + std::to_string(b) + "\n";
    const auto table = parse_cube(text, "t.cube");
    ASSERT_TRUE(table);
    ColorChain chain;
    chain.append(ColorCube{std::make_shared<const ColorCube::Table>(*table)});
    for (const Rgb8 p : {Rgb8{0, 0, 0}, Rgb8{255, 3, 77}, Rgb8{12, 200, 255}})
        EXPECT_EQ(chain.apply(p), p);
}

TEST(CubeFile, SaysWhatIsWrong) {
    const auto finding = [](const std::string& text) {
        const auto table = parse_cube(text, "t.cube");
        return table ? "" : table.errors().front().to_string();
    };
    EXPECT_EQ(finding("LUT_3D_SIZE 1"), "t.cube:1:1: LUT_3D_SIZE is not in 2 to 129");
    EXPECT_EQ(finding("LUT_3D_SIZE 2\n0 0 0\n"), "t.cube:2:1: 1 colors, expected 8");
    EXPECT_EQ(finding("0 0\n").substr(0, 9), "t.cube:1:");
    EXPECT_NE(finding("LUT_1D_SIZE 4\n"), "");
    EXPECT_NE(finding("LUT_3D_SIZE 2\nDOMAIN_MAX 2 2 2\n"), "");
    EXPECT_NE(finding(""), "");
}

}  // namespace
}  // namespace diorama
