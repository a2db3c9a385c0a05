#include "augment/cutout/background.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "augment/blend/lab.hpp"
#include "tests/augment/cutout/photos.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

const Extent kExtent{160, 120};

test::Shape nothing() {
    return [](double, double) { return -1.0; };
}

TEST(FitBackground, OneToneThatFades) {
    const auto painted = test::paint(kExtent, nothing(), {.shading = 60});
    const Image<glm::vec3> lab = lab_of(painted.photo);
    const auto background = fit_background(lab, "p");
    ASSERT_TRUE(background);
    EXPECT_EQ(background->tones.size(), 1u);
    EXPECT_LT(background->tones[0].right.x, -8);
    EXPECT_NEAR(background->tones[0].down.x, 0, 1);
    double far = 0;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x)
            far += background->distance(lab.at(x, y), x, y) > 4 ? 1 : 0;
    EXPECT_LE(far, 0.01 * static_cast<double>(kExtent.area()));
}

TEST(FitBackground, TwoTonesOfATableBeforeAWall) {
    auto painted = test::paint(kExtent, nothing(), {});
    for (int y = 70; y < 120; ++y)
        for (int x = 0; x < 160; ++x) painted.photo.at(x, y) = {120, 80, 40};
    const auto background = fit_background(lab_of(painted.photo), "p");
    ASSERT_TRUE(background);
    EXPECT_EQ(background->tones.size(), 2u);
    EXPECT_LT(background->distance(lab_of(Rgb8{120, 80, 40}), 80, 100), 2);
    EXPECT_GT(background->distance(lab_of(Rgb8{40, 120, 80}), 80, 100), 6);
}

TEST(FitBackground, ShadowsAreBackgroundAndColorsAreNot) {
    const auto painted =
        test::paint(kExtent, nothing(), {.background = {200, 180, 120}, .noise = 1});
    const auto background = fit_background(lab_of(painted.photo), "p");
    ASSERT_TRUE(background);
    const auto distance = [&](Rgb8 color) { return background->distance(lab_of(color), 80, 60); };
    EXPECT_LT(distance({200, 180, 120}), 1.5f);
    EXPECT_LT(distance({180, 162, 107}), 2.5f);  // 10 % darker
    EXPECT_LT(distance({145, 130, 85}), 6.0f);   // half the light
    EXPECT_GT(distance({60, 54, 36}), 6.0f);     // too deep for a shadow
    EXPECT_GT(distance({180, 162, 160}), 6.0f);  // another hue
    EXPECT_GT(distance({240, 216, 144}), 6.0f);  // brighter
}

TEST(FitBackground, ANaturalSceneIsRefused) {
    // Blobs of many colors and sizes, to the very edge.
    Rng rng{5};
    Image<Rgb8> photo(kExtent, {90, 120, 60});
    for (int i = 0; i < 400; ++i) {
        const double cx = rng.uniform(0, 160), cy = rng.uniform(0, 120), r = rng.uniform(3, 15);
        const Rgb8 color{static_cast<std::uint8_t>(rng.integer(20, 230)),
                         static_cast<std::uint8_t>(rng.integer(20, 230)),
                         static_cast<std::uint8_t>(rng.integer(20, 230))};
        for (int y = 0; y < 120; ++y)
            for (int x = 0; x < 160; ++x)
                if (std::hypot(x - cx, y - cy) < r) photo.at(x, y) = color;
    }
    const auto background = fit_background(lab_of(photo), "wood.jpg");
    ASSERT_FALSE(background);
    EXPECT_EQ(background.errors()[0].fault, Fault::Data);
    EXPECT_EQ(background.errors()[0].file, "wood.jpg");
    EXPECT_THAT(background.errors()[0].message, HasSubstr("background is not plain: "));
}

}  // namespace
}  // namespace diorama
