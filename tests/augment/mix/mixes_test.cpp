#include "augment/mix/mixes.hpp"

#include <gtest/gtest.h>

#include <set>

#include "engine/annotate/annotate.hpp"
#include "engine/annotate/regions.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

TEST(Dropout, RemovesIdsOnlyWhenAsked) {
    const Frame frame = random_frame(Rng(1), {80, 60});
    DropoutConfig config{.count = 3.0, .width = 0.4, .height = 0.4, .fill = {1.0, 2.0, 3.0}};
    const Frame gone = run(frame, config);
    config.ids = Covered::Keep;
    const Frame kept = run(frame, config);
    EXPECT_EQ(kept.ids, frame.ids);
    EXPECT_EQ(kept.color, gone.color);
    std::size_t covered = 0;
    for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i) {
        const bool patch = gone.color.pixels()[i] == Rgb8{1, 2, 3};
        covered += patch ? 1 : 0;
        EXPECT_EQ(gone.ids.pixels()[i], patch ? 0 : frame.ids.pixels()[i]);
    }
    EXPECT_GE(covered, 32u * 24u);
}

TEST(EraseObjects, TouchesLabelledObjectsAlone) {
    const Frame frame = random_frame(Rng(2), {80, 60});
    const Frame erased =
        run(frame, EraseObjectsConfig{.probability = 1, .width = 1.0, .height = 1.0});
    const auto regions = find_regions(erased.ids, erased.objects.size());
    for (std::size_t i = 0; i < erased.objects.size(); ++i)
        if (erased.objects[i].labelled()) {
            EXPECT_EQ(regions[i].area, 0u) << i;
        }
    EXPECT_EQ(run(frame, EraseObjectsConfig{.probability = 0}).color, frame.color);
}

TEST(Mosaic, FourPicturesWithAllTheirObjects) {
    const Frame frame = random_frame(Rng(3), {80, 60});
    const Frame whole = run(frame, MosaicConfig{.center_x = 0.5, .center_y = 0.5, .scale = 0.1});
    EXPECT_EQ(whole.color.extent(), frame.color.extent());
    EXPECT_EQ(whole.objects.size(), 16u);
    EXPECT_FALSE(whole.camera.known);
    std::set<std::string> names;
    for (const Object& object : whole.objects) names.insert(object.name);
    EXPECT_EQ(names.size(), 16u);
    EXPECT_TRUE(names.contains("disc#1@4"));
    // Each part holds objects of its own picture only.
    for (int y = 0; y < 60; ++y) {
        for (int x = 0; x < 80; ++x) {
            const std::uint32_t id = whole.ids.at(x, y);
            if (id == 0) continue;
            const std::uint32_t part = (x >= 40 ? 1u : 0u) + (y >= 30 ? 2u : 0u);
            EXPECT_EQ((id - 1) / 4, part);
        }
    }
    const auto regions = find_regions(whole.ids, whole.objects.size());
    for (const Annotation& a : annotate(whole, {}).annotations) {
        EXPECT_EQ(a.area, regions[a.instance_id - 1].area);
        EXPECT_LE(a.area, a.amodal->inframe_area);
    }
}

TEST(Mosaic, DrawsOtherSamples) {
    const Frame frame = random_frame(Rng(3), {80, 60});  // has index 3
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Frame whole = run(frame, MosaicConfig{}, seed);
        for (const auto& [name, value] : whole.augmented.at(0).values)
            if (name.starts_with("sample")) {
                EXPECT_NE(value, 3);
            }
    }
}

TEST(Mixup, BlendsColorsAndKeepsTheStrongerLabel) {
    Frame frame = random_frame(Rng(4), {90, 70});
    frame.color = Image<Rgb8>({90, 70}, {255, 255, 255});
    const Frame mixed = run(frame, MixupConfig{.share = 0.75});
    EXPECT_EQ(mixed.objects.size(), 8u);
    for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i) {
        EXPECT_GE(mixed.color.pixels()[i].g, 191);
        const std::uint32_t before = frame.ids.pixels()[i], after = mixed.ids.pixels()[i];
        if (before != 0) {
            EXPECT_EQ(after, before);
        } else {
            EXPECT_TRUE(after == 0 || after > 4);
        }
    }
    EXPECT_EQ(run(frame, MixupConfig{.share = 1.0}).color, frame.color);
}

TEST(Mixup, ReportsAFrameThatCannotBeMade) {
    const Resources none;
    const Surroundings surroundings{.resources = none,
                                    .sample = [](std::uint64_t) -> Expected<Frame> {
                                        return Diagnostic{.message = "no such picture"};
                                    },
                                    .sample_count = 2};
    const auto result =
        augment(random_frame(Rng(5), {20, 20}),
                {entry(MixupConfig{0.5}), entry(FlipConfig{}, "flip")}, Rng(1), surroundings);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.errors().front().message, "no such picture");
}

}  // namespace
}  // namespace diorama
