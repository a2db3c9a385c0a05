#include "augment/text/text_color.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

SurfaceColors plain(const Rgb8& color) {
    const Image<Rgb8> picture({20, 10}, color);
    return surface_colors(picture, {0, 0, Image<std::uint8_t>({20, 10}, 1)});
}

TEST(TextColor, StandsOutFromAnyPlainSurface) {
    Rng rng{1};
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto level = [&] { return static_cast<std::uint8_t>(rng.integer(0, 255)); };
        const Rgb8 surface{level(), level(), level()};
        const auto color = draw_text_color(plain(surface), 24.0f, Rng{2}.stream(i));
        ASSERT_TRUE(color) << i;
        EXPECT_GE(glm::distance(lab_of(*color), lab_of(surface)), 24.0f);
        EXPECT_GE(std::abs(lab_of(*color).x - lab_of(surface).x), 16.0f);
    }
}

TEST(TextColor, ASurfaceOfAllColorsHasNone) {
    Image<Rgb8> picture({256, 8});
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 256; ++x) {
            const auto v = static_cast<std::uint8_t>(x);
            picture.at(x, y) = {v, v, v};
        }
    }
    const SurfaceColors surface =
        surface_colors(picture, {0, 0, Image<std::uint8_t>(picture.extent(), 1)});
    EXPECT_EQ(surface.lab.size(), 512u);
    EXPECT_LT(surface.contrast(lab_of(Rgb8{128, 128, 128})), 10.0f);
    EXPECT_FALSE(draw_text_color(surface, 100.0f, Rng{3}));
}

TEST(TextColor, AnotherHueOfTheSameLightnessIsNoContrast) {
    const glm::vec3 wall(50, 40, 0), letters(50, -40, 0), darker(36, 40, 0), black(4, 0, 0);
    const SurfaceColors surface{.lab = {wall}};
    EXPECT_EQ(surface.contrast(letters), 0.0f);
    EXPECT_EQ(surface.contrast(darker), 14.0f);
    EXPECT_NEAR(surface.contrast(black), std::hypot(46.0f, 40.0f), 1e-4f);
}

TEST(TextColor, TheOppositeIsOnTheOtherSideOfTheSurface) {
    const SurfaceColors surface{.lab = {{40, 0, 0}, {50, 0, 0}}};
    EXPECT_LT(lab_of(opposite_color(surface, rgb_of_lab({60, 10, 10}))).x, 5);
    EXPECT_GT(lab_of(opposite_color(surface, rgb_of_lab({30, 10, 10}))).x, 95);
}

TEST(TextColor, OnlyTheMaskCounts) {
    Image<Rgb8> picture({10, 10}, {0, 0, 0});
    picture.at(4, 4) = {255, 255, 255};
    Mask one{4, 4, Image<std::uint8_t>({1, 1}, 1)};
    EXPECT_NEAR(surface_colors(picture, one).mean().x, 100.0f, 0.1f);
    EXPECT_EQ(strongest_color(surface_colors(picture, one)).r, 14);
    EXPECT_EQ(surface_colors(picture, {}).contrast({0, 0, 0}), 0.0f);
}

}  // namespace
}  // namespace diorama
