#include "engine/scene/placement.hpp"

#include <BulletCollision/NarrowPhaseCollision/btGjkEpa2.h>
#include <btBulletCollisionCommon.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/scene/draw_scene.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

constexpr double kEnlarge = 10.0;

Scene drawn(const SceneConfig& config, Assets& assets, std::uint64_t index,
            std::uint64_t seed = 1) {
    auto scene = draw_scene(config, {64, 48}, assets, index, Rng(seed).stream(index));
    EXPECT_TRUE(scene) << scene.errors()[0].to_string();
    return scene ? *scene : Scene{};
}

std::vector<const Instance*> objects_of(const Scene& scene) {
    std::vector<const Instance*> objects;
    for (const Instance& instance : scene.instances) {
        if (instance.object.name.find('#') != std::string::npos) objects.push_back(&instance);
    }
    return objects;
}

std::vector<const Instance*> objects_of(Scene&&) = delete;  // would point into it

// Depth of the overlap of two sets of points' hulls, by Bullet's EPA: not the code under test.
double depth_by_epa(const std::vector<glm::dvec3>& a, const std::vector<glm::dvec3>& b) {
    const auto shape = [](const std::vector<glm::dvec3>& points) {
        auto hull = std::make_unique<btConvexHullShape>();
        for (const glm::dvec3& p : points) {
            hull->addPoint(
                {static_cast<btScalar>(p.x * kEnlarge), static_cast<btScalar>(p.y * kEnlarge),
                 static_cast<btScalar>(p.z * kEnlarge)},
                false);
        }
        hull->setMargin(0);
        hull->recalcLocalAabb();
        return hull;
    };
    const auto hull_a = shape(a), hull_b = shape(b);
    btTransform at_origin;
    at_origin.setIdentity();
    btGjkEpaSolver2::sResults results;
    if (!btGjkEpaSolver2::Penetration(hull_a.get(), at_origin, hull_b.get(), at_origin,
                                      btVector3(1, 0.5f, 0.3f), results, false)) {
        return 0;
    }
    return results.status == btGjkEpaSolver2::sResults::Penetrating
               ? std::abs(double{results.distance}) / kEnlarge
               : 0;
}

double lowest(const std::vector<glm::dvec3>& points) {
    double y = 1e9;
    for (const glm::dvec3& p : points) y = std::min(y, p.y);
    return y;
}

// No hulls overlap by more than 0.5 mm, none is more than 1e-5 m below the table (y = 0), and each
// object is within 1 mm of the table or of another object.
void expect_resting(const Scene& scene) {
    const auto objects = objects_of(scene);
    std::vector<std::vector<glm::dvec3>> points;
    std::vector<Hull> hulls;
    for (const Instance* object : objects) {
        points.push_back(world_vertices(*object));
        hulls.push_back(hull_of(points.back()));
    }
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const double low = lowest(points[i]);
        EXPECT_GE(low, -1e-5) << objects[i]->object.name;
        double gap = low;
        for (std::size_t j = 0; j < objects.size(); ++j) {
            if (i == j) continue;
            gap = std::min(gap, separation(hulls[i], hulls[j]).distance);
            if (j > i && overlap(box_of(hulls[i]), box_of(hulls[j]), 0)) {
                EXPECT_LE(depth_by_epa(hulls[i].vertices, hulls[j].vertices), 5e-4)
                    << objects[i]->object.name << " and " << objects[j]->object.name;
            }
        }
        EXPECT_LE(gap, 1e-3) << objects[i]->object.name << " floats";
    }
}

TEST(PlacementCheck, SeesWhatItShouldSee) {
    const std::vector<glm::dvec3> a = world_vertices({.model = box_model({0, 0, 0}, {1, 1, 1})});
    const std::vector<glm::dvec3> b =
        world_vertices({.model = box_model({0.2f, 0.99f, 0.1f}, {0.8f, 2, 0.7f})});
    EXPECT_NEAR(depth_by_epa(a, b), 0.01, 1e-4);
}

