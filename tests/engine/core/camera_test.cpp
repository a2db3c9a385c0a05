#include "engine/core/camera.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{640, 480};

Camera centered_camera() {
    return {.extent = kExtent, .intrinsics = {.fx = 500, .fy = 500, .cx = 320, .cy = 240}};
}

Camera random_camera(Rng& rng) {
    const auto coordinate = [&] { return static_cast<float>(rng.uniform(-5, 5)); };
    Camera camera{.extent = kExtent,
                  .intrinsics = intrinsics_from_fov(kExtent, rng.uniform(0.3, 2))};
    camera.intrinsics.cx += rng.uniform(-100, 100);
    camera.intrinsics.cy += rng.uniform(-100, 100);
    camera.intrinsics.fx *= rng.uniform(0.8, 1.2);
    const glm::vec3 eye{coordinate(), coordinate(), coordinate()};
    const glm::vec3 target{coordinate(), coordinate(), coordinate()};
    camera.world_from_camera = look_at(eye, target, {0, 1, 0});
    return camera;
}

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance) {
    for (int axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(a[axis], b[axis], tolerance) << "axis " << axis;
}

void expect_rigid(const glm::mat4& m) {
    const glm::mat3 rotation(m);
    const glm::mat3 identity = glm::transpose(rotation) * rotation;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) EXPECT_NEAR(identity[i][j], i == j ? 1.0f : 0.0f, 1e-6f);
    EXPECT_NEAR(glm::determinant(rotation), 1, 1e-6);
}

TEST(Camera, ProjectsByHand) {
    const Camera camera = centered_camera();
    expect_near(project(camera, {0, 0, -2}), {320, 240, 2}, 0);
    expect_near(project(camera, {1, 0, -2}), {570, 240, 2}, 0);     // +X is right
    expect_near(project(camera, {0, 0.5f, -2}), {320, 115, 2}, 0);  // +Y is up, y grows downward
    EXPECT_EQ(project(camera, {0, 0, 3}).z, -3);                    // behind
}

TEST(Camera, TheMiddleOfAnEvenPictureIsAPixelEdge) {
    // Pixel centers lie at + 0.5: the view axis passes between the columns 319 and 320, and the
    // center of pixel (320, 240) is half a pixel beside it.
    const Camera camera = centered_camera();
    const glm::vec3 p = unproject(camera, 320.5, 240.5, 1.0);
    expect_near(p, {0.001f, -0.001f, -1}, 1e-9f);
    const Intrinsics k = intrinsics_from_fov({5, 3}, 1.0);
    EXPECT_EQ(k.cx, 2.5);  // the center of the middle pixel of an odd picture
    EXPECT_EQ(k.cy, 1.5);
}

TEST(Camera, FieldOfViewReachesFromEdgeToEdge) {
    Camera camera{.extent = kExtent, .intrinsics = intrinsics_from_fov(kExtent, 1.2)};
    const float half = std::tan(0.6f);
    EXPECT_NEAR(project(camera, {0, half, -1}).y, 0, 1e-4);
    EXPECT_NEAR(project(camera, {0, -half, -1}).y, 480, 1e-4);
    EXPECT_EQ(camera.intrinsics.fx, camera.intrinsics.fy);
}

TEST(Camera, UnprojectIsTheInverseOfProject) {
    Rng rng{1};
    for (int i = 0; i < 2000; ++i) {
        const Camera camera = random_camera(rng);
        const double x = rng.uniform(0, 640), y = rng.uniform(0, 480), depth = rng.uniform(1, 20);
        const glm::vec3 back = project(camera, unproject(camera, x, y, depth));
        ASSERT_NEAR(back.x, x, 1e-3) << i;
        ASSERT_NEAR(back.y, y, 1e-3) << i;
        ASSERT_NEAR(back.z, depth, 1e-5 * depth) << i;
    }
}

