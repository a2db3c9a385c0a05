#include "augment/paste/fit.hpp"

#include <gtest/gtest.h>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

Image<Rgb8> noise(Extent extent) {
    Image<Rgb8> picture(extent);
    Rng rng{5};
    for (Rgb8& p : picture)
        p = {static_cast<std::uint8_t>(rng.integer(0, 255)),
             static_cast<std::uint8_t>(rng.integer(0, 255)), 77};
    return picture;
}

TEST(Resized, TheSameSizeIsTheSamePicture) {
    const Image<Rgb8> picture = noise({9, 7});
    EXPECT_EQ(resized(picture, {9, 7}), picture);
}

TEST(Resized, HalfTheSizeIsTheMeanOfFour) {
    const Image<Rgb8> picture = noise({8, 6});
    const Image<Rgb8> half = resized(picture, {4, 3});
    for (int y = 0; y < 3; ++y) {
        for (int x = 0; x < 4; ++x) {
            const int sum = picture.at(2 * x, 2 * y).r + picture.at(2 * x + 1, 2 * y).r +
                            picture.at(2 * x, 2 * y + 1).r + picture.at(2 * x + 1, 2 * y + 1).r;
            EXPECT_EQ(half.at(x, y).r, (sum + 2) / 4);
            EXPECT_EQ(half.at(x, y).b, 77);
        }
    }
}

TEST(Resized, ARampStaysARampWhereItGrows) {
    Image<Rgb8> ramp({10, 1});
    for (int x = 0; x < 10; ++x) ramp.at(x, 0) = {static_cast<std::uint8_t>(20 * x), 0, 0};
    const Image<Rgb8> large = resized(ramp, {40, 3});
    for (int x = 2; x < 38; ++x) EXPECT_NEAR(large.at(x, 1).r, 5 * x - 7.5, 0.51) << x;
    EXPECT_EQ(large.at(0, 0).r, 0);
    EXPECT_EQ(large.at(39, 2).r, 180);
}

TEST(CoveringExtent, CoversWithTheShapeOfTheSource) {
    EXPECT_EQ(covering_extent({1024, 768}, {640, 480}), (Extent{640, 480}));
    EXPECT_EQ(covering_extent({1000, 500}, {640, 480}), (Extent{960, 480}));
    EXPECT_EQ(covering_extent({500, 1000}, {640, 480}), (Extent{640, 1280}));
    EXPECT_EQ(covering_extent({1, 1}, {640, 480}), (Extent{640, 640}));
    EXPECT_EQ(covering_extent({3, 10000}, {640, 480}).width, 640);
}

TEST(Cropped, TakesThePartAsItIs) {
    const Image<Rgb8> picture = noise({9, 7});
    const Image<Rgb8> part = cropped(picture, {2, 3, 4, 2});
    ASSERT_EQ(part.extent(), (Extent{4, 2}));
    for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 4; ++x) EXPECT_EQ(part.at(x, y), picture.at(x + 2, y + 3));
}

}  // namespace
}  // namespace diorama
