#include "augment/text/page.hpp"

#include <gtest/gtest.h>

#include <set>

namespace diorama {
namespace {

constexpr Intrinsics kCamera{.fx = 100, .fy = 100, .cx = 50, .cy = 40};
constexpr Plane kWall{.normal = {0, 0, 1}, .offset_m = 1.0f};  // 1 m is 100 pixels

Mask all(int x, int y, int width, int height) {
    return {x, y, Image<std::uint8_t>({width, height}, 1)};
}

TEST(Page, FindsEveryPlaceOfARectangle) {
    const auto m = *image_from_plane(kWall, kCamera, {50, 40});
    const Page page(m, all(20, 20, 40, 30), 0.01);
    EXPECT_NEAR(page.median_free().width, 39, 1);
    EXPECT_NEAR(page.median_free().height, 29, 1);
    Rng rng{1};
    std::set<int> columns;
    for (int i = 0; i < 300; ++i) {
        const auto corner = page.find({0.3, 0.2}, rng);
        ASSERT_TRUE(corner);
        const glm::dvec2 a = map_point(m, *corner),
                         b = map_point(m, *corner + glm::dvec2(0.3, 0.2));
        EXPECT_GE(a.x, 19.9);
        EXPECT_GE(a.y, 19.9);
        EXPECT_LE(b.x, 60.1);
        EXPECT_LE(b.y, 50.1);
        columns.insert(static_cast<int>(a.x + 0.5));
    }
    EXPECT_GE(columns.size(), 9u);  // of 10
    EXPECT_FALSE(page.find({0.5, 0.1}, rng));
}

TEST(Page, KeepsClearOfWhatIsTaken) {
    const auto m = *image_from_plane(kWall, kCamera, {50, 40});
    Mask free = all(0, 0, 100, 80);
    for (int y = 30; y < 50; ++y) {
        for (int x = 0; x < 100; ++x) free.pixels.at(x, y) = 0;
    }
    const Page page(m, free, 0.01);
    Rng rng{2};
    for (int i = 0; i < 100; ++i) {
        const auto corner = page.find({0.2, 0.2}, rng);
        ASSERT_TRUE(corner);
        // Cells count by their centers: half a pixel may be lost at an edge.
        const double top = map_point(m, *corner).y, bottom = top + 20;
        EXPECT_TRUE(bottom <= 30.6 || top >= 49.4) << top;
    }
    EXPECT_FALSE(page.find({0.2, 0.4}, rng));
}

TEST(Page, IsEmptyForAnEmptyRegion) {
    const auto m = *image_from_plane(kWall, kCamera, {50, 40});
    const Page page(m, {0, 0, Image<std::uint8_t>({50, 50}, 0)}, 0.01);
    Rng rng{3};
    EXPECT_FALSE(page.find({0.01, 0.01}, rng));
    EXPECT_EQ(page.median_free(), (Extent{0, 0}));
}

}  // namespace
}  // namespace diorama
