#include "augment/paste/cover.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

/// A full rectangle as a mask.
Amodal box_mask(Rect box) {
    Amodal mask{.mask = {box.x, box.y, Image<std::uint8_t>({box.width, box.height}, 1)},
                .total_area = Extent{box.width, box.height}.area(),
                .total_box = box};
    return mask;
}

VisibilityLimits limits(double max_occlusion, int pixels = 0, double fraction = 0.0) {
    return {max_occlusion, {.pixels = pixels, .fraction = fraction}};
}

const Image<float> kNoDepth;

Cover empty_cover() { return {Image<std::uint32_t>({20, 10}, kBackgroundId), {}, kNoDepth}; }

TEST(Cover, CountsWhatEachLayerOwns) {
    Cover cover = empty_cover();
    cover.add(box_mask({-2, 0, 6, 5}), true, 0);
    cover.add(box_mask({2, 1, 4, 4}), false, 0);
    ASSERT_EQ(cover.shapes().size(), 2u);
    EXPECT_EQ(cover.shapes()[0].total, 30u);
    EXPECT_EQ(cover.shapes()[0].inframe, 20u);
    EXPECT_EQ(cover.shapes()[0].visible, 12u);
    EXPECT_EQ(cover.shapes()[1].visible, 16u);
    EXPECT_EQ(cover.ids().at(3, 0), 1u);
    EXPECT_EQ(cover.ids().at(3, 1), 2u);
    EXPECT_EQ(cover.ids().at(6, 1), kBackgroundId);
}

TEST(Cover, TwoLayersTogetherMayNotHideAThird) {
    // Each alone hides 3 of 8 columns of the first, both 6 of 8.
    Cover cover = empty_cover();
    cover.add(box_mask({4, 2, 8, 4}), true, 0);
    const Amodal left = box_mask({1, 2, 6, 4}), right = box_mask({9, 2, 6, 4});
    EXPECT_TRUE(cover.allows(left, true, 0, limits(0.7)));
    EXPECT_TRUE(cover.allows(right, true, 0, limits(0.7)));
    cover.add(left, true, 0);
    EXPECT_FALSE(cover.allows(right, true, 0, limits(0.7)));
    EXPECT_TRUE(cover.allows(right, true, 0, limits(0.75)));
}

TEST(Cover, DistractorsHideButHaveNoLimit) {
    Cover cover = empty_cover();
    cover.add(box_mask({4, 2, 4, 4}), false, 0);
    EXPECT_TRUE(cover.allows(box_mask({4, 2, 4, 4}), true, 0, limits(0)));
    cover.add(box_mask({12, 2, 4, 4}), true, 0);
    EXPECT_FALSE(cover.allows(box_mask({12, 2, 1, 1}), false, 0, limits(0)));
    EXPECT_TRUE(cover.allows(box_mask({16, 2, 1, 1}), false, 0, limits(0)));
}

TEST(Cover, PixelsAndFractionsCountTheFrameAsWell) {
    const Cover cover = empty_cover();
    const Amodal cut = box_mask({-6, 0, 8, 2});  // 4 of 16 pixels inside
    EXPECT_TRUE(cover.allows(cut, true, 0, limits(0, 4, 0.25)));
    EXPECT_FALSE(cover.allows(cut, true, 0, limits(0, 5, 0.25)));
    EXPECT_FALSE(cover.allows(cut, true, 0, limits(0, 4, 0.26)));
    EXPECT_FALSE(cover.allows(box_mask({30, 30, 4, 4}), true, 0, limits(1)));
}

TEST(Cover, TheNearerOwnsThePixelWhateverTheOrder) {
    Cover cover = empty_cover();
    cover.add(box_mask({0, 0, 4, 4}), true, 1.0f);
    cover.add(box_mask({2, 0, 4, 4}), true, 2.0f);
    EXPECT_EQ(cover.ids().at(3, 0), 1u);
    EXPECT_EQ(cover.shapes()[1].visible, 8u);
    EXPECT_FALSE(cover.allows(box_mask({0, 0, 4, 4}), true, 3.0f, limits(0.9)));
}

TEST(Cover, WhatIsNearerInThePlateHidesLayersWithDepth) {
    Image<float> depth({20, 10}, 3.0f);
    for (int y = 0; y < 10; ++y) depth.at(1, y) = 1.0f;
    Cover cover(Image<std::uint32_t>({20, 10}, kBackgroundId), {}, depth);
    cover.add(box_mask({0, 0, 4, 2}), true, 2.0f);
    EXPECT_EQ(cover.shapes()[0].inframe, 8u);
    EXPECT_EQ(cover.shapes()[0].visible, 6u);
    EXPECT_EQ(cover.ids().at(1, 0), kBackgroundId);
    cover.add(box_mask({0, 4, 4, 2}), true, 0.0f);  // without depth: over everything
    EXPECT_EQ(cover.shapes()[1].visible, 8u);
}

TEST(Cover, ThePlatesObjectsTakePart) {
    Image<std::uint32_t> ids({20, 10}, kBackgroundId);
    for (int x = 0; x < 10; ++x) ids.at(x, 0) = 1;
    std::vector<Object> objects(1);
    objects[0].category = "cup";
    objects[0].amodal = box_mask({0, 0, 10, 2});  // half of it is hidden already
    const Cover cover(ids, objects, kNoDepth);
    EXPECT_EQ(cover.shapes()[0].visible, 10u);
    EXPECT_EQ(cover.shapes()[0].inframe, 20u);
    EXPECT_FALSE(cover.allows(box_mask({0, 0, 1, 1}), false, 0, limits(0.5)));
    EXPECT_TRUE(cover.allows(box_mask({0, 0, 1, 1}), false, 0, limits(0.55)));
    // What is below a limit already does not forbid layers elsewhere.
    EXPECT_TRUE(cover.allows(box_mask({15, 5, 2, 2}), false, 0, limits(0.1)));
}

}  // namespace
}  // namespace diorama
