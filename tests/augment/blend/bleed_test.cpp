#include "augment/blend/bleed.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

TEST(BleedColor, TheOldBackgroundIsGone) {
    // A red square cut from green: mixed at its edge, pure green outside.
    const Image<std::uint8_t> alpha = test::alpha_of(R"(
        .......
        .55555.
        .5###5.
        .5###5.
        .55555.
        .......)");
    Image<Rgb8> color(alpha.extent(), {0, 255, 0});
    for (int y = 0; y < color.height(); ++y)
        for (int x = 0; x < color.width(); ++x)
            if (alpha.at(x, y) == 255) color.at(x, y) = {255, 0, 0};
    bleed_color(color, alpha);
    EXPECT_TRUE(std::all_of(color.begin(), color.end(), [](const Rgb8& pixel) {
        return pixel == Rgb8{255, 0, 0};
    }));
}

TEST(BleedColor, SurePixelsStayAndOthersTakeTheNearest) {
    const Image<std::uint8_t> alpha = test::alpha_of("#...........#");
    Image<Rgb8> color(alpha.extent(), {0, 255, 0});
    color.at(0, 0) = {9, 8, 7};
    color.at(12, 0) = {200, 100, 0};
    bleed_color(color, alpha);
    EXPECT_EQ(color.at(0, 0), (Rgb8{9, 8, 7}));
    EXPECT_EQ(color.at(3, 0), (Rgb8{9, 8, 7}));
    EXPECT_EQ(color.at(9, 0), (Rgb8{200, 100, 0}));
    EXPECT_EQ(color.at(12, 0), (Rgb8{200, 100, 0}));
}

TEST(BleedColor, GlassKeepsItsColorInTheMiddle) {
    const Image<std::uint8_t> alpha({11, 11}, 100);
    Image<Rgb8> color({11, 11}, {1, 2, 3});
    color.at(5, 5) = {50, 60, 70};
    bleed_color(color, alpha);
    EXPECT_EQ(color.at(5, 5), (Rgb8{50, 60, 70}));
    EXPECT_EQ(color.at(0, 0), (Rgb8{1, 2, 3}));
}

TEST(BleedColor, ThinFaintThingsBleedFromTheirStrongestPixels) {
    const Image<std::uint8_t> alpha = test::alpha_of(".12..");
    Image<Rgb8> color(alpha.extent(), {0, 255, 0});
    color.at(2, 0) = {30, 30, 30};
    bleed_color(color, alpha);
    EXPECT_EQ(color.at(1, 0), (Rgb8{30, 30, 30}));
    const Image<Rgb8> before = color;
    bleed_color(color, Image<std::uint8_t>(alpha.extent()));
    EXPECT_EQ(color, before);
}

}  // namespace
}  // namespace diorama
