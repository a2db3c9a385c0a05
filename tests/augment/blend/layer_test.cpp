#include "augment/blend/layer.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

using test::layer_of;

TEST(Layer, IsCroppedAndHasAMargin) {
    const Layer layer = layer_of(4, 100, 50, R"(
        .....
        ..#..
        ..##.)");
    EXPECT_EQ(layer.id, 4u);
    EXPECT_EQ(layer.rect(), (Rect{102 - kLayerMargin, 51 - kLayerMargin, 2 + 2 * kLayerMargin,
                                  2 + 2 * kLayerMargin}));
    EXPECT_EQ(layer.alpha.at(kLayerMargin, kLayerMargin), 255);
    EXPECT_EQ(layer.alpha.at(kLayerMargin + 1, kLayerMargin), 0);
    EXPECT_EQ(layer.color.at(0, 0), test::kRed);
    EXPECT_TRUE(layer.surroundings.empty());
}

TEST(Layer, SurroundingsReachBeyondTheCutout) {
    Image<Rgb8> photo({3, 1});
    photo.at(0, 0) = {1, 0, 0};
    photo.at(1, 0) = {2, 0, 0};
    photo.at(2, 0) = {3, 0, 0};
    const Layer layer =
        make_layer(1, 0, 0, test::cutout_of(test::alpha_of(".#."), test::kRed), photo);
    ASSERT_EQ(layer.surroundings.extent(), layer.color.extent());
    EXPECT_EQ(layer.surroundings.at(kLayerMargin - 1, 0).r, 1);
    EXPECT_EQ(layer.surroundings.at(kLayerMargin, kLayerMargin).r, 2);
    EXPECT_EQ(layer.surroundings.at(layer.rect().width - 1, 0).r, 3);
}

TEST(Layer, WithoutAlphaIsEmpty) {
    const Layer layer = layer_of(1, 3, 4, "...");
    EXPECT_TRUE(layer.color.empty());
    EXPECT_TRUE(layer.rect().empty());
    EXPECT_EQ(amodal_of(layer).total_area, 0u);
}

TEST(Layer, AmodalIsTheHardMask) {
    const Amodal amodal = amodal_of(layer_of(1, -1, 7, R"(
        5####
        ..#..)"));  // 5 is 126 of 255: less than a half
    EXPECT_EQ(amodal.total_area, 5u);
    EXPECT_EQ(amodal.total_box, (Rect{0, 7, 4, 2}));
    EXPECT_EQ(amodal.mask.rect(), amodal.total_box);
    EXPECT_EQ(amodal.mask.pixels.pixels(), (std::vector<std::uint8_t>{1, 1, 1, 1, 0, 1, 0, 0}));
    EXPECT_TRUE(amodal.exact);
}

TEST(Blend, NamesDiffer) {
    EXPECT_EQ(blend_name(HardBlend{}), "none");
    EXPECT_EQ(blend_name(MatteBlend{}), "matte");
    EXPECT_EQ(blend_name(GaussianBlend{}), "gaussian");
    EXPECT_EQ(blend_name(BoxBlend{}), "box");
    EXPECT_EQ(blend_name(FeatherBlend{}), "feather");
    EXPECT_EQ(blend_name(MotionBlend{}), "motion");
    EXPECT_EQ(blend_name(PoissonBlend{}), "poisson");
    EXPECT_EQ(blend_name(PoissonBlend{.mixed = true}), "poisson_mixed");
    EXPECT_EQ(blend_name(LaplacianBlend{}), "laplacian");
}

TEST(DrawMotion, EveryKernelIsDrawn) {
    std::set<std::tuple<int, MotionSide, int>> seen;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const MotionBlend motion = draw_motion(Rng{1}.stream(i));
        ASSERT_TRUE(motion.length % 2 == 1 && motion.length >= 3 &&
                    motion.length <= kMaxMotionLength);
        ASSERT_TRUE(motion.step >= 0 && motion.step < 4 * (motion.length / 2));
        seen.insert({motion.length, motion.side, motion.step});
    }
    EXPECT_EQ(seen.size(), 3u * (4 + 8 + 12 + 16));
}

}  // namespace
}  // namespace diorama
