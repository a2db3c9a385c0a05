#include "engine/core/image.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

TEST(Image, RowsFromTheTopWithoutPadding) {
    Image<int> image({3, 2}, 7);
    EXPECT_EQ(image.width(), 3);
    EXPECT_EQ(image.height(), 2);
    EXPECT_EQ(image.pixels().size(), 6u);
    EXPECT_EQ(image.size_bytes(), 6 * sizeof(int));
    image.at(2, 1) = 9;
    EXPECT_EQ(image.pixels()[5], 9);
    EXPECT_EQ(image.row(1)[2], 9);
    EXPECT_EQ(image.row(1), image.data() + 3);
    image.at(0, 1) = 1;
    EXPECT_EQ(image.pixels(), (std::vector<int>{7, 7, 7, 1, 7, 9}));
}

TEST(Image, EqualInSizeAndPixels) {
    const Image<int> wide({6, 1}, 0), tall({1, 6}, 0);
    EXPECT_NE(wide, tall);
    EXPECT_EQ(wide, Image<int>({6, 1}));
    EXPECT_TRUE(Image<int>{}.empty());
    EXPECT_TRUE(Image<int>({0, 5}).empty());
}

TEST(Extent, AreaBeyond32Bits) { EXPECT_EQ((Extent{100000, 100000}).area(), 10'000'000'000u); }

TEST(Rect, IsHalfOpen) {
    const Rect rect{.x = -2, .y = 3, .width = 5, .height = 1};
    EXPECT_EQ(rect.right(), 3);
    EXPECT_EQ(rect.bottom(), 4);
    EXPECT_FALSE(rect.empty());
    EXPECT_TRUE((Rect{.x = 4, .y = 4, .width = 0, .height = 2}).empty());
    EXPECT_TRUE((Rect{.x = 4, .y = 4, .width = 2, .height = -1}).empty());
}

TEST(Rect, Intersection) {
    const Rect a{0, 0, 4, 4};
    EXPECT_EQ(intersection(a, {2, -1, 4, 3}), (Rect{2, 0, 2, 2}));
    EXPECT_EQ(intersection(a, {1, 1, 1, 1}), (Rect{1, 1, 1, 1}));
    EXPECT_EQ(intersection(a, {4, 0, 2, 2}), Rect{});  // they only touch
    EXPECT_EQ(intersection(a, {9, 9, 2, 2}), Rect{});
}

TEST(Mask, KnowsItsPlaceOnTheCanvas) {
    const Mask mask{.x = -3, .y = 2, .pixels = Image<std::uint8_t>({4, 5})};
    EXPECT_EQ(mask.rect(), (Rect{-3, 2, 4, 5}));
}

}  // namespace
}  // namespace diorama