TEST(Camera, ClipSpaceAgreesWithProject) {
    Rng rng{2};
    for (int i = 0; i < 500; ++i) {
        const Camera camera = random_camera(rng);
        const double x = rng.uniform(-100, 740), y = rng.uniform(-100, 580);
        const double depth = rng.uniform(0.5, 20);
        const glm::vec3 world = unproject(camera, x, y, depth);
        const glm::vec4 clip = clip_from_camera(camera) * rigid_inverse(camera.world_from_camera) *
                               glm::vec4(world, 1);
        const glm::vec3 pixel = project(camera, world);
        ASSERT_NEAR((clip.x / clip.w + 1) * 320, pixel.x, 2e-3);
        ASSERT_NEAR((clip.y / clip.w + 1) * 240, pixel.y, 2e-3);
        ASSERT_NEAR(clip.w, pixel.z, 1e-5f * pixel.z);
    }
}

TEST(Camera, ClipFromObjectIsExactFarFromTheOrigin) {
    // A vertex 0.1 m before an eye a kilometer away: through float world space it would be off by
    // 3e-5 m, 0.15 pixel.
    Rng rng{4};
    for (int i = 0; i < 200; ++i) {
        Camera camera = random_camera(rng);
        camera.world_from_camera[3] += glm::vec4(1000, 0, -700, 0);
        glm::mat4 object = camera.world_from_camera;  // its axes are the camera's, 0.1 m long
        for (int axis = 0; axis < 3; ++axis) object[axis] *= 0.1f;
        const glm::vec4 vertex{
            glm::normalize(unproject({.extent = kExtent, .intrinsics = camera.intrinsics},
                                     rng.uniform(0, 640), rng.uniform(0, 480), 1.0)),
            1};
        const glm::vec4 clip = clip_from_object(camera, object) * vertex;
        // In the camera's own space the answer is plain.
        const glm::dvec3 p = 0.1 * glm::dvec3(vertex);
        const auto& k = camera.intrinsics;
        ASSERT_NEAR((clip.x / clip.w + 1) * 320, k.cx + k.fx * p.x / -p.z, 1.0 / 2560);
        ASSERT_NEAR((clip.y / clip.w + 1) * 240, k.cy - k.fy * p.y / -p.z, 1.0 / 2560);
        ASSERT_NEAR(clip.w, -p.z, 1e-7);
        ASSERT_EQ(clip.z, camera.near_m);
    }
}

TEST(Camera, ProjectIsExactFarFromTheOrigin) {
    Camera camera = centered_camera();
    camera.world_from_camera[3] = glm::vec4(4096, 0, 0, 1);
    // 2^-11 m beside the eye is one step of a float there; seen 1/8 m away, 500 * 8 / 2048 pixels.
    expect_near(project(camera, {4096 + 1.0f / 2048, 0, -0.125f}),
                {320 + 500.0f / 256, 240, 0.125f}, 0);
}

TEST(Camera, CornersOfClipSpaceAreCornersOfThePicture) {
    const Camera camera = centered_camera();
    const glm::mat4 clip = clip_from_camera(camera);
    const glm::vec4 corner = clip * glm::vec4(unproject(camera, 0, 0, 3), 1);
    EXPECT_FLOAT_EQ(corner.x / corner.w, -1);
    EXPECT_FLOAT_EQ(corner.y / corner.w, -1);
}

TEST(Camera, DepthIsReversed) {
    Camera camera = centered_camera();
    camera.near_m = 0.25f;
    const glm::mat4 clip = clip_from_camera(camera);
    for (const float depth : {0.25f, 1.0f, 1000.0f}) {
        const glm::vec4 p = clip * glm::vec4(0, 0, -depth, 1);
        EXPECT_EQ(p.z / p.w, 0.25f / depth);
    }
    EXPECT_EQ((clip * glm::vec4(0, 0, -1, 0)).z, 0);  // at infinity
}

TEST(RigidInverse, Inverts) {
    Rng rng{3};
    for (int i = 0; i < 100; ++i) {
        const glm::mat4 pose = random_camera(rng).world_from_camera;
        const glm::mat4 product = rigid_inverse(pose) * pose;
        for (int column = 0; column < 4; ++column)
            for (int row = 0; row < 4; ++row)
                ASSERT_NEAR(product[column][row], column == row ? 1.0f : 0.0f, 2e-6f);
    }
}

