#include "augment/blend/motion_kernel.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

/// Every kernel there is.
template <class Visit>
void for_each_motion(Visit visit) {
    for (int length = 3; length <= kMaxMotionLength; length += 2)
        for (const MotionSide side : {MotionSide::Full, MotionSide::Left, MotionSide::Right})
            for (int step = 0; step < 4 * (length / 2); ++step)
                visit(MotionBlend{length, side, step});
}

TEST(MotionKernel, LinesThroughTheMiddle) {
    const auto taps = motion_kernel({3, MotionSide::Full, 0});
    ASSERT_EQ(taps.size(), 3u);
    EXPECT_EQ(taps[0].dx, -1);
    EXPECT_EQ(taps[2].dx, 1);
    EXPECT_EQ(taps[0].weight, taps[2].weight);
    const auto diagonal = motion_kernel({5, MotionSide::Full, 2});
    ASSERT_EQ(diagonal.size(), 5u);
    for (const KernelTap& tap : diagonal) EXPECT_EQ(tap.dx, -tap.dy);
}

TEST(MotionKernel, SumsToOneAndItsCentroidIsTheOrigin) {
    for_each_motion([](const MotionBlend& motion) {
        int sum = 0, x = 0, y = 0;
        for (const KernelTap& tap : motion_kernel(motion)) {
            sum += tap.weight;
            x += tap.weight * tap.dx;
            y += tap.weight * tap.dy;
        }
        ASSERT_EQ(sum, kTapScale);
        // Weights are integers, and the middle one takes what rounding leaves.
        ASSERT_LE(std::abs(x), kTapScale / 16) << motion.length << " " << motion.step;
        ASSERT_LE(std::abs(y), kTapScale / 16) << motion.length << " " << motion.step;
    });
}

TEST(MotionKernel, AStraightEdgeKeepsItsHalfWeightOutline) {
    for_each_motion([](const MotionBlend& motion) {
        // Columns from 20 on are white, and the same for rows.
        for (const bool across : {true, false}) {
            Image<Rgb8> picture({40, 40});
            for (int y = 0; y < 40; ++y)
                for (int x = 0; x < 40; ++x)
                    if ((across ? x : y) >= 20) picture.at(x, y) = {255, 255, 255};
            const Image<Rgb8> blurred = filter_picture(picture, motion_kernel(motion));
            ASSERT_GE((across ? blurred.at(20, 20) : blurred.at(20, 20)).r, 127);
            ASSERT_LE((across ? blurred.at(19, 20) : blurred.at(20, 19)).r, 128);
        }
    });
}

TEST(FilterPicture, OneColorStaysAsItIs) {
    const Image<Rgb8> white({17, 5}, {255, 254, 3});
    for_each_motion([&](const MotionBlend& motion) {
        ASSERT_EQ(filter_picture(white, motion_kernel(motion)), white);
    });
}

TEST(FilterPicture, MeanOfTheTaps) {
    Image<Rgb8> dot({5, 3});
    dot.at(2, 1) = {255, 0, 0};
    const std::vector<KernelTap> taps{{-1, 0, 64}, {0, 0, 128}, {1, 0, 64}};
    const Image<Rgb8> blurred = filter_picture(dot, taps);
    EXPECT_EQ(blurred.at(1, 1).r, 64);
    EXPECT_EQ(blurred.at(2, 1).r, 128);
    EXPECT_EQ(blurred.at(3, 1).r, 64);
    EXPECT_EQ(blurred.at(0, 1).r, 0);
    EXPECT_EQ(blurred.at(2, 0).r, 0);
}

}  // namespace
}  // namespace diorama
