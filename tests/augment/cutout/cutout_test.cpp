#include "augment/cutout/cutout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/augment/cutout/photos.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

const Extent kExtent{200, 160};

struct Quality {
    double overlap = 0;      // intersection over union of the masks
    double alpha_error = 0;  // mean over the pixels around the outline
    double color_error = 0;  // mean, grey levels, of the band composed on the opposite color
};

Quality compare(const test::Painted& painted, const test::Paint& paint, const Cutout& cutout) {
    double both = 0, any = 0, error = 0, color_error = 0, band = 0;
    const Extent extent = painted.alpha.extent();
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const double truth = static_cast<double>(painted.alpha.at(x, y));
            const int u = x - cutout.box.x, v = y - cutout.box.y;
            const bool within = u >= 0 && v >= 0 && u < cutout.box.width && v < cutout.box.height;
            const Rgba8 found = within ? cutout.pixels.at(u, v) : Rgba8{0, 0, 0, 0};
            const bool in = within && cutout.mask.at(u, v) == 255;
            both += in && truth >= 0.5 ? 1 : 0;
            any += in || truth >= 0.5 ? 1 : 0;
            const double alpha = found.a / 255.0;
            const bool edge = (truth > 0 && truth < 1) || (found.a > 0 && found.a < 255);
            if (!edge) continue;
            band += 1;
            error += std::abs(alpha - truth);
            // On the opposite of the background any of its hue would show.
            const auto composed = [](double a, double object, double background) {
                return a * object + (1 - a) * (255 - background);
            };
            color_error += std::abs(composed(alpha, found.g, paint.background.g) -
                                    composed(truth, paint.object.g, paint.background.g));
        }
    }
    return {both / any, error / band, color_error / band};
}

struct Case {
    const char* name;
    test::Shape shape;
    test::Paint paint;
};

std::vector<Case> cases() {
    const test::Shape ring = test::torus(100, 80, 40, 14),
                      square = test::box(60.4, 40.2, 140.7, 120);
    const test::Shape mug = test::either(test::box(60, 45, 115, 120), test::torus(118, 82, 22, 6));
    return {{"disc", test::disc(100.3, 80.1, 50), {}},
            {"square", square, {}},
            {"torus", ring, {}},
            {"mug", mug, {}},
            {"green screen", mug, {.object = {200, 180, 170}, .background = {30, 170, 60}}},
            {"black", ring, {.object = {20, 20, 25}, .background = {235, 235, 235}}},
            {"white on black", ring, {.object = {240, 240, 240}, .background = {25, 25, 30}}},
            {"shaded", square, {.shading = 50}},
            {"shadow", square, {.shadow = 0.35}},
            {"striped", square, {.object = {120, 90, 60}, .texture = 30}}};
}

TEST(CutOut, PaintedObjects) {
    for (const Case& c : cases()) {
        SCOPED_TRACE(c.name);
        const auto painted = test::paint(kExtent, c.shape, c.paint);
        const auto cutout = cut_out(painted.photo, c.name);
        ASSERT_TRUE(cutout) << cutout.errors()[0].message;
        const Quality quality = compare(painted, c.paint, *cutout);
        EXPECT_GE(quality.overlap, 0.99);
        if (c.paint.texture > 0) continue;  // alpha is not to be told from stripes at the outline
        EXPECT_LE(quality.alpha_error, c.paint.shadow > 0 ? 0.04 : 0.03);
        EXPECT_LE(quality.color_error, 8);
    }
}

TEST(CutOut, CropsToTheObjectAndAMargin) {
    const auto painted = test::paint(kExtent, test::box(60, 40, 140, 120), {});
    const auto cutout = cut_out(painted.photo, "p");
    ASSERT_TRUE(cutout);
    EXPECT_NEAR(cutout->box.x, 60 - kCutoutMargin, 1);
    EXPECT_NEAR(cutout->box.y, 40 - kCutoutMargin, 1);
    EXPECT_NEAR(cutout->box.width, 80 + 2 * kCutoutMargin, 2);
    EXPECT_EQ(cutout->pixels.extent(), (Extent{cutout->box.width, cutout->box.height}));
}

TEST(CutOut, SmallPartsAreDustAndLargeOnesStay) {
    const test::Shape pair = test::either(test::disc(60, 80, 30), test::disc(150, 80, 20));
    const test::Shape with_dust = test::either(pair, test::disc(105, 30, 4));
    const auto cutout = cut_out(test::paint(kExtent, with_dust, {}).photo, "p");
    ASSERT_TRUE(cutout);
    EXPECT_NEAR(cutout->box.y, 50 - kCutoutMargin, 1);
    EXPECT_NEAR(cutout->box.right(), 170 + kCutoutMargin, 1);
}

TEST(CutOut, ALabelInsideIsNoHole) {
    // Blue on red: not the background's color, so part of the object.
    auto painted = test::paint(kExtent, test::disc(100, 80, 50), {});
    for (int y = 70; y < 90; ++y)
        for (int x = 85; x < 115; ++x) painted.photo.at(x, y) = {20, 40, 160};
    const auto cutout = cut_out(painted.photo, "p");
    ASSERT_TRUE(cutout);
    EXPECT_EQ(cutout->mask.at(100 - cutout->box.x, 80 - cutout->box.y), 255);
}

TEST(CutOut, SaysWhyNot) {
    const auto empty = cut_out(test::paint(kExtent, test::disc(0, 0, -1), {}).photo, "empty.jpg");
    ASSERT_FALSE(empty);
    EXPECT_THAT(empty.errors()[0].message, HasSubstr("nothing stands out"));
    const auto tiny = cut_out(Image<Rgb8>({31, 64}), "tiny.jpg");
    ASSERT_FALSE(tiny);
    EXPECT_THAT(tiny.errors()[0].to_string(), HasSubstr("tiny.jpg: 31x64 pixels are too few"));
}

}  // namespace
}  // namespace diorama
