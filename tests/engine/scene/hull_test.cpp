#include "engine/scene/hull.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

Hull cube_at(const glm::dvec3& center, double half) {
    std::vector<glm::dvec3> corners;
    for (int i = 0; i < 8; ++i) {
        corners.push_back(center +
                          half * glm::dvec3(i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1));
    }
    return hull_of(corners);
}

Hull random_hull(Rng& rng, const glm::dvec3& center) {
    std::vector<glm::dvec3> points;
    for (int i = 0; i < 20; ++i) {
        points.push_back(center +
                         glm::dvec3(rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)));
    }
    return hull_of(points);
}

TEST(Hull, OfACubeHasItsCornersFacesAndCenter) {
    Hull hull = cube_at({1, 2, 3}, 0.5);
    EXPECT_EQ(hull.vertices.size(), 8u);
    EXPECT_EQ(hull.normals.size(), 6u);
    EXPECT_NEAR(glm::length(hull.center - glm::dvec3(1, 2, 3)), 0.0, 1e-12);
    glm::dvec3 sum{0.0};
    for (const glm::dvec3& normal : hull.normals) {
        EXPECT_NEAR(std::abs(normal.x) + std::abs(normal.y) + std::abs(normal.z), 1.0, 1e-12);
        EXPECT_NEAR(std::abs(glm::dot(normal, hull.vertices[0] - hull.center)), 0.5, 1e-12);
        sum += normal;
    }
    EXPECT_NEAR(glm::length(sum), 0.0, 1e-12);
}

TEST(Hull, NormalsPointOutward) {
    Rng rng(5);
    for (int round = 0; round < 20; ++round) {
        const Hull hull = random_hull(rng, {0.3, -2.0, 5.0});
        for (const glm::dvec3& normal : hull.normals) {
            double high = -1e9;
            for (const glm::dvec3& v : hull.vertices) high = std::max(high, glm::dot(normal, v));
            EXPECT_GT(high, glm::dot(normal, hull.center) + 1e-6);
        }
    }
}

TEST(Hull, CenterIsThatOfTheVolumeNotOfTheCorners) {
    // A pyramid of height 4: its center is at a quarter of the height, its corners' mean at 0.8.
    const Hull hull = hull_of({{-1, 0, -1}, {1, 0, -1}, {1, 0, 1}, {-1, 0, 1}, {0, 4, 0}});
    EXPECT_NEAR(hull.center.y, 1.0, 1e-9);
}

TEST(Hull, OfFlatAndDegeneratePointsIsAllowed) {
    const Hull plane = hull_of({{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}});
    EXPECT_EQ(plane.vertices.size(), 4u);
    EXPECT_NEAR(separation(plane, cube_at({0.5, 2, 0.5}, 0.5)).distance, 1.5, 1e-7);
    const Hull point = hull_of({{1, 1, 1}, {1, 1, 1}});
    EXPECT_NEAR(separation(point, cube_at({3, 1, 1}, 1)).distance, 1.0, 1e-7);
}

TEST(Hull, ReducedHullsAreInsideTheExactOneByTheStatedError) {
    const auto assets = solid_assets();
    const auto ball = assets->model(solid("ball"));
    ASSERT_TRUE(ball);
    const HullSet& hulls = *ball->hulls;
    EXPECT_LE(hulls.coarse.vertices.size(), 48u);
    EXPECT_GT(hulls.coarse_error, 0.0);
    EXPECT_LT(hulls.coarse_error, 0.2 * 0.045);
    for (const glm::dvec3& v : hulls.exact.vertices) {
        EXPECT_LE(separation(hull_of({v}), hulls.coarse).distance, 2 * hulls.coarse_error + 1e-6);
    }
    for (const glm::dvec3& v : hulls.coarse.vertices) {
        EXPECT_NE(std::find(hulls.exact.vertices.begin(), hulls.exact.vertices.end(), v),
                  hulls.exact.vertices.end());
    }
}