TEST(LookAt, LooksAlongMinusZWithUpUpward) {
    const glm::mat4 pose = look_at({1, 2, 3}, {1, 2, -5}, {0, 1, 0});
    EXPECT_EQ(pose[0], glm::vec4(1, 0, 0, 0));
    EXPECT_EQ(pose[1], glm::vec4(0, 1, 0, 0));
    EXPECT_EQ(pose[2], glm::vec4(0, 0, 1, 0));
    EXPECT_EQ(pose[3], glm::vec4(1, 2, 3, 1));

    const glm::mat4 side = look_at({0, 0, 0}, {7, 0, 0}, {0, 3, 0});
    expect_near(glm::vec3(side[0]), {0, 0, 1}, 1e-7f);  // right of +X is +Z
    expect_near(glm::vec3(side[2]), {-1, 0, 0}, 1e-7f);
}

TEST(LookAt, StraightDownAndUpTakeAnotherUp) {
    for (const float direction : {-1.0f, 1.0f})
        for (const glm::vec3 up : {glm::vec3(0, 1, 0), glm::vec3(0, -2, 0)}) {
            const glm::mat4 pose = look_at({0, 0, 0}, {0, direction, 0}, up);
            expect_rigid(pose);
            expect_near(glm::vec3(pose[2]), {0, -direction, 0}, 1e-7f);
            expect_near(glm::vec3(pose[1]), {0, 0, 1}, 1e-7f);  // +Z is upward now
        }
}

TEST(LookAt, AlongZWithZUpTakesX) {
    const glm::mat4 pose = look_at({0, 0, 4}, {0, 0, 0}, {0, 0, 1});
    expect_rigid(pose);
    expect_near(glm::vec3(pose[1]), {1, 0, 0}, 1e-7f);
}

TEST(LookAt, ChangesOverAtATenthOfADegree) {
    for (const auto& [angle, uses_up] : {std::pair{0.09f, false}, std::pair{0.11f, true}}) {
        const float radius = std::tan(radians(angle));
        const glm::mat4 pose = look_at({radius, 0, 0}, {0, -1, 0}, {0, 1, 0});
        expect_rigid(pose);
        // With +Y as up the picture's upward direction leans along -X, otherwise it is +Z.
        EXPECT_NEAR(pose[1].z, uses_up ? 0.0f : 1.0f, 1e-3f) << angle;
    }
}

TEST(LookAt, DegenerateInputsStillGiveAPose) {
    expect_rigid(look_at({1, 1, 1}, {1, 1, 1}, {0, 1, 0}));  // no direction
    expect_rigid(look_at({0, 0, 0}, {1, 2, 3}, {0, 0, 0}));  // no up
    expect_rigid(look_at({0, 0, 0}, {1e-30f, 0, 0}, {0, 1, 0}));
    expect_rigid(look_at({0, 0, 0}, {1e30f, 0, 0}, {0, 1e30f, 0}));
}

TEST(Transformed, BoxOfTheTransformedCorners) {
    Aabb box;
    EXPECT_TRUE(box.empty());
    EXPECT_TRUE(transformed(box, glm::mat4(2.0f)).empty());
    box.add({0, 0, 0});
    box.add({1, 2, 3});
    glm::mat4 quarter_turn(0.0f);  // about +Y: x -> -z, z -> x
    quarter_turn[0] = glm::vec4(0, 0, -1, 0);
    quarter_turn[1] = glm::vec4(0, 1, 0, 0);
    quarter_turn[2] = glm::vec4(1, 0, 0, 0);
    quarter_turn[3] = glm::vec4(10, 0, 0, 1);
    const Aabb turned = transformed(box, quarter_turn);
    EXPECT_EQ(turned.min, glm::vec3(10, 0, -1));
    EXPECT_EQ(turned.max, glm::vec3(13, 2, 0));
}

}  // namespace
}  // namespace diorama