TEST(Upright, ObjectsTouchTheTableWithTheirLowestVertexAndKeepClear) {
    const auto assets = solid_assets();
    const SceneConfig config = solids_on_table(12, false);
    std::size_t placed = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Scene scene = drawn(config, *assets, i);
        const auto objects = objects_of(scene);
        placed += objects.size();
        EXPECT_EQ(objects.size() + scene.rejects.size(), 12u);
        std::vector<Hull> hulls;
        for (const Instance* object : objects) {
            const auto points = world_vertices(*object);
            EXPECT_NEAR(lowest(points), 0.0, 1e-6) << object->object.name;
            for (const glm::dvec3& p : points) {
                EXPECT_LE(std::abs(p.x), 0.6 * 0.85 + 1e-6);
                EXPECT_LE(std::abs(p.z), 0.4 * 0.85 + 1e-6);
            }
            hulls.push_back(hull_of(points));
            // Upright: the model's +Y is the world's.
            EXPECT_NEAR(double{object->object.world_from_object[1].y}, 1.0, 1e-5);
        }
        for (std::size_t a = 0; a < hulls.size(); ++a) {
            for (std::size_t b = a + 1; b < hulls.size(); ++b) {
                EXPECT_GE(separation(hulls[a], hulls[b]).distance, kClearance - 1e-6);
            }
        }
    }
    EXPECT_GT(placed, 60u * 11);
}

TEST(Upright, TiltedObjectsTouchAsWell) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(4, false);
    config.objects[0].place.tilt_deg = Uniform{10, 80};
    for (std::uint64_t i = 0; i < 20; ++i) {
        const Scene scene = drawn(config, *assets, i);
        for (const Instance* object : objects_of(scene)) {
            EXPECT_NEAR(lowest(world_vertices(*object)), 0.0, 1e-6);
        }
    }
}

TEST(Upright, ScaleAndSizeAreMeters) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("brick"));
    config.objects[0].size_m = Distribution(0.5);
    Scene scene = drawn(config, *assets, 0);
    Hull hull = hull_of(world_vertices(*objects_of(scene).at(0)));
    EXPECT_NEAR(box_of(hull).max.y, 0.5 * 0.06 / 0.2, 1e-6);
    config.objects[0].size_m.reset();
    config.objects[0].scale = 2.0;
    scene = drawn(config, *assets, 0);
    hull = hull_of(world_vertices(*objects_of(scene).at(0)));
    EXPECT_NEAR(box_of(hull).max.y, 0.12, 1e-6);
}

TEST(Upright, ObjectsLargerThanTheTableAreRejectedByName) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(2, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("brick"));
    config.objects[0].size_m = Distribution(3.0);
    const Scene scene = drawn(config, *assets, 0);
    EXPECT_EQ(scene.rejects, (std::vector<std::string>{"brick#1: larger than table",
                                                       "brick#2: larger than table"}));
}

TEST(Upright, ACrowdedTableRejectsTheRestInBoundedTime) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(200, false);
    config.surfaces[0].size_m = {0.3, 0.3};
    (void)drawn(config, *assets, 0);
    const auto start = std::chrono::steady_clock::now();
    const Scene scene = drawn(config, *assets, 1);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(objects_of(scene).size() + scene.rejects.size(), 200u);
    EXPECT_GT(scene.rejects.size(), 150u);
    EXPECT_NE(scene.rejects.back().find("no free place on table in 30 attempts"),
              std::string::npos);
}

TEST(Upright, ObjectsStandOnATiltedSurfaceAlongItsNormal) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(3, false);
    config.surfaces[0].rotation_deg = {0.0, 30.0, 20.0};
    const Scene scene = drawn(config, *assets, 0);
    ASSERT_EQ(objects_of(scene).size(), 3u);
    const glm::dmat4 table(scene.instances[0].object.world_from_object);
    const glm::dvec3 normal(table[1]);
    EXPECT_NEAR(normal.y, std::cos(20 * 3.14159265 / 180), 1e-6);
    for (const Instance* object : objects_of(scene)) {
        double low = 1e9;
        for (const glm::dvec3& p : world_vertices(*object))
            low = std::min(low, glm::dot(normal, p));
        EXPECT_NEAR(low, 0.0, 1e-6);
    }
    config.surfaces[0].rotation_deg = {0.0, 0.0, 70.0};
    EXPECT_NE(drawn(config, *assets, 0).rejects[0].find("too steep"), std::string::npos);
}

TEST(Upright, OtherSurfacesAreObstacles) {
    // A shelf 5 cm over the whole floor: nothing that is higher fits below.
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(3, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("can"));
    SurfaceConfig shelf = config.surfaces[0];
    shelf.name = "shelf";
    shelf.position_m = {0.0, 0.08, 0.0};
    config.surfaces.push_back(shelf);
    EXPECT_EQ(drawn(config, *assets, 0).rejects.size(), 3u);
    config.objects[0].mesh = Choice<MeshRef>(solid("coin"));
    EXPECT_EQ(drawn(config, *assets, 0).rejects.size(), 0u);
}

