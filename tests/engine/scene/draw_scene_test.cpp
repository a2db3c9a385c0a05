#include "engine/scene/draw_scene.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "engine/core/rng.hpp"
#include "tests/engine/core/statistics.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{64, 48};

Scene drawn(const SceneConfig& config, Assets& assets, std::uint64_t index) {
    auto scene = draw_scene(config, kExtent, assets, index, Rng(42).stream(index));
    EXPECT_TRUE(scene) << scene.errors()[0].to_string();
    return scene ? *scene : Scene{};
}

SceneConfig mixed() {
    SceneConfig config = solids_on_table(4, false);
    ObjectConfig falling = solids_on_table(5, true).objects[0];
    falling.name = "falling";
    falling.count = IntRange{2, 5};
    falling.appearance.value = Uniform{0.5, 1.0};
    config.objects.push_back(falling);
    config.lights = {SunLight{}, PointLight{}};
    return config;
}

void expect_same(const Scene& a, const Scene& b) {
    EXPECT_EQ(a.index, b.index);
    EXPECT_EQ(a.rejects, b.rejects);
    EXPECT_EQ(a.exposure, b.exposure);
    EXPECT_EQ(a.environment.key, b.environment.key);
    EXPECT_EQ(a.environment.rotation, b.environment.rotation);
    EXPECT_EQ(a.camera.world_from_camera, b.camera.world_from_camera);
    EXPECT_EQ(a.camera.intrinsics.fx, b.camera.intrinsics.fx);
    ASSERT_EQ(a.lights.size(), b.lights.size());
    for (std::size_t i = 0; i < a.lights.size(); ++i) {
        EXPECT_EQ(a.lights[i].direction, b.lights[i].direction);
        EXPECT_EQ(a.lights[i].color, b.lights[i].color);
    }
    ASSERT_EQ(a.instances.size(), b.instances.size());
    for (std::size_t i = 0; i < a.instances.size(); ++i) {
        EXPECT_EQ(a.instances[i].object.name, b.instances[i].object.name);
        EXPECT_EQ(a.instances[i].object.asset, b.instances[i].object.asset);
        EXPECT_EQ(a.instances[i].object.world_from_object, b.instances[i].object.world_from_object);
        ASSERT_EQ(a.instances[i].materials.size(), b.instances[i].materials.size());
        for (std::size_t m = 0; m < a.instances[i].materials.size(); ++m) {
            EXPECT_EQ(a.instances[i].materials[m].base_color,
                      b.instances[i].materials[m].base_color);
        }
    }
}

TEST(DrawScene, IsAFunctionOfConfigSeedAndIndex) {
    const SceneConfig config = mixed();
    const auto assets = solid_assets();
    std::vector<Scene> forward;
    for (std::uint64_t i = 0; i < 6; ++i) forward.push_back(drawn(config, *assets, i));
    // Backward, with a fresh and tiny cache, on four threads at once.
    const auto small = solid_assets(1000);
    std::vector<Scene> backward(6);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = 6; i-- > 0;) {
                if (i % 4 == t) backward[i] = drawn(config, *small, i);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < 6; ++i) expect_same(forward[i], backward[i]);
    expect_same(drawn(config, *solid_assets(), 3), forward[3]);  // alone
    EXPECT_NE(forward[0].camera.world_from_camera, forward[1].camera.world_from_camera);
}

TEST(DrawScene, NewDrawsLeaveOtherStreamsAlone) {
    const auto assets = solid_assets();
    const SceneConfig config = mixed();
    const Scene before = drawn(config, *assets, 2);
    SceneConfig changed = config;
    changed.lights.insert(changed.lights.begin() + 1, PointLight{});
    changed.camera.roll_deg = Uniform{-5, 5};
    changed.objects[1].appearance.hue_shift_deg = Uniform{-30, 30};
    const Scene after = drawn(changed, *assets, 2);
    ASSERT_EQ(before.instances.size(), after.instances.size());
    for (std::size_t i = 0; i < before.instances.size(); ++i) {
        EXPECT_EQ(before.instances[i].object.world_from_object,
                  after.instances[i].object.world_from_object);
    }
    EXPECT_EQ(before.camera.world_from_camera[3], after.camera.world_from_camera[3]);
    EXPECT_EQ(before.camera.intrinsics.fx, after.camera.intrinsics.fx);
    EXPECT_EQ(before.environment.key, after.environment.key);
    EXPECT_EQ(before.lights[0].direction, after.lights[0].direction);
}