TEST(Separation, OfCubesFaceToFaceEdgeToEdgeCornerToCorner) {
    const Hull cube = cube_at({0, 0, 0}, 1);
    EXPECT_NEAR(separation(cube, cube_at({5, 0.3, -0.2}, 1)).distance, 3.0, 1e-7);
    EXPECT_NEAR(separation(cube, cube_at({5, 5, 0.1}, 1)).distance, 3 * std::sqrt(2.0), 1e-7);
    EXPECT_NEAR(separation(cube, cube_at({5, 5, 5}, 1)).distance, 3 * std::sqrt(3.0), 1e-7);
    EXPECT_EQ(separation(cube, cube_at({1.5, 0.2, 0.1}, 1)).distance, 0.0);
    EXPECT_EQ(separation(cube, cube_at({0, 0, 0}, 0.1)).distance, 0.0);
}

TEST(Separation, EndsInPointsOfBothHullsAndAgreesWithASupportPlane) {
    Rng rng(11);
    for (int round = 0; round < 200; ++round) {
        const Hull a = random_hull(rng, {0, 0, 0});
        const Hull b =
            random_hull(rng, {rng.uniform(-4, 4), rng.uniform(-4, 4), rng.uniform(1.5, 4)});
        const Separation s = separation(a, b);
        if (s.distance == 0.0) {
            // Face normals find no gap either.
            EXPECT_GT(overlap_depth(a, b).depth, 0.0);
            continue;
        }
        // The plane across the segment separates the hulls by just the distance: a proof of it.
        const glm::dvec3 n = (s.on_b - s.on_a) / s.distance;
        double high = -1e9, low = 1e9;
        for (const glm::dvec3& v : a.vertices) high = std::max(high, glm::dot(n, v));
        for (const glm::dvec3& v : b.vertices) low = std::min(low, glm::dot(n, v));
        EXPECT_NEAR(low - high, s.distance, 1e-6);
    }
}

TEST(OverlapDepth, IsTheShortestWayOutOfABox) {
    const Overlap over = overlap_depth(cube_at({0, 0, 0}, 1), cube_at({0.5, 1.9, 0.2}, 1));
    EXPECT_NEAR(over.depth, 0.1, 1e-12);
    EXPECT_NEAR(glm::length(over.direction - glm::dvec3(0, -1, 0)), 0.0, 1e-12);
    EXPECT_EQ(overlap_depth(cube_at({0, 0, 0}, 1), cube_at({0, 2.5, 0}, 1)).depth, 0.0);
}

TEST(FreeDistance, StopsAtTheFirstContact) {
    const Hull floor = cube_at({0, -1, 0}, 1);
    EXPECT_NEAR(free_distance(cube_at({0, 3, 0}, 0.5), floor, {0, -1, 0}, 10), 2.5, 1e-6);
    EXPECT_EQ(free_distance(cube_at({0, 3, 0}, 0.5), floor, {0, -1, 0}, 1), 1.0);
    EXPECT_EQ(free_distance(cube_at({0, 3, 0}, 0.5), floor, {0, 1, 0}, 10), 10.0);
    EXPECT_EQ(free_distance(cube_at({3, 3, 0}, 0.5), floor, {0, -1, 0}, 10), 10.0);
    EXPECT_EQ(free_distance(cube_at({0, 0.2, 0}, 0.5), floor, {0, -1, 0}, 10), 0.0);
}

TEST(FreeDistance, LeavesNoGapBetweenRandomHulls) {
    Rng rng(3);
    for (int round = 0; round < 100; ++round) {
        Hull a = random_hull(rng, {rng.uniform(-1, 1), 6, rng.uniform(-1, 1)});
        const Hull b = random_hull(rng, {0, 0, 0});
        const double way = free_distance(a, b, {0, -1, 0}, 20);
        if (way == 20) continue;
        for (glm::dvec3& v : a.vertices) v.y -= way;
        EXPECT_LE(separation(a, b).distance, 2e-7);
        for (glm::dvec3& v : a.vertices) v.y += 1e-6;
        EXPECT_GT(separation(a, b).distance, 0.0);
    }
}

}  // namespace
}  // namespace diorama
