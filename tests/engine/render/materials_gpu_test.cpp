// Materials against what their light must sum to.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/render/renderer.hpp"
#include "tests/engine/render/device_fixture.hpp"
#include "tests/engine/render/light_of.hpp"
#include "tests/engine/render/small_scenes.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {
namespace {

using MaterialsTest = RenderTest;

constexpr Extent kExtent{128, 128};

// The same light from everywhere.
Scene furnace(float light) {
    Scene scene = empty_scene(kExtent);
    scene.environment.radiance =
        std::make_shared<const Image<glm::vec3>>(Extent{32, 16}, glm::vec3(1.0f));
    scene.environment.intensity = light;
    scene.environment.key = 4711;
    return scene;
}

struct Extremes {
    double least = 1e9, most = 0;
};

// Over the part of a sphere in the middle of the picture that is seen at less than 60 degrees.
Extremes over_sphere(const Frame& frame, double share) {
    Extremes found;
    const Image<glm::dvec3> light = light_of(frame.color);
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const double r = std::hypot(x + 0.5 - 64, y + 0.5 - 64) / 41.3;
            if (r > 0.86) continue;
            found.least = std::min(found.least, light.at(x, y).g / share);
            found.most = std::max(found.most, light.at(x, y).g / share);
        }
    return found;
}

TEST_F(MaterialsTest, WhiteMetalVanishesInAWhiteFurnace) {
    Renderer renderer(device());
    for (const float roughness : {0.05f, 0.25f, 0.5f, 0.75f, 1.0f}) {
        Scene scene = furnace(0.3f);
        Material metal;
        metal.metallic = 1.0f;
        metal.roughness = roughness;
        add_thing(scene, oracle::sphere_model(96), {0, 0, -2}, 1.0f, metal);
        const Extremes seen = over_sphere(renderer.render(scene, {}), 0.3);
        EXPECT_GT(seen.least, 0.94) << roughness;
        EXPECT_LT(seen.most, 1.02) << roughness;
    }
}

TEST_F(MaterialsTest, NothingReflectsMoreThanArrives) {
    Renderer renderer(device());
    for (const float roughness : {0.05f, 0.4f, 1.0f})
        for (int layer = 0; layer < 3; ++layer) {
            Scene scene = furnace(0.3f);
            Material white;
            white.roughness = roughness;
            if (layer == 1) white.clear_coat = 1.0f;
            if (layer == 2) white.sheen_color = glm::vec3(1.0f);
            add_thing(scene, oracle::sphere_model(96), {0, 0, -2}, 1.0f, white);
            const Extremes seen = over_sphere(renderer.render(scene, {}), 0.3);
            EXPECT_GT(seen.least, 0.93) << roughness << ' ' << layer;
            EXPECT_LT(seen.most, 1.03) << roughness << ' ' << layer;
        }
}

double middle_of(const Frame& frame) { return light_of(frame.color.at(64, 64)).g; }

TEST_F(MaterialsTest, AClearCoatReflectsFourPercentOnTopOfBlack) {
    Renderer renderer(device());
    Scene scene = furnace(2.0f);
    Material black{.base_color = glm::vec4(0, 0, 0, 1)};
    black.roughness = 1.0f;
    add_thing(scene, oracle::sphere_model(96), {0, 0, -2}, 1.0f, black);
    const double bare = middle_of(renderer.render(scene, {}));
    scene.instances[0].materials[0].clear_coat = 1.0f;
    const double coated = middle_of(renderer.render(scene, {}));
    EXPECT_NEAR(coated - 0.96 * bare, 0.04 * 2.0, 0.006);
}

TEST_F(MaterialsTest, SheenShinesAtGrazingAngles) {
    Renderer renderer(device());
    Scene scene = furnace(1.0f);
    Material cloth{.base_color = glm::vec4(0, 0, 0, 1)};
    cloth.roughness = 1.0f;
    add_thing(scene, oracle::sphere_model(96), {0, 0, -2}, 1.0f, cloth);
    const Image<glm::dvec3> bare = light_of(renderer.render(scene, {}).color);
    scene.instances[0].materials[0].sheen_color = {0.0f, 0.8f, 0.0f};
    scene.instances[0].materials[0].sheen_roughness = 0.3f;
    const Image<glm::dvec3> sheen = light_of(renderer.render(scene, {}).color);
    const double facing = sheen.at(64, 64).g - bare.at(64, 64).g;
    const double grazing = sheen.at(64 + 39, 64).g - bare.at(64 + 39, 64).g;
    EXPECT_LT(facing, 0.02);
    EXPECT_GT(grazing, 0.08);
}

TEST_F(MaterialsTest, GlassTintsWhatIsBehindAndHasAnIdOfItsOwn) {
    Renderer renderer(device());
    Scene scene = empty_scene(kExtent);
    Material lamp{.base_color = glm::vec4(0, 0, 0, 1)};
    lamp.roughness = 1.0f;
    lamp.emissive = glm::vec3(0.4f);
    add_thing(scene, oracle::card_model(), {0, 0, -2}, 4.0f, lamp);
    Material glass{.base_color = {0.9f, 0.6f, 0.3f, 1.0f}};
    glass.roughness = 0.05f;
    glass.transmission = 1.0f;
    add_thing(scene, oracle::card_model(), {0, 0, -1}, 0.3f, glass);
    const Frame frame = renderer.render(scene, {});
    EXPECT_EQ(frame.ids.at(64, 64), 2u);
    EXPECT_EQ(frame.ids.at(5, 5), 1u);
    // Two faces that reflect r = 0.04 each let 1 - 2 r / (1 + r) through.
    const glm::dvec3 seen = light_of(frame.color.at(64, 64));
    for (int i = 0; i < 3; ++i) {
        const double expected = 0.4 * double{glass.base_color[i]} * (1 - 2 * 0.04 / 1.04);
        EXPECT_NEAR(seen[i] / expected, 1.0, 0.03) << i;
    }
    EXPECT_NEAR(light_of(frame.color.at(5, 5)).g, 0.4, 0.004);
}

TEST_F(MaterialsTest, RoughGlassBlursWhatIsBehind) {
    Renderer renderer(device());
    Scene scene = empty_scene(kExtent);
    Material lamp{.base_color = glm::vec4(0, 0, 0, 1)};
    lamp.emissive = glm::vec3(0.4f);
    lamp.roughness = 1.0f;
    add_thing(scene, oracle::card_model(), {1, 0, -2}, 2.0f, lamp);  // its left edge in the middle
    Material glass;
    glass.transmission = 1.0f;
    glass.roughness = 0.05f;
    add_thing(scene, oracle::card_model(), {0, 0, -1}, 0.5f, glass);
    const auto steps = [&] {  // pixels of the middle row that are neither dark nor bright
        const Frame frame = renderer.render(scene, {});
        int count = 0;
        for (int x = 40; x < 88; ++x) {
            const double g = light_of(frame.color.at(x, 64)).g;
            count += g > 0.02 && g < 0.33;
        }
        return count;
    };
    EXPECT_LE(steps(), 2);
    scene.instances[1].materials[0].roughness = 0.8f;
    EXPECT_GE(steps(), 6);
}

}  // namespace
}  // namespace diorama
