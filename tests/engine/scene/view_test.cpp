#include "engine/scene/view.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/scene/draw_scene.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{640, 480};

Surroundings floor_at(double height) {
    Surroundings world;
    Support support{.name = "floor", .half_size = {1, 1}};
    support.world_from_surface[3] = glm::dvec4(0, height, 0, 1);
    support.hull = hull_of({{-1, height, -1}, {1, height, -1}, {1, height, 1}, {-1, height, 1}});
    world.supports.push_back(support);
    return world;
}

TEST(Camera, AnOrbitLooksAtItsTargetFromTheDrawnDirection) {
    CameraConfig config;
    config.pose = OrbitCamera{.around = "floor",
                              .target_m = {0.1, 0.2, 0.0},
                              .distance_m = 2.0,
                              .elevation_deg = 30.0,
                              .azimuth_deg = 90.0};
    config.fov_y_deg = 90.0;
    const auto camera = draw_camera(config, kExtent, floor_at(0.5), Rng(1));
    ASSERT_TRUE(camera);
    // Azimuth 90 degrees is +X: the eye is there, 30 degrees up.
    const glm::vec3 eye(camera->world_from_camera[3]);
    EXPECT_NEAR(eye.x, 0.1f + 2 * std::sqrt(0.75f), 1e-5f);
    EXPECT_NEAR(eye.y, 0.7f + 1.0f, 1e-5f);
    EXPECT_NEAR(eye.z, 0.0f, 1e-5f);
    const glm::vec3 pixel = project(*camera, {0.1f, 0.7f, 0.0f});
    EXPECT_NEAR(pixel.x, 320, 1e-2f);
    EXPECT_NEAR(pixel.y, 240, 1e-2f);
    EXPECT_NEAR(pixel.z, 2.0f, 1e-5f);
    EXPECT_NEAR(camera->intrinsics.fy, 240.0, 1e-3);  // tan 45 degrees = 1
    // Upright: a point above the target is above it in the picture.
    EXPECT_LT(project(*camera, {0.1f, 0.8f, 0.0f}).y, 240.0f);
}

TEST(Camera, RollTurnsThePictureAndNotTheAxis) {
    CameraConfig config;
    config.pose = LookAtCamera{.eye_m = {0.0, 1.0, 2.0}, .target_m = {0.0, 1.0, 0.0}};
    config.roll_deg = 90.0;
    const auto camera = draw_camera(config, kExtent, {}, Rng(1));
    ASSERT_TRUE(camera);
    EXPECT_NEAR(project(*camera, {0, 1, 0}).x, 320, 1e-3f);
    // The camera's right is the world's up: what is above appears on the right.
    EXPECT_GT(project(*camera, {0, 1.2f, 0}).x, 330.0f);
    EXPECT_NEAR(project(*camera, {0, 1.2f, 0}).y, 240, 1e-3f);
}

TEST(Camera, PosesAndIntrinsicsAreTakenAsGiven) {
    glm::mat4 pose(1.0f);
    pose[3] = {1, 2, 3, 1};
    CameraConfig config;
    config.pose = PoseListCamera{{pose}};
    config.intrinsics = {500, 510, 300, 200};
    const auto camera = draw_camera(config, kExtent, {}, Rng(1));
    ASSERT_TRUE(camera);
    EXPECT_EQ(camera->world_from_camera, pose);
    EXPECT_EQ(camera->intrinsics.fx, 500);
    EXPECT_EQ(camera->intrinsics.cy, 200);
}

TEST(Camera, IsNeverBelowTheSurfaceItOrbits) {
    CameraConfig config;
    config.pose =
        OrbitCamera{.around = "floor", .distance_m = 1.0, .elevation_deg = Uniform{-60, 30}};
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto camera = draw_camera(config, kExtent, floor_at(0), Rng(1).stream(i));
        ASSERT_TRUE(camera);
        EXPECT_GT(camera->world_from_camera[3].y, 0.0f);
    }
    config.pose = OrbitCamera{.around = "floor", .elevation_deg = -30.0};
    EXPECT_FALSE(draw_camera(config, kExtent, floor_at(0), Rng(1)));
    config.pose = OrbitCamera{.around = "nothing"};
    EXPECT_FALSE(draw_camera(config, kExtent, floor_at(0), Rng(1)));
}

TEST(Camera, IsNeverInsideOfAnObject) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("cube"));
    config.objects[0].place.spread = 0.0;
    config.objects[0].size_m = Distribution(0.6);  // a cube around y = 0 .. 0.6
    config.camera.pose = LookAtCamera{.eye_m = {Uniform{-0.5, 0.5}, 0.3, 0.0}};
    for (std::uint64_t i = 0; i < 50; ++i) {
        const auto scene = draw_scene(config, kExtent, *assets, i, Rng(3).stream(i));
        ASSERT_TRUE(scene);
        const glm::mat4 object_from_world =
            glm::inverse(scene->instances[1].object.world_from_object);
        const glm::vec3 eye(object_from_world * scene->camera.world_from_camera[3]);
        EXPECT_GT(std::max({std::abs(eye.x), std::abs(eye.y), std::abs(eye.z)}), 0.04f);
    }
    config.camera.pose = LookAtCamera{.eye_m = {0.0, 0.3, 0.0}};
    const auto inside = draw_scene(config, kExtent, *assets, 0, Rng(3));
    ASSERT_FALSE(inside);
    EXPECT_EQ(inside.errors()[0].path, "scene.camera");
}

TEST(Camera, ExposureIsAPowerOfTwo) {
    CameraConfig config;
    config.exposure_stops = -2.0;
    EXPECT_EQ(draw_exposure(config, Rng(1)), 0.25f);
}

}  // namespace
}  // namespace diorama
