#include "augment/blend/lab.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace diorama {
namespace {

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance) {
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], tolerance);
}

TEST(Lab, KnownColors) {
    expect_near(lab_of(Rgb8{0, 0, 0}), {0, 0, 0}, 0.01f);
    expect_near(lab_of(Rgb8{255, 255, 255}), {100, 0, 0}, 0.02f);
    expect_near(lab_of(Rgb8{255, 0, 0}), {53.24f, 80.09f, 67.20f}, 0.03f);
    expect_near(lab_of(Rgb8{0, 255, 0}), {87.73f, -86.18f, 83.18f}, 0.03f);
    expect_near(lab_of(Rgb8{0, 0, 255}), {32.30f, 79.19f, -107.86f}, 0.03f);
}

TEST(Lab, ThereAndBackIsTheSameColor) {
    for (int r = 0; r < 256; r += 5) {
        for (int g = 0; g < 256; g += 5) {
            for (int b = 0; b < 256; b += 5) {
                const Rgb8 color{static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g),
                                 static_cast<std::uint8_t>(b)};
                const Rgb8 back = rgb_of_lab(lab_of(color));
                ASSERT_LE(std::abs(back.r - r), 1);
                ASSERT_LE(std::abs(back.g - g), 1);
                ASSERT_LE(std::abs(back.b - b), 1);
            }
        }
    }
}

TEST(Lab, LinearLight) {
    EXPECT_EQ(linear_of_srgb(0), 0.0f);
    EXPECT_EQ(linear_of_srgb(255), 1.0f);
    EXPECT_NEAR(linear_of_srgb(188), 0.5029f, 1e-3f);
}

}  // namespace
}  // namespace diorama
