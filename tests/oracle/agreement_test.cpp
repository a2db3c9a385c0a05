// The two oracles against each other, and the rules by which their differences are judged.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/oracle/comparison.hpp"
#include "tests/oracle/random_scene.hpp"
#include "tests/oracle/rasterizer.hpp"
#include "tests/oracle/raycaster.hpp"

namespace diorama::oracle {
namespace {

constexpr Extent kExtent{160, 120};

Scene one_card(const glm::mat4& world_from_object) {
    Scene scene;
    scene.camera = {.extent = {8, 8}, .intrinsics = {.fx = 4, .fy = 4, .cx = 4, .cy = 4}};
    scene.instances.push_back(make_instance("card", card_model(), world_from_object));
    return scene;
}

glm::mat4 at_depth(float depth, float scale) {
    glm::mat4 pose(scale);
    pose[3] = glm::vec4(0, 0, -depth, 1);
    return pose;
}

TEST(Reference, EdgeDistanceIsToTheOutlineOnly) {
    // A square over pixels 2..6, made of two triangles: the diagonal is no edge of it.
    const Scene scene = one_card(at_depth(1, 1));
    Reference reference(scene);
    EXPECT_NEAR(reference.edge_distance(0, 4, 4), 2, 1e-12);
    EXPECT_NEAR(reference.edge_distance(0, 6.25, 4), 0.25, 1e-12);
    EXPECT_NEAR(reference.edge_distance(0, 7, 8), std::sqrt(5.0), 1e-12);
}

TEST(Reference, EdgeDistanceOfABoxIsToItsSilhouette) {
    // From the front: the nearer face covers pixels 2..6 and the farther one hides behind it.
    Scene scene = one_card(at_depth(1.5f, 1));
    scene.instances = {make_instance("box", box_model(), at_depth(1.5f, 1))};
    Reference reference(scene);
    EXPECT_NEAR(reference.edge_distance(0, 4, 4), 2, 1e-12);
    EXPECT_NEAR(reference.edge_distance(0, 2.125, 4), 0.125, 1e-12);
}

TEST(Reference, EdgeDistanceKnowsTheCutOfTheNearPlane) {
    // A floor 1 m below the eye, cut at 0.5 m: its border is the row 4 + 4 * 1 / 0.5 = 12.
    Scene scene = one_card(glm::mat4(1.0f));
    scene.camera.near_m = 0.5f;
    glm::mat4 floor(0.0f);
    floor[0][0] = 100;
    floor[1][2] = -100;
    floor[2][1] = 1;
    floor[3] = glm::vec4(0, -1, 0, 1);
    scene.instances[0].object.world_from_object = floor;
    Reference reference(scene);
    // The longest edge that is cut is the diagonal; floats resolve 2^-24 of it, 0.5 m before a lens
    // of 4 px.
    const double rounding_px = 0x1p-24 * 100 * std::sqrt(2.0) * 4 / 0.5;
    EXPECT_NEAR(reference.edge_distance(0, 4, 11.5), 0.5 - rounding_px, 1e-9);
    EXPECT_EQ(reference.edge_distance(0, 4, 12 - 0.9 * rounding_px), 0.0);
}

TEST(Reference, SurfaceIsTheReciprocalDepthAndItsSlope) {
    // The plane z = -2 + x: 1 / depth = (1 + ray.x) / 2, and ray.x grows by 1/4 a pixel.
    Scene scene = one_card(glm::mat4(1.0f));
    glm::mat4 slanted(10.0f);
    slanted[0] = glm::vec4(10, 0, 10, 0);
    slanted[3] = glm::vec4(0, 0, -2, 1);
    scene.instances[0].object.world_from_object = slanted;
    Reference reference(scene);
    const auto surfaces = reference.surfaces(0, 4.5, 4);
    ASSERT_EQ(surfaces.size(), 1u);
    EXPECT_NEAR(surfaces[0].inverse_depth, (1 + 0.125) / 2, 1e-12);
    EXPECT_NEAR(surfaces[0].gradient.x, 0.125, 1e-12);
    EXPECT_NEAR(surfaces[0].gradient.y, 0, 1e-12);
}

TEST(Raycaster, TellsApartWhatFloatsCannot) {
    // Two floors of 60 m, 5 cm below the eye and a micrometer apart: the lower one is never seen.
    Scene scene = one_card(glm::mat4(1.0f));
    scene.camera.extent = {64, 48};
    scene.camera.intrinsics = intrinsics_from_fov(scene.camera.extent, 0.9);
    scene.camera.world_from_camera = look_at({0, 0, 0}, {1, -0.7f, -0.6f}, {0, 1, 0});
    scene.camera.near_m = 0.01f;
    glm::mat4 floor = glm::mat4_cast(glm::angleAxis(-0.5f * kPi, glm::vec3(1, 0, 0))) *
                      glm::mat4(glm::mat3(60.0f));
    for (const float height : {-0.050001f, -0.05f}) {
        floor[3] = glm::vec4(0, height, 0, 1);
        scene.instances.push_back(make_instance("floor", card_model(), floor));
    }
    scene.instances.erase(scene.instances.begin());
    const Picture picture = raycast(scene);
    EXPECT_EQ(std::ranges::count(picture.ids, 1u), 0);
    EXPECT_GT(std::ranges::count(picture.ids, 2u), 64 * 48 / 2);
}

TEST(Comparison, FindsAndJudgesEveryDifference) {
    Scene scene = one_card(at_depth(1, 1));
    const Picture right = rasterize(scene);
    EXPECT_TRUE(compare(scene, right, right).ids.empty());
    Picture wrong = right;
    wrong.ids.at(3, 4) = 0;
    wrong.depth.at(4, 4) *= 1.001f;
    const Comparison comparison = compare(scene, wrong, right);
    ASSERT_EQ(comparison.ids.size(), 1u);
    EXPECT_EQ(comparison.ids[0].x, 3);
    EXPECT_EQ(comparison.ids[0].id_b, 1u);
    EXPECT_NEAR(comparison.ids[0].edge_px, 1.5, 1e-12);
    ASSERT_EQ(comparison.depths.size(), 1u);
    EXPECT_EQ(comparison.unexplained(), 2u);
    EXPECT_NEAR(comparison.largest_distance_px(), 1.5, 1e-12);
}

TEST(Comparison, AcceptsEachOfTheTiedInstancesAndNoOther) {
    Scene scene = one_card(at_depth(1, 1));
    scene.instances.push_back(make_instance("equal", card_model(), at_depth(1, 1)));
    scene.instances.push_back(make_instance("behind", card_model(), at_depth(1.001f, 1)));
    const Picture right = rasterize(scene);
    Picture other = right;
    other.ids.at(4, 4) = 2;
    const Comparison accepted = compare(scene, other, right);
    EXPECT_EQ(accepted.tied_pixels, 16u);
    EXPECT_EQ(accepted.ties.size(), 1u);
    EXPECT_TRUE(accepted.ids.empty());
    other.ids.at(4, 4) = 3;
    const Comparison refused = compare(scene, other, right);
    EXPECT_TRUE(refused.ties.empty());
    EXPECT_EQ(refused.ids.size(), 1u);
}

TEST(Comparison, ExcusesPixelsOnTheLineWhereTwoSurfacesMeet) {
    // Two slanted cards cross in the plane x = 0, the column edge 4, and 0.001 px beside it.
    for (const float shift : {0.0f, 0.01f}) {
        Scene scene = one_card(glm::mat4(1.0f));
        glm::mat4 left(10.0f), right(10.0f);
        left[0] = glm::vec4(10, 0, 5, 0);
        right[0] = glm::vec4(10, 0, -5, 0);
        left[3] = right[3] = glm::vec4(0.125f * 2 + shift, 0, -2, 1);  // through a center
        scene.instances = {make_instance("left", card_model(), left),
                           make_instance("right", card_model(), right)};
        Scene only_left = scene, only_right = scene;
        only_left.instances.pop_back();
        only_right.instances.erase(only_right.instances.begin());
        Picture a = rasterize(scene);
        a.ties.clear();
        Picture b = a;
        a.ids.at(4, 4) = 1;
        a.depth.at(4, 4) = rasterize(only_left).depth.at(4, 4);
        b.ids.at(4, 4) = 2;
        b.depth.at(4, 4) = rasterize(only_right).depth.at(4, 4);
        const Comparison comparison = compare(scene, a, b);
        ASSERT_EQ(comparison.ids.size(), 1u);
        // The cards reach behind the eye: clipping them in floats may account for a part.
        EXPECT_NEAR(comparison.ids[0].crossing_px, 4 * shift / 2, 5e-4);
        EXPECT_EQ(comparison.unexplained(), shift > 0 ? 1u : 0u);
        // One of them with the depth of the other is no crossing but a mistake.
        b.depth.at(4, 4) *= 1.01f;
        EXPECT_EQ(compare(scene, a, b).unexplained(), 1u);
    }
}

TEST(Oracles, AgreeUpToTheGridOnRandomScenes) {
    std::size_t covered = 0, differing = 0;
    for (std::uint64_t index = 0; index < 50; ++index) {
        const Scene scene = random_scene(Rng{7}.stream(index), kExtent);
        const Comparison comparison = compare(scene, rasterize(scene), raycast(scene));
        EXPECT_EQ(comparison.unexplained(), 0u)
            << "scene " << index << ": " << comparison.to_string();
        EXPECT_LE(comparison.largest_distance_px(), kSubpixel) << "scene " << index;
        EXPECT_LT(comparison.depth_quantile(0.99), 5e-5f) << "scene " << index;
        covered += comparison.depth_errors.size();
        differing += comparison.ids.size();
    }
    EXPECT_GT(covered, 50 * kExtent.area() / 4);       // the scenes are not empty
    EXPECT_LT(differing, 50 * kExtent.area() / 1000);  // nor on edges alone
}

TEST(Oracles, AgreeWhereverTheWorldIs) {
    // The same scenes a kilometer away: only the rounding of the poses themselves may matter.
    for (std::uint64_t index = 0; index < 12; ++index) {
        Scene scene = random_scene(Rng{9}.stream(index), kExtent);
        const glm::vec4 away(1000, -50, 700, 0);
        scene.camera.world_from_camera[3] += away;
        for (Instance& instance : scene.instances) instance.object.world_from_object[3] += away;
        const Comparison comparison = compare(scene, rasterize(scene), raycast(scene));
        EXPECT_EQ(comparison.unexplained(), 0u)
            << "scene " << index << ": " << comparison.to_string();
        EXPECT_LT(comparison.depth_quantile(0.99), 5e-5f) << "scene " << index;
    }
}

TEST(Oracles, AgreeOnDepthsOfASphere) {
    Scene scene = one_card(at_depth(2, 1));
    scene.camera.extent = kExtent;
    scene.camera.intrinsics = {.fx = 200, .fy = 200, .cx = 81.3, .cy = 57.7};
    scene.instances = {make_instance("sphere", sphere_model(64), at_depth(2, 1))};
    const Comparison comparison = compare(scene, rasterize(scene), raycast(scene));
    EXPECT_GT(comparison.depth_errors.size(), 6000u);
    EXPECT_LT(comparison.depth_quantile(0.99), 4e-7f);
    EXPECT_EQ(comparison.unexplained(), 0u) << comparison.to_string();
}

TEST(Oracles, AgreeOnMasksBeyondThePicture) {
    const Rect canvas{-60, -50, 280, 220};
    for (std::uint64_t index = 0; index < 10; ++index) {
        const Scene scene = random_scene(Rng{8}.stream(index), kExtent);
        for (std::size_t i = 0; i < scene.instances.size(); ++i) {
            const Comparison comparison = compare(scene, i, rasterize_alone(scene, i, canvas),
                                                  raycast_alone(scene, i, canvas));
            EXPECT_EQ(comparison.unexplained(), 0u)
                << "scene " << index << ", instance " << i << ": " << comparison.to_string();
        }
    }
}

TEST(Oracles, ReportADisplacedInstance) {
    // The comparison is no rubber stamp: a shift of 1/64 pixel on one side is found and not
    // excused.
    Scene scene = one_card(at_depth(1, 0.99f));
    scene.camera.extent = {64, 64};
    scene.camera.intrinsics = {.fx = 40, .fy = 40, .cx = 32.3, .cy = 32};
    const Picture right = raycast(scene);
    std::size_t unexplained = 0;
    for (int step = 0; step < 64; ++step) {
        Scene shifted = scene;
        shifted.camera.intrinsics.cx += step / 64.0;
        Scene moved = shifted;
        moved.camera.intrinsics.cx += 1.0 / 64;
        unexplained += compare(shifted, rasterize(moved), raycast(shifted)).unexplained();
    }
    EXPECT_EQ(compare(scene, rasterize(scene), right).unexplained(), 0u);
    EXPECT_GT(unexplained, 0u);
}

}  // namespace
}  // namespace diorama::oracle
