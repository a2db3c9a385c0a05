// Depth from triangles, without a device.
#include "engine/render/depth.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace diorama {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Two parts of one instance under a 4 x 1 picture whose pixel x sees the ray (x - 1.5, 0, -1).
struct TwoParts {
    Scene scene;
    DrawList list;
    MeshPart first, second;

    TwoParts() {
        scene.camera = {
            .extent = {4, 1}, .intrinsics = {.fx = 1, .fy = 1, .cx = 2, .cy = 0.5}, .near_m = 0.5f};
        first.vertices = {{.position = {-9, -9, -4}},
                          {.position = {9, -9, -4}},
                          {.position = {0, 9, -4}},
                          {.position = {0, 9, -5}}};
        first.indices = {0, 1, 2, 0, 1, 3};
        // z = -2 + x: ray * depth lies on it where depth = 2 / (1 + ray.x).
        second.vertices = {{.position = {-8, -9, -10}},
                           {.position = {1, -9, -1}},
                           {.position = {-8, 9, -10}},
                           {.position = {0, 0, -2}}};
        second.indices = {0, 1, 2, 0, 3, 1};
        list.instances = {{.world_from_object = glm::mat4(1.0f), .id = 1, .first_triangle = 0},
                          {.world_from_object = glm::mat4(1.0f), .id = 1, .first_triangle = 2}};
        list.parts = {&first, &second};
    }
};

TEST(DepthOfTriangles, IsWhereTheRayMeetsThePlane) {
    TwoParts t;
    const std::uint32_t id_triangle[] = {1, 0, 0, 7, 1, 2, 1, 2};
    const Image<float> depth = depth_of_triangles(t.scene, t.list, id_triangle);
    EXPECT_EQ(depth.at(0, 0), 4.0f);
    EXPECT_EQ(depth.at(1, 0), kInfinity);
    EXPECT_EQ(depth.at(2, 0), 2.0f / 1.5f);
    EXPECT_EQ(depth.at(3, 0), 1.0f);  // 0.8 on the plane, but its nearest corner is at 1
}

TEST(DepthOfTriangles, FollowsCameraAndObject) {
    TwoParts t;
    t.scene.camera.world_from_camera =
        look_at(glm::vec3(1000, 20, 3), glm::vec3(1001, 20, 3), glm::vec3(0, 1, 0));
    for (shader::DrawInstance& draw : t.list.instances)
        draw.world_from_object = t.scene.camera.world_from_camera;
    const std::uint32_t id_triangle[] = {1, 1, 1, 0, 1, 2, 0, 0};
    const Image<float> depth = depth_of_triangles(t.scene, t.list, id_triangle);
    // z = -4 - (y + 9) / 18 at y = 0.
    EXPECT_EQ(depth.at(0, 0), 4.5f);
    EXPECT_EQ(depth.at(1, 0), 4.0f);
    EXPECT_EQ(depth.at(2, 0), 2.0f / 1.5f);
}

TEST(DepthOfTriangles, StaysBetweenTheCornersWithoutAPlane) {
    TwoParts t;
    // Its three corners are on a line, between depths 10 and 1.
    t.second.vertices[3].position = {-3.5f, -9, -5.5f};
    const std::uint32_t id_triangle[] = {1, 3, 1, 3, 0, 0, 0, 0};
    const Image<float> depth = depth_of_triangles(t.scene, t.list, id_triangle);
    EXPECT_GE(depth.at(0, 0), 1.0f);
    EXPECT_LE(depth.at(0, 0), 10.0f);
}

TEST(DepthOfTriangles, NotNearerThanTheNearPlane) {
    TwoParts t;
    t.scene.camera.near_m = 1.25f;
    const std::uint32_t id_triangle[] = {0, 0, 0, 0, 0, 0, 1, 2};
    EXPECT_EQ(depth_of_triangles(t.scene, t.list, id_triangle).at(3, 0), 1.25f);
}

}  // namespace
}  // namespace diorama
