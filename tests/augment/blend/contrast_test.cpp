#include "augment/blend/contrast.hpp"

#include <gtest/gtest.h>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

Layer square(std::uint32_t id, int x, Rgb8 color) {
    return make_layer(id, x, 10, test::cutout_of(Image<std::uint8_t>({20, 20}, 255), color));
}

Contrast contrast_of(const Image<Rgb8>& plate, const Layer& layer) {
    const Image<Rgb8> picture = compose(plate, std::span(&layer, 1), HardBlend{});
    Image<std::uint32_t> ids(plate.extent());
    label_layers(ids, std::span(&layer, 1));
    return measure_contrast(plate, picture, ids, layer.id, layer.rect());
}

TEST(Contrast, OfAFlatSquareOnAFlatPlate) {
    // Greys of L* 53.585 and 76.247.
    const Contrast contrast =
        contrast_of(Image<Rgb8>({60, 40}, {128, 128, 128}), square(1, 10, {188, 188, 188}));
    EXPECT_NEAR(contrast.to_plate, 22.66f, 0.05f);
    EXPECT_NEAR(contrast.across_outline, 22.66f, 0.05f);
    EXPECT_NEAR(contrast.lightness, 22.66f, 0.05f);
    EXPECT_TRUE(ContrastLimits{}.pass(contrast));
}

TEST(Contrast, OfAHueAloneHasNoLightness) {
    // L* 46.7 and 46.9, a* 32 and -44.
    const Contrast contrast =
        contrast_of(Image<Rgb8>({60, 40}, {166, 88, 86}), square(1, 10, {0, 128, 74}));
    EXPECT_GT(contrast.across_outline, 50.0f);
    EXPECT_LT(contrast.lightness, 1.0f);
}

TEST(Contrast, OfTheSameColorIsNone) {
    const Contrast contrast =
        contrast_of(Image<Rgb8>({60, 40}, test::kGrey), square(1, 10, test::kGrey));
    EXPECT_EQ(contrast.to_plate, 0.0f);
    EXPECT_NEAR(contrast.across_outline, 0.0f, 1e-3f);
    EXPECT_FALSE(ContrastLimits{}.pass(contrast));
}

TEST(Contrast, OfAnAbsentIdIsNone) {
    const Image<Rgb8> plate({60, 40}, test::kGrey);
    const Contrast contrast =
        measure_contrast(plate, plate, Image<std::uint32_t>({60, 40}), 1, {50, 30, 100, 100});
    EXPECT_EQ(contrast.to_plate, 0.0f);
    EXPECT_EQ(measure_contrast(plate, plate, Image<std::uint32_t>({60, 40}), 1, {70, 3, 5, 5})
                  .across_outline,
              0.0f);
}

TEST(ComposeGuarded, AllWellIsOneComposition) {
    const Image<Rgb8> plate({80, 40}, test::kGrey);
    const Layer layers[] = {square(1, 5, test::kRed), square(2, 40, test::kBlue)};
    const Guarded guarded = compose_guarded(plate, layers, GaussianBlend{});
    EXPECT_EQ(guarded.picture, compose(plate, layers, GaussianBlend{}));
    EXPECT_EQ(guarded.kept, (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(guarded.dropped.empty());
    EXPECT_EQ(guarded.fallback_count, 0);
}

TEST(ComposeGuarded, AVanishedObjectIsPastedAnotherWay) {
    // Poisson without surroundings in its gradients makes a flat object the plate's color.
    const Image<Rgb8> plate({80, 40}, test::kGrey);
    const Layer layers[] = {square(1, 5, {150, 150, 150}), square(2, 40, test::kBlue)};
    const PoissonBlend poisson{.ring = PoissonRing::Object};
    const Blend fallbacks[] = {BoxBlend{}};
    const Guarded guarded = compose_guarded(plate, layers, poisson, fallbacks);
    EXPECT_EQ(guarded.kept.size(), 2u);
    EXPECT_EQ(blend_name(guarded.blends[0]), "box");
    EXPECT_EQ(blend_name(guarded.blends[1]), "poisson");
    EXPECT_EQ(guarded.fallback_count, 1);
    EXPECT_EQ(guarded.picture.at(15, 20), (Rgb8{150, 150, 150}));
}

TEST(ComposeGuarded, WhatNoBlendShowsIsDropped) {
    const Image<Rgb8> plate({80, 40}, test::kGrey);
    const Layer layers[] = {square(1, 5, test::kGrey), square(2, 40, test::kBlue)};
    const Blend fallbacks[] = {BoxBlend{}};
    const Guarded guarded = compose_guarded(plate, layers, GaussianBlend{}, fallbacks);
    EXPECT_EQ(guarded.kept, (std::vector<std::size_t>{1}));
    EXPECT_EQ(guarded.dropped, (std::vector<std::size_t>{0}));
    EXPECT_EQ(guarded.fallback_count, 2);
    EXPECT_EQ(guarded.blends.size(), 1u);
    EXPECT_EQ(guarded.picture, compose(plate, std::span(layers).subspan(1), GaussianBlend{}));
}

TEST(ComposeGuarded, NothingLeftIsThePlate) {
    const Image<Rgb8> plate({80, 40}, test::kGrey);
    const Layer layer = square(1, 5, test::kGrey);
    const Guarded guarded = compose_guarded(plate, std::span(&layer, 1), HardBlend{});
    EXPECT_EQ(guarded.picture, plate);
    EXPECT_TRUE(guarded.kept.empty());
}

}  // namespace
}  // namespace diorama
