#include "tools/preview/camera_moves.hpp"

#include <gtest/gtest.h>

#include "engine/core/camera.hpp"

namespace diorama::preview {
namespace {

constexpr float kQuarter = kPi / 2;

glm::vec3 eye(const glm::mat4& pose) { return glm::vec3(pose[3]); }

void expect_near(const glm::vec3& a, const glm::vec3& b) {
    EXPECT_LT(glm::distance(a, b), 1e-5f) << a.x << ' ' << a.y << ' ' << a.z;
}

TEST(CameraMoves, AQuarterTurnGoesToTheSide) {
    const glm::mat4 front = look_at({0, 0, 2}, {0, 0, 0}, {0, 1, 0});
    const glm::mat4 side = orbited(front, {0, 0, 0}, kQuarter, 0);
    expect_near(eye(side), {2, 0, 0});
    expect_near(-glm::vec3(side[2]), {-1, 0, 0});  // still looks at the pivot
    expect_near(glm::vec3(side[1]), {0, 1, 0});
}

TEST(CameraMoves, PitchRaisesTheCameraAndStopsBeforeThePole) {
    const glm::mat4 front = look_at({0, 0, 2}, {0, 0, 0}, {0, 1, 0});
    const glm::mat4 raised = orbited(front, {0, 0, 0}, 0, kPi / 6);
    expect_near(eye(raised), {0, 1, std::sqrt(3.0f)});
    const glm::mat4 top = orbited(front, {0, 0, 0}, 0, kPi);
    EXPECT_NEAR(std::asin(top[2].y), radians(89.0f), 1e-3f);
    EXPECT_GT(top[1].z, -1.0f);
}

TEST(CameraMoves, ManyTurnsStayRigid) {
    glm::mat4 pose = look_at({0.3f, 0.5f, 1}, {0, 0.1f, 0}, {0, 1, 0});
    const float distance = glm::distance(eye(pose), {0, 0.1f, 0});
    for (int i = 0; i < 2000; ++i)
        pose = orbited(pose, {0, 0.1f, 0}, 0.11f, i % 2 ? 0.02f : -0.02f);
    EXPECT_NEAR(glm::determinant(pose), 1.0f, 1e-5f);
    EXPECT_NEAR(glm::distance(eye(pose), {0, 0.1f, 0}), distance, 1e-3f);
}

TEST(CameraMoves, PanAndDolly) {
    const glm::mat4 front = look_at({0, 0, 2}, {0, 0, 0}, {0, 1, 0});
    expect_near(eye(panned(front, 0.5f, 0.25f)), {0.5f, 0.25f, 2});
    expect_near(eye(dollied(front, {0, 0, 0}, 0.5f)), {0, 0, 1});
    expect_near(eye(dollied(front, {0, 0, 0}, 0)), {0, 0, 0.01f});
}

TEST(CameraMoves, PosesAreRowMajorAndExact) {
    glm::mat4 pose(1.0f);
    pose[3] = {0.1f, -2, 3, 1};
    EXPECT_EQ(poses_text(pose), "[[1, 0, 0, 0.1, 0, 1, 0, -2, 0, 0, 1, 3, 0, 0, 0, 1]]");
}

}  // namespace
}  // namespace diorama::preview
