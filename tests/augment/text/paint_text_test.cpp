#include "augment/text/paint_text.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

/// A rectangle of ink.
DrawnText block_of_ink(const Rect& r) {
    DrawnText text;
    text.ink = {r.x, r.y, Image<std::uint8_t>({r.width, r.height}, 255)};
    return text;
}

TEST(PaintText, WritesColorByOpacityAndNothingElse) {
    Image<Rgb8> picture({60, 40}, {100, 100, 100});
    paint_text(picture, block_of_ink({20, 10, 15, 12}), {},
               {.color = {200, 0, 50}, .opacity = 0.5f}, 20.0f);
    EXPECT_EQ(picture.at(25, 15), (Rgb8{150, 50, 75}));
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 60; ++x) {
            const bool inside = x >= 20 && x < 35 && y >= 10 && y < 22;
            if (!inside) {
                ASSERT_EQ(picture.at(x, y), (Rgb8{100, 100, 100}));
            }
        }
    }
}

TEST(PaintText, FollowsTheLightOfTheSurface) {
    Image<Rgb8> picture({80, 40}, {160, 160, 160});
    for (int y = 0; y < 40; ++y) {
        for (int x = 40; x < 80; ++x) picture.at(x, y) = {70, 70, 70};  // in shadow
    }
    const Paint paint{.color = {200, 40, 40}};
    Image<Rgb8> flat = picture;
    paint_text(picture, block_of_ink({10, 10, 60, 20}), {}, paint, 20.0f);
    EXPECT_GT(picture.at(15, 20).r, picture.at(65, 20).r + 40);
    Paint unlit = paint;
    unlit.light = 0.0f;
    paint_text(flat, block_of_ink({10, 10, 60, 20}), {}, unlit, 20.0f);
    EXPECT_EQ(flat.at(15, 20), flat.at(65, 20));
}

TEST(PaintText, ShadowsDarkenBeyondTheInk) {
    Image<Rgb8> picture({60, 60}, {180, 180, 180});
    const DrawnText text = block_of_ink({20, 20, 10, 10});
    const Coverage shadow{26, 26, Image<std::uint8_t>({10, 10}, 255)};
    paint_text(picture, text, shadow,
               {.color = {255, 255, 255}, .shadow_offset = {0.2f, 0.2f}, .light = 0.0f}, 20.0f);
    EXPECT_EQ(picture.at(24, 24).r, 255);
    EXPECT_LT(picture.at(33, 33).r, 130);
    EXPECT_EQ(picture.at(10, 10).r, 180);
}

TEST(PaintText, ReliefLightensOneSide) {
    Image<Rgb8> picture({60, 60}, {90, 90, 90});
    paint_text(picture, block_of_ink({20, 20, 20, 20}), {},
               {.color = {150, 150, 150}, .relief = 0.8f, .light = 0.0f}, 20.0f);
    EXPECT_GT(picture.at(20, 20).r, picture.at(30, 30).r + 10);
    EXPECT_LT(picture.at(39, 39).r, picture.at(30, 30).r - 10);
}

}  // namespace
}  // namespace diorama
