#include "engine/annotate/annotate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "engine/annotate/rle.hpp"
#include "tests/engine/annotate/fills.hpp"
#include "tests/engine/annotate/pictures.hpp"

namespace diorama {
namespace {

using test::id_map;

const LabelConfig kEverything{.min_visible = {.pixels = 0, .fraction = 0}};

Mask rectangle(Rect rect) {
    return {rect.x, rect.y, Image<std::uint8_t>({rect.width, rect.height}, 1)};
}

/// Paints rectangles over each other, first to last, as objects with amodal masks.
Frame paint(Extent extent, const std::vector<Rect>& rects) {
    Frame frame;
    frame.ids = Image<std::uint32_t>(extent);
    for (const Rect& rect : rects) {
        Object object;
        object.name = "box#" + std::to_string(frame.objects.size());
        object.category = "box";
        object.amodal = Amodal{rectangle(rect), Extent{rect.width, rect.height}.area(), rect, true};
        frame.objects.push_back(object);
        test::fill(frame.ids, rect, static_cast<std::uint32_t>(frame.objects.size()));
    }
    return frame;
}

TEST(Annotate, AloneInsideThePicture) {
    const Labeled labeled = annotate(paint({8, 6}, {{1, 2, 4, 3}}), kEverything);
    ASSERT_EQ(labeled.annotations.size(), 1u);
    const Annotation& a = labeled.annotations[0];
    EXPECT_EQ(a.instance_id, 1u);
    EXPECT_EQ(a.name, "box#0");
    EXPECT_EQ(a.category, "box");
    EXPECT_EQ(a.box, (Rect{1, 2, 4, 3}));
    EXPECT_EQ(a.area, 12u);
    EXPECT_EQ(a.polygons, (std::vector<Polygon>{{1, 2, 5, 2, 5, 5, 1, 5}}));
    EXPECT_TRUE(a.rle.empty());
    EXPECT_EQ(a.occlusion, 0.0);
    EXPECT_EQ(a.truncation, 0.0);
    EXPECT_EQ(a.visible_fraction, 1.0);
    EXPECT_TRUE(a.occluders.empty());
    EXPECT_FALSE(a.crowd);
}

TEST(Annotate, PastedOverHalf) {
    const Labeled labeled = annotate(paint({8, 4}, {{0, 0, 8, 4}, {4, 0, 4, 4}}), kEverything);
    const Annotation& below = labeled.annotations.at(0);
    EXPECT_EQ(below.box, (Rect{0, 0, 4, 4}));
    EXPECT_EQ(below.occlusion, 0.5);
    EXPECT_EQ(below.truncation, 0.0);
    ASSERT_EQ(below.occluders.size(), 1u);
    EXPECT_EQ(below.occluders[0].id, 2u);
    EXPECT_EQ(below.occluders[0].pixels, 16u);
}

TEST(Annotate, HalfOutsideIsTruncatedNotOccluded) {
    const Labeled labeled = annotate(paint({8, 4}, {{-2, 0, 4, 4}}), kEverything);
    const Annotation& a = labeled.annotations.at(0);
    EXPECT_EQ(a.occlusion, 0.0);
    EXPECT_EQ(a.truncation, 0.5);
    EXPECT_EQ(a.visible_fraction, 0.5);
    ASSERT_TRUE(a.amodal);
    EXPECT_EQ(a.amodal->inframe_area, 8u);
    EXPECT_EQ(a.amodal->total_area, 16u);
    EXPECT_EQ(a.amodal->total_box, (Rect{-2, 0, 4, 4}));
    EXPECT_EQ(a.amodal->inframe, (Rle{0, 8, 24}));
}

TEST(Annotate, TwoOccludersMostPixelsFirst) {
    const Labeled labeled =
        annotate(paint({6, 3}, {{0, 0, 6, 3}, {0, 0, 1, 3}, {4, 0, 2, 3}}), kEverything);
    const auto& occluders = labeled.annotations.at(0).occluders;
    ASSERT_EQ(occluders.size(), 2u);
    EXPECT_EQ(occluders[0].id, 3u);
    EXPECT_EQ(occluders[0].pixels, 6u);
    EXPECT_EQ(occluders[1].id, 2u);
    EXPECT_EQ(occluders[1].pixels, 3u);
}

TEST(Annotate, DistractorsAndSceneryOccludeWithoutLabels) {
    Frame frame = paint({6, 3}, {{0, 0, 6, 3}, {0, 0, 3, 3}, {5, 0, 1, 3}});
    frame.objects[1].distractor = true;
    frame.objects[2].category.clear();
    const Labeled labeled = annotate(frame, kEverything);
    ASSERT_EQ(labeled.annotations.size(), 1u);
    EXPECT_EQ(labeled.annotations[0].area, 6u);
    EXPECT_EQ(labeled.annotations[0].occluders.size(), 2u);
    EXPECT_TRUE(labeled.dropped.empty());
}

TEST(Annotate, EveryObjectEndsInOneList) {
    Frame frame = paint({8, 4}, {{0, 0, 2, 2}, {0, 0, 4, 4}, {9, 0, 2, 2}, {6, 0, 1, 3}});
    const LabelConfig config{.min_visible = {.pixels = 4, .fraction = 0}};
    const Labeled labeled = annotate(frame, config);
    ASSERT_EQ(labeled.annotations.size(), 1u);
    EXPECT_EQ(labeled.annotations[0].name, "box#1");
    ASSERT_EQ(labeled.dropped.size(), 3u);
    EXPECT_EQ(labeled.dropped[0].reason, "hidden");
    EXPECT_EQ(labeled.dropped[1].reason, "outside the picture");
    EXPECT_EQ(labeled.dropped[2].reason, "3 of 4 pixels");
    EXPECT_EQ(labeled.dropped[2].name, "box#3");
}

TEST(Annotate, BelowTheMinimumAsCrowd) {
    Frame frame = paint({10, 2}, {{0, 0, 10, 2}, {1, 0, 9, 2}});
    const LabelConfig config{
        .min_visible = {.pixels = 0, .fraction = 0.2, .below = BelowMinimum::Crowd}};
    const Labeled labeled = annotate(frame, config);
    ASSERT_EQ(labeled.annotations.size(), 2u);
    EXPECT_TRUE(labeled.annotations[0].crowd);
    EXPECT_TRUE(labeled.annotations[0].polygons.empty());
    EXPECT_EQ(labeled.annotations[0].rle, (Rle{0, 2, 18}));
    EXPECT_FALSE(labeled.annotations[1].crowd);
}

TEST(Annotate, HiddenIsNeverACrowd) {
    Frame frame = paint({4, 2}, {{0, 0, 2, 2}, {0, 0, 4, 2}});
    const LabelConfig config{.min_visible = {.below = BelowMinimum::Crowd}};
    EXPECT_EQ(annotate(frame, config).dropped.at(0).reason, "hidden");
}

TEST(Annotate, WithoutAmodalLabelsFractionsStay) {
    LabelConfig config = kEverything;
    config.amodal = false;
    config.segmentation = Segmentation::AsRle;
    const Labeled labeled = annotate(paint({8, 4}, {{0, 0, 8, 4}, {4, 0, 4, 4}}), config);
    EXPECT_FALSE(labeled.annotations[0].amodal);
    EXPECT_EQ(labeled.annotations[0].occlusion, 0.5);
    EXPECT_TRUE(labeled.annotations[0].polygons.empty());
    EXPECT_EQ(labeled.annotations[0].rle, (Rle{0, 16, 16}));
}

TEST(Annotate, RefusesAnIdWithoutObject) {
    Frame frame = paint({4, 4}, {{0, 0, 2, 2}});
    frame.ids.at(3, 3) = 2;
    EXPECT_THROW((void)annotate(frame, kEverything), std::out_of_range);
}

TEST(Annotate, IdentitiesHoldForRandomPictures) {
    Rng rng{75};
    for (int round = 0; round < 300; ++round) {
        const Extent extent = test::random_extent(rng, 40);
        std::vector<Rect> rects(static_cast<std::size_t>(rng.integer(1, 8)));
        for (Rect& rect : rects) rect = test::random_rect(rng, extent);
        const Frame frame = paint(extent, rects);
        const Labeled labeled = annotate(frame, kEverything);
        EXPECT_EQ(labeled.annotations.size() + labeled.dropped.size(), rects.size());
        for (const Annotation& a : labeled.annotations) {
            const auto mask = test::mask_of(frame.ids, a.instance_id);
            EXPECT_EQ(test::fill_as_pycocotools(a.polygons, extent), mask);
            const Rle rle = encode_rle(frame.ids, a.instance_id);
            EXPECT_EQ(a.area, rle_area(rle));
            EXPECT_EQ(a.box, rle_box(rle, extent.height));
            EXPECT_EQ(intersection(a.box, {0, 0, extent.width, extent.height}), a.box);
            ASSERT_TRUE(a.amodal);
            EXPECT_LE(a.area, a.amodal->inframe_area);
            EXPECT_LE(a.amodal->inframe_area, a.amodal->total_area);
            EXPECT_NEAR(a.visible_fraction, (1 - a.occlusion) * (1 - a.truncation), 1e-12);
            std::uint64_t hidden = 0;
            for (const Occluder& occluder : a.occluders) hidden += occluder.pixels;
            EXPECT_EQ(hidden, a.amodal->inframe_area - a.area);
        }
    }
}

}  // namespace
}  // namespace diorama
