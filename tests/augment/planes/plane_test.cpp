#include "augment/planes/plane.hpp"

#include <gtest/gtest.h>

#include "tests/augment/planes/plane_scenes.hpp"

namespace diorama {
namespace {

TEST(Plane, FrontoParallelHasOneDepth) {
    const Plane plane{.normal = {0, 0, 1}, .offset_m = 2.5f};
    EXPECT_DOUBLE_EQ(depth_at(plane, test::kCamera, 0.5, 0.5), 2.5);
    EXPECT_DOUBLE_EQ(depth_at(plane, test::kCamera, 600, 20), 2.5);
}

TEST(Plane, FloorIsNearestAtTheBottomAndEndsAtTheHorizon) {
    const Plane floor{.normal = {0, 1, 0}, .offset_m = 1.0f};
    const Intrinsics k = test::kCamera;
    EXPECT_DOUBLE_EQ(depth_at(floor, k, 100, k.cy + k.fy), 1.0);  // 45 degrees down
    EXPECT_DOUBLE_EQ(depth_at(floor, k, 100, k.cy + k.fy / 4), 4.0);
    EXPECT_EQ(depth_at(floor, k, 100, k.cy - 1), std::numeric_limits<double>::infinity());
}

TEST(Plane, InverseDepthIsTheReciprocalOfDepth) {
    const Plane plane = test::plane_at({0.4f, 0.8f, 0.7f}, {0.1f, -0.6f, -2.0f});
    const InverseDepth v = inverse_depth_of(plane);
    for (const double x : {3.0, 200.0, 640.0}) {
        for (const double y : {250.0, 470.0}) {
            const glm::dvec3 ray = pixel_ray(test::kCamera, x, y);
            EXPECT_NEAR(v.x * ray.x + v.y * ray.y + v.z, 1.0 / depth_at(plane, test::kCamera, x, y),
                        1e-6);
        }
    }
    const Plane again = plane_of(v);
    EXPECT_LT(glm::distance(again.normal, plane.normal), 1e-6f);
    EXPECT_NEAR(again.offset_m, plane.offset_m, 1e-6f);
}

}  // namespace
}  // namespace diorama