TEST(DrawScene, AnObjectsDrawsDoNotDependOnOtherEntries) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    const Scene alone = drawn(config, *assets, 0);
    ObjectConfig other = config.objects[0];
    other.name = "others";
    other.mesh = Choice<MeshRef>(solid("coin"));
    config.objects.insert(config.objects.begin() + 1, other);
    const Scene together = drawn(config, *assets, 0);
    EXPECT_EQ(alone.instances[1].object.world_from_object,
              together.instances[1].object.world_from_object);
}

TEST(DrawScene, EntriesOfOneNameDifferFromEachOther) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("coin"));
    config.objects.push_back(config.objects[0]);
    const Scene scene = drawn(config, *assets, 0);
    ASSERT_EQ(scene.instances.size(), 3u);
    EXPECT_NE(scene.instances[1].object.world_from_object,
              scene.instances[2].object.world_from_object);
}

TEST(DrawScene, NamesCategoriesAndOrder) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(2, true);
    config.objects[0].mesh = Choice<MeshRef>(solid("cube"));
    ObjectConfig coins = config.objects[0];
    coins.name = "coins";
    coins.category = "@folder";
    coins.mesh = Choice<MeshRef>(solid("coin"));
    coins.place.drop = false;
    ObjectConfig clutter = coins;
    clutter.name = "clutter";
    clutter.distractor = true;
    config.objects.push_back(coins);
    config.objects.push_back(clutter);
    const Scene scene = drawn(config, *assets, 0);
    std::vector<std::string> names, categories;
    for (const Instance& instance : scene.instances) {
        names.push_back(instance.object.name);
        categories.push_back(instance.object.category);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"table", "cube#1", "cube#2", "solids#1", "solids#2",
                                               "coin#1", "coin#2"}));
    EXPECT_EQ(categories,
              (std::vector<std::string>{"", "cube", "cube", "solids", "solids", "", ""}));
    EXPECT_TRUE(scene.instances[6].object.distractor);
    EXPECT_FALSE(scene.instances[6].object.labelled());
    EXPECT_TRUE(scene.instances[1].object.labelled());
}

TEST(DrawScene, CountsAndMeshesAreDrawnAsConfigured) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(0, false);
    ObjectConfig& coins = config.objects[0];
    coins.count = IntRange{0, 3};
    coins.mesh.weights = {0, 1, 2, 5, 0};
    std::vector<double> counts(4), meshes(3);
    constexpr int kScenes = 800;
    double total = 0;
    for (std::uint64_t i = 0; i < kScenes; ++i) {
        const Scene scene = drawn(config, *assets, i);
        const std::size_t objects = scene.instances.size() - 1 + scene.rejects.size();
        ASSERT_LE(objects, 3u);
        ++counts[objects];
        for (std::size_t k = 1; k < scene.instances.size(); ++k) {
            const std::string& asset = scene.instances[k].object.asset;
            ASSERT_TRUE(asset == "cube" || asset == "can" || asset == "coin");
            ++meshes[asset == "cube" ? 0 : asset == "can" ? 1 : 2];
            ++total;
        }
    }
    EXPECT_LT(testing::chi_square(counts, std::vector<double>(4, kScenes / 4.0)),
              testing::chi_square_limit(3));
    EXPECT_LT(testing::chi_square(meshes, {total / 8, total / 4, total * 5 / 8}),
              testing::chi_square_limit(2));
}

TEST(DrawScene, SaysWhatIsMissing) {
    const auto assets = solid_assets();
    SceneConfig config = solids_on_table(1, false);
    config.objects[0].place.on = "desk";
    auto scene = draw_scene(config, kExtent, *assets, 0, Rng(1));
    ASSERT_FALSE(scene);
    EXPECT_EQ(scene.errors()[0].fault, Fault::Config);
    EXPECT_NE(scene.errors()[0].message.find("'desk'"), std::string::npos);

    config = solids_on_table(1, false);
    config.objects[0].mesh = Choice<MeshRef>(solid("missing"));
    scene = draw_scene(config, kExtent, *assets, 0, Rng(1));
    ASSERT_FALSE(scene);
    EXPECT_EQ(scene.errors()[0].fault, Fault::NoInput);

    config = solids_on_table(1, false);
    config.objects[0].scale = -1.0;
    EXPECT_FALSE(draw_scene(config, kExtent, *assets, 0, Rng(1)));
}

}  // namespace
}  // namespace diorama
