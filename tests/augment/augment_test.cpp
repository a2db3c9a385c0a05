#include "augment/augment.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

std::vector<Augmentation> everything() {
    return {
        entry(FlipConfig{}, "flip"),
        entry(AffineConfig{.scale = Uniform{0.8, 1.2}, .rotation_deg = Uniform{-20, 20}}, "affine"),
        entry(ColorConfig{.brightness = Uniform{-0.1, 0.1}, .hue_deg = Uniform{-20, 20}}, "color"),
        entry(ElasticConfig{.strength_px = 3.0}, "elastic"),
        entry(GaussianBlurConfig{}, "gaussian_blur"),
        entry(IsoNoiseConfig{}, "iso_noise"),
        entry(FogConfig{}, "fog"),
        entry(DropoutConfig{}, "dropout"),
        entry(MosaicConfig{}, "mosaic"),
        entry(JpegConfig{}, "jpeg")};
}

TEST(Augment, NothingIsTheIdentity) {
    const Frame frame = random_frame(Rng(1), {40, 30});
    const Frame same = run(frame, std::vector<Augmentation>{});
    EXPECT_EQ(same.color, frame.color);
    EXPECT_EQ(same.ids, frame.ids);
}

TEST(Augment, TheSameAloneAndOnManyThreads) {
    std::vector<Frame> expected;
    for (std::uint64_t seed = 0; seed < 6; ++seed)
        expected.push_back(run(random_frame(Rng(seed), {90, 70}), everything(), seed));
    std::vector<Frame> got(expected.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < got.size(); ++i)
        threads.emplace_back([&, i] {
            got[i] = run(random_frame(Rng(i), {90, 70}), everything(), i);
        });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].color, expected[i].color);
        EXPECT_EQ(got[i].ids, expected[i].ids);
        EXPECT_EQ(got[i].depth, expected[i].depth);
    }
}

TEST(Augment, AnotherOperatorChangesNoDraw) {
    const Frame frame = random_frame(Rng(2), {60, 50});
    std::vector<Augmentation> list = everything();
    const Frame before = run(frame, list);
    list.insert(list.begin() + 2, entry(VignetteConfig{}, "vignette"));
    const Frame after = run(frame, list);
    std::map<std::string, std::vector<std::pair<std::string, double>>> draws;
    for (const AppliedOperator& op : after.augmented) draws[op.name] = op.values;
    for (const AppliedOperator& op : before.augmented) EXPECT_EQ(draws.at(op.name), op.values);
    EXPECT_EQ(after.augmented.size(), before.augmented.size() + 1);
}

TEST(Augment, ProbabilityIsTheShareOfPictures) {
    const Frame frame = random_frame(Rng(3), {8, 8});
    int runs = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed)
        runs += run(frame, {entry(InvertConfig{}, "invert", 0.3)}, seed).augmented.empty() ? 0 : 1;
    EXPECT_NEAR(runs, 120, 30);
}

TEST(Augment, OneOfDrawsByWeight) {
    Composite choice{
        .kind = Composite::Kind::OneOf,
        .items = {entry(FlipConfig{}, "a"), entry(FlipConfig{}, "b"), entry(FlipConfig{}, "c")}};
    choice.items[1].weight = 3;
    choice.items[2].weight = 0;
    const std::vector<Augmentation> list{{.key = "one_of", .name = "one_of", .what = choice}};
    std::map<std::string, int> counts;
    const Frame frame = random_frame(Rng(4), {8, 8});
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const Frame result = run(frame, list, seed);
        ASSERT_EQ(result.augmented.size(), 1u);
        ++counts[result.augmented[0].name];
    }
    EXPECT_NEAR(counts["b"], 300, 30);
    EXPECT_EQ(counts["c"], 0);
}

TEST(Augment, SomeOfKeepsTheOrderOfTheList) {
    const Composite some{
        .kind = Composite::Kind::SomeOf,
        .count = 2.0,
        .items = {entry(FlipConfig{}, "a"), entry(FlipConfig{}, "b"), entry(FlipConfig{}, "c")}};
    const std::vector<Augmentation> list{{.key = "some_of", .name = "some_of", .what = some}};
    const Frame frame = random_frame(Rng(5), {8, 8});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Frame result = run(frame, list, seed);
        ASSERT_EQ(result.augmented.size(), 2u);
        EXPECT_LT(result.augmented[0].name, result.augmented[1].name);
    }
}

TEST(Augment, WatchSeesEveryStep) {
    std::vector<std::string> names;
    const Resources none;
    const Surroundings surroundings{.resources = none};
    const auto result = augment(
        random_frame(Rng(6), {20, 20}),
        {entry(FlipConfig{}, "a"), entry(InvertConfig{}, "b", 0), entry(InvertConfig{}, "c")},
        Rng(1), surroundings,
        [&](const std::string& name, const Frame&) { names.push_back(name); });
    ASSERT_TRUE(result);
    EXPECT_EQ(names, (std::vector<std::string>{"a", "c"}));
}

}  // namespace
}  // namespace diorama