TEST(Upright, APositionPutsTheBaseOfTheBoxThere) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("brick"));
    config.objects[0].place = {.position_m = {0.1, 0.5, -0.2}, .yaw_deg = 0.0};
    const Scene scene = drawn(config, *assets, 0);
    const Box box = box_of(hull_of(world_vertices(*objects_of(scene).at(0))));
    EXPECT_NEAR(glm::length(0.5 * (box.min + box.max) - glm::dvec3(0.1, 0.53, -0.2)), 0.0, 1e-6);
}

TEST(Drop, FallenSolidsRestBesideEachOtherWhereThereIsRoom) {
    const auto assets = solid_assets();
    const SceneConfig config = solids_on_table(8, true);
    std::size_t placed = 0, stacked = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        SCOPED_TRACE(i);
        const Scene scene = drawn(config, *assets, i);
        expect_resting(scene);
        for (const Instance* object : objects_of(scene)) {
            ++placed;
            stacked += lowest(world_vertices(*object)) > 1e-3 ? 1 : 0;
        }
        EXPECT_EQ(objects_of(scene).size() + scene.rejects.size(), 8u);
    }
    EXPECT_GT(placed, 60u * 8 * 97 / 100);
    EXPECT_LT(stacked, 60u * 8 / 20);
}

TEST(Drop, APileInASmallPlaceRestsAsWell) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(10, true);
    config.objects[0].place.spread = 0.3;
    std::size_t stacked = 0;
    for (std::uint64_t i = 0; i < 15; ++i) {
        SCOPED_TRACE(i);
        const Scene scene = drawn(config, *assets, i, 3);
        expect_resting(scene);
        for (const Instance* object : objects_of(scene)) {
            stacked += lowest(world_vertices(*object)) > 1e-3 ? 1 : 0;
        }
    }
    EXPECT_GT(stacked, 5u);
}

TEST(Drop, ABrickEndsOnOneOfItsFaces) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, true);
    config.objects[0].mesh = Choice<MeshRef>(solid("brick"));
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto scene = drawn(config, *assets, i);
        ASSERT_EQ(objects_of(scene).size(), 1u);
        const glm::mat3 turn(objects_of(scene)[0]->object.world_from_object);
        float steepest = 0;
        for (int axis = 0; axis < 3; ++axis) steepest = std::max(steepest, std::abs(turn[axis].y));
        EXPECT_GT(steepest, std::cos(radians(1.0f))) << i;
    }
}

TEST(Drop, UprightObjectsAreNotMovedByFallingOnes) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(6, false);
    const Scene before = drawn(config, *assets, 4);
    SceneConfig both = config;
    ObjectConfig falling = solids_on_table(6, true).objects[0];
    falling.name = "falling";
    both.objects.push_back(falling);
    const Scene after = drawn(both, *assets, 4);
    const auto a = objects_of(before), b = objects_of(after);
    ASSERT_GT(b.size(), a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i]->object.world_from_object, b[i]->object.world_from_object);
    }
    expect_resting(after);
}

TEST(Drop, ObjectsThatCannotStayAreRejectedByName) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(5, true);
    config.surfaces[0].size_m = {0.05, 0.05};
    config.objects[0].mesh = Choice<MeshRef>(solid("brick"));
    // Some of the bricks stay on each other, as a tower.
    std::size_t rejected = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const Scene scene = drawn(config, *assets, i);
        EXPECT_EQ(objects_of(scene).size() + scene.rejects.size(), 5u);
        for (const std::string& reject : scene.rejects) EXPECT_EQ(reject.substr(0, 6), "brick#");
        rejected += scene.rejects.size();
    }
    EXPECT_GT(rejected, 15u);
    config.surfaces[0].rotation_deg = {89.0, 0.0, 0.0};
    EXPECT_NE(drawn(config, *assets, 0).rejects[0].find("too steep to drop onto"),
              std::string::npos);
}

TEST(Drop, OntoAMeshRestsOnItsHull) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(2, true);
    config.surfaces[0].mesh = Choice<MeshRef>(MeshRef{"crate", "solids/brick.obj"});
    config.surfaces[0].position_m = {0.0, -0.26, 0.0};  // top of the brick at y = 0
    config.objects[0].mesh = Choice<MeshRef>(solid("coin"));
    config.objects[0].place.tilt_deg = 0.0;
    std::size_t placed = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const Scene scene = drawn(config, *assets, i);
        expect_resting(scene);
        placed += objects_of(scene).size();
    }
    EXPECT_GT(placed, 10u);
}

}  // namespace
}  // namespace diorama
