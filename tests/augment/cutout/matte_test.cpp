#include "augment/cutout/matte.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/augment/cutout/photos.hpp"

namespace diorama {
namespace {

Image<std::uint8_t> half_covered(const Image<float>& alpha) {
    Image<std::uint8_t> mask(alpha.extent());
    for (std::size_t i = 0; i < mask.pixels().size(); ++i)
        mask.pixels()[i] = alpha.pixels()[i] >= 0.5f ? 1 : 0;
    return mask;
}

TEST(Matte, IsTheCoverageWithoutNoise) {
    const test::Paint paint{.noise = 0};
    const auto painted = test::paint({100, 80}, test::disc(50.3, 40.7, 25.2), paint);
    const Image<Rgba8> cut = matte(painted.photo, half_covered(painted.alpha));
    for (std::size_t i = 0; i < cut.pixels().size(); ++i) {
        const Rgba8 pixel = cut.pixels()[i];
        ASSERT_NEAR(pixel.a / 255.0, painted.alpha.pixels()[i], 0.062);  // what passes for noise
        if (pixel.a == 0) continue;
        ASSERT_LE(std::abs(pixel.r - paint.object.r), 1);
        ASSERT_LE(std::abs(pixel.g - paint.object.g), 1);
        ASSERT_LE(std::abs(pixel.b - paint.object.b), 1);
    }
}

TEST(Matte, TheMaskDecidesWhereColorsAreAlike) {
    const auto painted = test::paint({60, 60}, test::disc(30, 30, 15),
                                     {.object = {100, 100, 100}, .background = {108, 105, 100}});
    const Image<std::uint8_t> mask = half_covered(painted.alpha);
    const Image<Rgba8> cut = matte(painted.photo, mask);
    for (std::size_t i = 0; i < cut.pixels().size(); ++i)
        ASSERT_EQ(cut.pixels()[i].a, mask.pixels()[i] != 0 ? 255 : 0);
}

TEST(Matte, ThinThingsKeepTheirMask) {
    const auto painted = test::paint({60, 40}, test::box(10, 20, 50, 22), {.noise = 0});
    const Image<Rgba8> cut = matte(painted.photo, half_covered(painted.alpha));
    EXPECT_EQ(cut.at(30, 20).a, 255);
    EXPECT_EQ(cut.at(30, 21).a, 255);
    EXPECT_EQ(cut.at(30, 22).a, 0);
}

}  // namespace
}  // namespace diorama
