#include "engine/scene/view.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/scene/draw_scene.hpp"
#include "engine/scene/lighting.hpp"
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

Camera camera_at_1m() {
    return {.extent = kExtent,
            .intrinsics = {.fx = 480, .fy = 480, .cx = 320, .cy = 240},
            .world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0})};
}

Body body_at(const char* name, const glm::dvec3& center) {
    Body body{.name = name};
    body.box = {center - 0.05, center + 0.05};
    return body;
}

TEST(Lens, AnApertureFollowsFromItsFNumber) {
    CameraConfig config;
    EXPECT_EQ(draw_lens(config, camera_at_1m(), {}, Rng(1)).radius_m, 0.0f);
    config.depth_of_field = {.f_number = 2.0, .sensor_height_mm = 36.0};
    // As many pixels of focal length as the picture is high: 36 mm, 18 wide, 9 from the middle.
    EXPECT_NEAR(draw_lens(config, camera_at_1m(), {}, Rng(1)).radius_m, 0.009f, 1e-7f);
    config.depth_of_field->radius_mm = 4.0;
    config.depth_of_field->focus_m = 2.5;
    const ThinLens lens = draw_lens(config, camera_at_1m(), {}, Rng(1));
    EXPECT_FLOAT_EQ(lens.radius_m, 0.004f);
    EXPECT_FLOAT_EQ(lens.focus_m, 2.5f);
}

TEST(Lens, FocusesOnTheNamedThingNearestToTheMiddle) {
    Surroundings world = floor_at(-0.2);
    world.bodies = {body_at("mug#1", {0.1, 0, -1.5}), body_at("mug#2", {0.6, 0, -1}),
                    body_at("pear#1", {0.0, 0.5, -3}), body_at("mug#3", {0, 0, 0.5})};
    CameraConfig config;
    const auto focus = [&](const char* name) {
        config.depth_of_field = DepthOfFieldConfig{.focus_on = name};
        return draw_lens(config, camera_at_1m(), world, Rng(1)).focus_m;
    };
    EXPECT_NEAR(focus(""), 1.5f, 1e-5f);
    EXPECT_NEAR(focus("mug"), 1.5f, 1e-5f);
    EXPECT_NEAR(focus("mug#2"), 1.0f, 1e-5f);
    EXPECT_NEAR(focus("pear"), 3.0f, 1e-5f);
    world.supports[0].world_from_surface[3] = glm::dvec4(0, -0.2, -4, 1);
    EXPECT_NEAR(focus("floor"), 4.0f, 1e-5f);
    EXPECT_NEAR(focus("bowl"), 1.0f, 1e-5f);  // nothing is called so
}

TEST(FilmDraws, NeutralDefaultsChangeNothing) {
    const Film film = draw_film(CameraConfig{}, Rng(1));
    EXPECT_TRUE(film.plain());
    EXPECT_TRUE(film.metered);
    EXPECT_EQ(film.white_balance, glm::vec3(1.0f));
    EXPECT_NE(film.noise_seed, draw_film(CameraConfig{}, Rng(2)).noise_seed);
}

TEST(FilmDraws, ABalancedCameraSeesItsLightAsGrey) {
    CameraConfig config;
    for (const double kelvin : {2700.0, 4000.0, 9000.0}) {
        config.white_balance_k = kelvin;
        const glm::vec3 seen = draw_film(config, Rng(1)).white_balance * black_body_color(kelvin);
        const glm::vec3 white = black_body_color(6504);
        for (int i = 0; i < 3; ++i) EXPECT_NEAR(seen[i], white[i], 1e-4f) << kelvin;
    }
    EXPECT_LT(draw_film(config, Rng(1)).white_balance.b, 1.0f);  // 9000 K is blue
}

TEST(FilmDraws, OneMoreEffectLeavesTheOthersAsTheyWere) {
    CameraConfig config;
    config.bloom = Uniform{0, 1};
    config.vignette_stops = Uniform{0, 1};
    const Film film = draw_film(config, Rng(7));
    config.iso = Uniform{100, 3200};
    config.chromatic_aberration_px = Uniform{0, 2};
    const Film more = draw_film(config, Rng(7));
    EXPECT_EQ(more.bloom, film.bloom);
    EXPECT_EQ(more.vignette_stops, film.vignette_stops);
    EXPECT_EQ(more.noise_seed, film.noise_seed);
    EXPECT_NE(more.iso, film.iso);
}

}  // namespace
}  // namespace diorama
