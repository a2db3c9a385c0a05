#include "engine/core/float_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <glm/gtc/packing.hpp>

namespace diorama {
namespace {

TEST(FloatMath, FloorOfBothSigns) {
    EXPECT_EQ(fast_floor(2.0f), 2);
    EXPECT_EQ(fast_floor(2.9f), 2);
    EXPECT_EQ(fast_floor(-2.0f), -2);
    EXPECT_EQ(fast_floor(-2.1f), -3);
    EXPECT_EQ(fast_floor(-0.25f), -1);
    EXPECT_EQ(fast_floor(0.0f), 0);
}

TEST(FloatMath, ExpIsWithinItsError) {
    EXPECT_EQ(fast_exp(0.0f), 1.0f);
    for (int i = -85000; i <= 85000; ++i) {
        const float x = static_cast<float>(i) * 1e-3f;
        const double allowed = 3e-7 + 1.5e-7 * std::abs(double{x});
        ASSERT_NEAR(double{fast_exp(x)} / std::exp(double{x}), 1.0, allowed) << x;
    }
    EXPECT_EQ(fast_exp(-1000.0f), fast_exp(-85.0f));
}

TEST(FloatMath, AcosIsWithinItsError) {
    for (int i = -10000; i <= 10000; ++i) {
        const float x = static_cast<float>(i) * 1e-4f;
        ASSERT_NEAR(double{fast_acos(x)}, std::acos(double{x}), 1e-6) << x;
    }
    EXPECT_EQ(fast_acos(1.0f), 0.0f);
    EXPECT_EQ(fast_acos(1.5f), 0.0f);
    EXPECT_EQ(fast_acos(-1.5f), kPi);
}

TEST(FloatMath, Atan2IsWithinItsErrorAllAround) {
    for (int i = -31400; i <= 31400; ++i) {
        const double angle = 1e-4 * i;
        for (const double radius : {1e-3, 1.0, 500.0}) {
            const auto x = static_cast<float>(radius * std::cos(angle));
            const auto y = static_cast<float>(radius * std::sin(angle));
            ASSERT_NEAR(double{fast_atan2(y, x)}, angle, 2e-5);
        }
    }
    EXPECT_EQ(fast_atan2(0.0f, 0.0f), 0.0f);
    EXPECT_EQ(fast_atan2(0.0f, 2.0f), 0.0f);
    EXPECT_NEAR(fast_atan2(0.0f, -2.0f), kPi, 2e-5f);
}

TEST(FloatMath, HalvesAreTheNearest) {
    EXPECT_EQ(half_bits(0.0f), 0x0000);
    EXPECT_EQ(half_bits(1.0f), 0x3C00);
    EXPECT_EQ(half_bits(65504.0f), 0x7BFF);
    EXPECT_EQ(half_bits(0x1p-14f), 0x0400);         // the smallest normal one
    EXPECT_EQ(half_bits(0x1p-24f), 0x0001);         // the smallest of all
    EXPECT_EQ(half_bits(1.0f + 0x1p-11f), 0x3C00);  // ties go to even
    EXPECT_EQ(half_bits(1.0f + 0x3p-11f), 0x3C02);
    EXPECT_EQ(half_bits(-3.0f), 0x0000);
    EXPECT_EQ(half_bits(1e9f), 0x7BFF);
    EXPECT_EQ(half_bits(std::nanf("")), 0x0000);
    for (std::uint32_t bits = 0; bits <= 0x7BFF; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        ASSERT_EQ(half_bits(glm::unpackHalf1x16(half)), half);
    }
}

}  // namespace
}  // namespace diorama
