#include "engine/scene/motion.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace diorama {
namespace {

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance = 1e-5f) {
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], tolerance) << i;
}

Scene looking_at(const glm::vec3& eye, const glm::vec3& target) {
    Scene scene;
    scene.camera.world_from_camera = look_at(eye, target, {0, 1, 0});
    return scene;
}

TEST(Motion, AnOrbitKeepsItsDistanceAndItsViewOfThePivot) {
    Scene scene = looking_at({0, 1, 2}, {0, 0.2f, 0});
    scene.path = {.seconds = 2, .pivot = {0, 0.2f, 0}, .azimuth = kPi / 2};
    expect_near(glm::vec3(camera_pose_at(scene, 0)[3]), {0, 1, 2});
    const glm::mat4 end = camera_pose_at(scene, 2);
    expect_near(glm::vec3(end[3]), {2, 1, 0});  // from +Z a quarter turn toward +X
    expect_near(-glm::vec3(end[2]), glm::normalize(glm::vec3(-2, -0.8f, 0)));
    const glm::vec3 middle(camera_pose_at(scene, 1)[3]);
    EXPECT_NEAR(glm::length(middle - scene.path.pivot), std::sqrt(4 + 0.64f), 1e-5f);
}

TEST(Motion, AnOrbitGrowsByItsFactor) {
    Scene scene = looking_at({0, 0, 2}, {0, 0, 0});
    scene.path = {.seconds = 1, .distance_factor = 4};
    expect_near(glm::vec3(camera_pose_at(scene, 0.5)[3]), {0, 0, 4});
    expect_near(glm::vec3(camera_pose_at(scene, 1)[3]), {0, 0, 8});
}

TEST(Motion, ALineKeepsTheDirection) {
    Scene scene = looking_at({0, 0, 2}, {0, 0, 0});
    scene.path = {.seconds = 4, .move = {1, 2, 0}};
    const glm::mat4 pose = camera_pose_at(scene, 1);
    expect_near(glm::vec3(pose[3]), {0.25f, 0.5f, 2});
    expect_near(glm::vec3(pose[2]), {0, 0, 1});
}

TEST(Motion, ACurvePassesItsPointsAtEqualTimes) {
    Scene scene;
    scene.path = {.seconds = 3,
                  .eyes = {{0, 0, 5}, {1, 2, 5}, {3, 0, 4}, {4, 1, 4}},
                  .targets = {{0, 0, 0}, {0, 0, 0}, {1, 0, 0}, {1, 0, 0}}};
    for (std::size_t i = 0; i < 4; ++i)
        expect_near(glm::vec3(camera_pose_at(scene, static_cast<double>(i))[3]),
                    scene.path.eyes[i]);
    // Smooth: just before and just after a point it is as fast.
    const auto eye = [&](double t) { return glm::vec3(camera_pose_at(scene, t)[3]); };
    expect_near((eye(1) - eye(0.999)) * 1000.0f, (eye(1.001) - eye(1)) * 1000.0f, 0.02f);
}

TEST(Motion, EachPictureHasNoiseOfItsOwn) {
    Scene scene;
    scene.film.noise_seed = 7;
    EXPECT_EQ(scene_at(scene, 0).film.noise_seed, 7u);
    EXPECT_NE(scene_at(scene, 0.1).film.noise_seed, scene_at(scene, 0.2).film.noise_seed);
}

TEST(Motion, ObjectsMoveAndSpinAboutTheirMiddles) {
    Scene scene;
    Instance instance;
    instance.object.box = {{0, 0, 0}, {2, 2, 2}};
    instance.velocity = {1, 0, 0};
    instance.spin = {0, kPi, 0};
    scene.instances = {instance};
    const Scene later = scene_at(scene, 0.5);
    const glm::mat4& pose = later.instances[0].object.world_from_object;
    expect_near(glm::vec3(pose * glm::vec4(1, 1, 1, 1)), {1.5f, 1, 1});
    // The corner (2, 1, 1) turned by a quarter about +Y: +X to -Z.
    expect_near(glm::vec3(pose * glm::vec4(2, 1, 1, 1)), {1.5f, 1, 0});
}

}  // namespace
}  // namespace diorama
