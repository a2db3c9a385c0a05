#include "augment/text/homography.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "augment/text/outline.hpp"

namespace diorama {
namespace {

constexpr Intrinsics kCamera{.fx = 520, .fy = 520, .cx = 320, .cy = 240};

/// A wall at a distance on the view axis, turned about the vertical or the horizontal.
Plane wall(double distance_m, float tilt, bool about_vertical) {
    const float s = std::sin(tilt), c = std::cos(tilt);
    const glm::vec3 n = about_vertical ? glm::vec3(s, 0, c) : glm::vec3(0, s, c);
    return {.normal = n, .offset_m = static_cast<float>(distance_m) * n.z};
}

/// Where the ray of a pixel meets a plane.
glm::dvec3 surface_point(const Plane& plane, const glm::dvec2& pixel) {
    return pixel_ray(kCamera, pixel.x, pixel.y) * depth_at(plane, kCamera, pixel.x, pixel.y);
}

TEST(Homography, CheckerboardsRectifyToSquares) {
    double worst = 0;
    for (const float tilt : {0.0f, 30.0f, 60.0f, -60.0f}) {
        for (const double distance : {0.7, 1.5, 6.0}) {
            for (const bool about_vertical : {false, true}) {
                const Plane plane = wall(distance, radians(tilt), about_vertical);
                const auto m = image_from_plane(plane, kCamera, {300, 250});
                ASSERT_TRUE(m);
                const double side = 0.08 * distance;
                for (int row = -2; row < 2; ++row) {
                    for (int column = -2; column < 2; ++column) {
                        const auto at = [&](int x, int y) {
                            return surface_point(
                                plane, map_point(*m, {side * (column + x), side * (row + y)}));
                        };
                        const glm::dvec3 a = at(0, 0), b = at(1, 0), c = at(1, 1), d = at(0, 1);
                        for (const double length : {glm::distance(a, b), glm::distance(b, c),
                                                    glm::distance(c, d), glm::distance(d, a)}) {
                            worst = std::max(worst, std::abs(length / side - 1.0));
                            EXPECT_NEAR(length / side, 1.0, 1e-4) << tilt << ' ' << distance;
                        }
                        EXPECT_NEAR(glm::distance(a, c) / side, std::sqrt(2.0), 2e-4);
                        // Read from the left: b lies right of a, d below it, as seen in front.
                        EXPECT_GT(glm::dot(glm::cross(d - a, b - a), glm::dvec3(plane.normal)), 0);
                    }
                }
            }
        }
    }
    RecordProperty("worst_side", std::to_string(worst));
    std::printf("sides are off by %.1e at most\n", worst);
}

TEST(Homography, AnchorIsTheOriginAndTheBaselineIsLevel) {
    const Plane floor{.normal = {0, 0.8f, 0.6f}, .offset_m = 1.5f};
    const auto m = image_from_plane(floor, kCamera, {200, 300});
    ASSERT_TRUE(m);
    const glm::dvec2 origin = map_point(*m, {0, 0});
    EXPECT_NEAR(origin.x, 200, 1e-9);
    EXPECT_NEAR(origin.y, 300, 1e-9);
    EXPECT_NEAR(map_point(*m, {0.2, 0}).y, 300, 1e-6);
    EXPECT_GT(map_point(*m, {0.2, 0}).x, 200);
    EXPECT_GT(map_point(*m, {0, 0.2}).y, 300);
}

TEST(Homography, RollTurnsClockwise) {
    const auto m = image_from_plane(wall(2, 0, true), kCamera, {320, 240}, kPi / 2);
    ASSERT_TRUE(m);
    const glm::dvec2 right = map_point(*m, {1, 0});
    EXPECT_NEAR(right.x, 320, 1e-3);
    EXPECT_NEAR(right.y, 500, 1e-3);
}

TEST(Homography, RefusesGrazingAndUnseenPlanes) {
    EXPECT_TRUE(image_from_plane(wall(2, radians(75.0f), true), kCamera, {320, 240}));
    EXPECT_FALSE(image_from_plane(wall(2, radians(76.0f), true), kCamera, {320, 240}));
    const Plane floor{.normal = {0, 1, 0}, .offset_m = 1.0f};
    EXPECT_FALSE(image_from_plane(floor, kCamera, {320, 100}));  // above the horizon
}

TEST(Homography, JacobianIsTheDifferenceQuotient) {
    const auto m = *image_from_plane(wall(1.5, radians(50.0f), true), kCamera, {350, 200}, 0.3f) *
                   plane_from_text(0.05, {0.1, -0.2});
    const glm::dvec2 p{1.5, 0.7};
    const glm::dmat2 j = jacobian(m, p);
    for (int axis = 0; axis < 2; ++axis) {
        glm::dvec2 step{0.0};
        step[axis] = 1e-5;
        const glm::dvec2 quotient = (map_point(m, p + step) - map_point(m, p - step)) / 2e-5;
        EXPECT_NEAR(glm::distance(quotient, j[axis]), 0, 1e-5);
    }
}

}  // namespace
}  // namespace diorama
