#include "augment/text/outline.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace diorama {
namespace {

Outline square(float x0, float y0, float x1, float y1) {
    return {.points = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, .ends = {4}};
}

TEST(Rasterize, PixelsAreCoveredByTheirArea) {
    // Half of column 2, all of column 3; rows 1 and 2, a quarter of row 3.
    const Coverage c = rasterize({square(2.5f, 1.0f, 4.0f, 3.25f)}, {0, 0, 10, 10});
    EXPECT_EQ(c.rect().x, 2);
    EXPECT_EQ(c.rect().y, 1);
    EXPECT_NEAR(c.at(2, 1), 128, 1);
    EXPECT_EQ(c.at(3, 1), 255);
    EXPECT_EQ(c.at(3, 2), 255);
    EXPECT_NEAR(c.at(3, 3), 64, 1);
    EXPECT_NEAR(c.at(2, 3), 32, 1);
    EXPECT_EQ(c.at(4, 1), 0);
    EXPECT_EQ(c.at(3, 0), 0);
}

TEST(Rasterize, HolesByWindingAndSumsOfOutlines) {
    Outline ring = square(0, 0, 6, 6);
    ring.append({.points = {{2, 2}, {2, 4}, {4, 4}, {4, 2}}, .ends = {4}});  // the other way round
    const Coverage c = rasterize({ring}, {0, 0, 10, 10});
    EXPECT_EQ(c.at(1, 3), 255);
    EXPECT_EQ(c.at(3, 3), 0);
    const Coverage halves = rasterize({square(0, 0, 1.5f, 1), square(1.5f, 0, 3, 1)}, {0, 0, 9, 9});
    EXPECT_NEAR(halves.at(1, 0), 255, 2);
}

TEST(Rasterize, ClipsToThePicture) {
    const Coverage c = rasterize({square(-50, -50, 3, 2)}, {0, 0, 10, 10});
    EXPECT_EQ(c.x, 0);
    EXPECT_EQ(c.y, 0);
    EXPECT_EQ(c.at(2, 1), 255);
    EXPECT_TRUE(rasterize({square(-50, -50, -3, -2)}, {0, 0, 10, 10}).alpha.empty());
    EXPECT_TRUE(rasterize({}, {0, 0, 10, 10}).alpha.empty());
}

TEST(Rasterize, CoversTheAreaOfAPolygon) {
    const Outline triangle{.points = {{3.3f, 2.1f}, {40.7f, 11.9f}, {12.2f, 37.6f}}, .ends = {3}};
    const Coverage c = rasterize({triangle}, {0, 0, 64, 64});
    const auto& a = triangle.points;
    const glm::vec2 u = a[1] - a[0], v = a[2] - a[0];
    const double area = 0.5 * std::abs(static_cast<double>(u.x * v.y - u.y * v.x));
    const double covered = std::accumulate(c.alpha.begin(), c.alpha.end(), 0.0) / 255.0;
    EXPECT_NEAR(covered / area, 1.0, 0.005);
}

}  // namespace
}  // namespace diorama
