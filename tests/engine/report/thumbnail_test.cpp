#include "engine/report/thumbnail.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace diorama {
namespace {

Image<Rgba8> grey(Extent extent, auto value) {
    Image<Rgba8> picture(extent);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            const auto v = static_cast<std::uint8_t>(value(x, y));
            picture.at(x, y) = {v, v, v, 255};
        }
    return picture;
}

TEST(Thumbnail, EachPixelIsTheMeanOfItsArea) {
    const auto small = thumbnail(grey({4, 2}, [](int x, int) { return 20 * x; }), 2);
    ASSERT_EQ(small.extent(), (Extent{2, 1}));
    EXPECT_EQ(small.at(0, 0), (Rgb8{10, 10, 10}));
    EXPECT_EQ(small.at(1, 0), (Rgb8{50, 50, 50}));
}

// 3 columns into 2: the middle one is shared half and half.
TEST(Thumbnail, EdgesAreWeighted) {
    const auto small = thumbnail(grey({3, 3}, [](int x, int) { return 90 * x; }), 2);
    ASSERT_EQ(small.extent(), (Extent{2, 2}));
    EXPECT_EQ(small.at(0, 1).r, 30);
    EXPECT_EQ(small.at(1, 1).r, 150);
}

TEST(Thumbnail, SmallAndNarrowPicturesStayWhole) {
    EXPECT_EQ(thumbnail(grey({5, 7}, [](int, int) { return 1; }), 100).extent(), (Extent{5, 7}));
    EXPECT_EQ(thumbnail(grey({900, 1}, [](int, int) { return 9; }), 30).extent(), (Extent{30, 1}));
}

TEST(PictureQuality, OfAFlatAndOfACheckeredPicture) {
    const auto flat = measure_quality(grey({8, 8}, [](int, int) { return 77; }));
    EXPECT_DOUBLE_EQ(flat.brightness, 77);
    EXPECT_DOUBLE_EQ(flat.contrast, 0);
    EXPECT_DOUBLE_EQ(flat.sharpness, 0);
    // 0 and 100 in turns: every Laplacian is +400 or -400.
    const auto checkered =
        measure_quality(grey({10, 10}, [](int x, int y) { return 100 * ((x + y) % 2); }));
    EXPECT_DOUBLE_EQ(checkered.brightness, 50);
    EXPECT_DOUBLE_EQ(checkered.contrast, 50);
    EXPECT_DOUBLE_EQ(checkered.sharpness, 400);
    EXPECT_EQ(measure_quality(grey({2, 2}, [](int, int) { return 5; })).sharpness, 0);
}

TEST(PictureQuality, LumaWeighsTheColors) {
    Image<Rgba8> picture({1, 1});
    picture.at(0, 0) = {0, 200, 0, 255};
    EXPECT_DOUBLE_EQ(measure_quality(picture).brightness, 117);
}

}  // namespace
}  // namespace diorama
