#include "engine/scene/lighting.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "engine/scene/draw_scene.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

glm::vec2 chromaticity(const glm::vec3& c) {
    const float x = 0.4124564f * c.r + 0.3575761f * c.g + 0.1804375f * c.b;
    const float y = 0.2126729f * c.r + 0.7151522f * c.g + 0.0721750f * c.b;
    const float z = 0.0193339f * c.r + 0.1191920f * c.g + 0.9503041f * c.b;
    return {x / (x + y + z), y / (x + y + z)};
}

Scene lit(const SceneConfig& config, std::uint64_t index = 0) {
    const auto assets = solid_assets();
    Scene scene;
    const auto done = draw_lighting(config, *assets, Rng(5).stream(index), scene);
    EXPECT_TRUE(done);
    return scene;
}

SceneConfig sky_config() {
    SceneConfig config;
    config.environment.kind = SkyEnvironment{};
    return config;
}

TEST(BlackBody, HasTheTabulatedChromaticities) {
    // CIE 1931 coordinates of Planck's radiator; 2856 K is illuminant A.
    const auto expect = [](double kelvin, float x, float y) {
        const glm::vec2 c = chromaticity(black_body_color(kelvin));
        EXPECT_NEAR(c.x, x, 2e-3f) << kelvin;
        EXPECT_NEAR(c.y, y, 2e-3f) << kelvin;
    };
    expect(2856, 0.4476f, 0.4074f);
    expect(4000, 0.3805f, 0.3768f);
    expect(6500, 0.3135f, 0.3237f);
    expect(10000, 0.2807f, 0.2884f);
}

TEST(BlackBody, HasLuminanceOneAndStaysInRange) {
    for (const double kelvin : {500.0, 1000.0, 1500.0, 3000.0, 6504.0, 25000.0, 90000.0}) {
        const glm::vec3 c = black_body_color(kelvin);
        EXPECT_NEAR(0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b, 1.0f, 1e-5f);
        EXPECT_GE(std::min({c.r, c.g, c.b}), 0.0f);
    }
    EXPECT_EQ(black_body_color(500), black_body_color(1000));
}

TEST(Directions, AzimuthZeroIsPlusZAndNinetyIsPlusX) {
    const auto near = [](const glm::vec3& a, const glm::vec3& b) {
        return glm::length(a - b) < 1e-6f;
    };
    EXPECT_TRUE(near(direction_from_angles(0, 0), {0, 0, 1}));
    EXPECT_TRUE(near(direction_from_angles(0, radians(90)), {1, 0, 0}));
    EXPECT_TRUE(near(direction_from_angles(radians(90), 1), {0, 1, 0}));
    EXPECT_TRUE(
        near(direction_from_angles(radians(30), radians(180)), {0, 0.5f, -std::sqrt(0.75f)}));
}

TEST(Lights, AreDrawnAsConfigured) {
    SceneConfig config;
    config.lights = {SunLight{.elevation_deg = 30.0,
                              .azimuth_deg = 90.0,
                              .strength = 2.0,
                              .angle_deg = 4.0,
                              .temperature_k = 6500.0},
                     PointLight{.position_m = {1.0, 2.0, 3.0}, .strength = 3.0, .radius_m = 0.1}};
    const Scene scene = lit(config);
    ASSERT_EQ(scene.lights.size(), 2u);
    const Light& sun = scene.lights[0];
    EXPECT_EQ(sun.kind, LightKind::Sun);
    EXPECT_NEAR(sun.direction.x, std::sqrt(0.75f), 1e-6f);
    EXPECT_NEAR(sun.direction.y, 0.5f, 1e-6f);
    EXPECT_NEAR(sun.radius, radians(2.0f), 1e-6f);
    EXPECT_NEAR(0.2126f * sun.color.r + 0.7152f * sun.color.g + 0.0722f * sun.color.b, 2.0f, 1e-4f);
    EXPECT_EQ(scene.lights[1].kind, LightKind::Point);
    EXPECT_EQ(scene.lights[1].position, glm::vec3(1, 2, 3));
    EXPECT_EQ(scene.lights[1].radius, 0.1f);
}

TEST(Lights, MoreThanCanBeDrawnAreAnError) {
    SceneConfig config;
    config.lights.assign(9, PointLight{});
    const auto assets = solid_assets();
    Scene scene;
    const auto done = draw_lighting(config, *assets, Rng(1), scene);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.errors()[0].path, "scene.lights");
}

// The brightest column of a sky's panorama, turned by the environment, lies under its sun.
void expect_halo_toward(const Scene& scene, const glm::vec3& sun) {
    const float azimuth = std::atan2(sun.z, sun.x);  // grows from +X to +Z, as columns do
    const float c = std::cos(scene.environment.rotation), s = std::sin(scene.environment.rotation);
    const glm::vec3 turned{c, 0, -s};  // where the map's +X comes to lie
    EXPECT_NEAR(turned.x, std::cos(azimuth), 1e-4f);
    EXPECT_NEAR(turned.z, std::sin(azimuth), 1e-4f);
}

TEST(Sky, BringsItsSunAsALightUnderItsHalo) {
    for (std::uint64_t i = 0; i < 10; ++i) {
        SceneConfig config = sky_config();
        config.environment.intensity = 0.5;
        const Scene scene = lit(config, i);
        ASSERT_EQ(scene.lights.size(), 1u);
        const Light& sun = scene.lights[0];
        EXPECT_NEAR(glm::length(sun.direction), 1.0f, 1e-5f);
        EXPECT_GT(sun.direction.y, 0.3f);
        EXPECT_LT(sun.color.g, 0.5f * 3.6f);
        EXPECT_GT(sun.color.g, 0.25f);
        expect_halo_toward(scene, sun.direction);
    }
}

TEST(Sky, FollowsTheSunOfTheConfiguration) {
    SceneConfig config = sky_config();
    config.lights = {SunLight{.elevation_deg = 42.0, .azimuth_deg = 200.0, .strength = 4.0}};
    const Scene scene = lit(config);
    ASSERT_EQ(scene.lights.size(), 1u);
    EXPECT_EQ(scene.lights[0].direction, direction_from_angles(radians(42.0f), radians(200.0f)));
    expect_halo_toward(scene, scene.lights[0].direction);
    // A painted sun at 40 degrees: the halo's row, in the center column, is among the brightest.
    const auto& image = *scene.environment.radiance;
    EXPECT_GT(image.at(256, 71).g, image.at(0, 71).g);
}

TEST(Environments, OfEqualKeysHaveEqualPixels) {
    const auto assets = solid_assets();
    std::map<std::uint64_t, SharedPanorama> seen;
    std::size_t repeats = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        SceneConfig config;
        config.environment.kind = RoomEnvironment{.warmth = 0.2, .daylight = Uniform{0.4, 1.0}};
        Scene scene;
        ASSERT_TRUE(draw_lighting(config, *assets, Rng(9).stream(i), scene));
        const auto [place, added] = seen.emplace(scene.environment.key, scene.environment.radiance);
        EXPECT_TRUE(*place->second == *scene.environment.radiance);
        repeats += added ? 0 : 1;
    }
    EXPECT_GT(repeats, 10u);      // few panoramas,
    EXPECT_GT(seen.size(), 10u);  // but not one
}

}  // namespace
}  // namespace diorama
