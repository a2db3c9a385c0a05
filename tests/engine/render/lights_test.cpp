#include "engine/render/lights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

constexpr Aabb kAll{{-3, -1, -3}, {3, 2, 3}};
constexpr Aabb kFocus{{-0.5f, 0, -0.5f}, {0.5f, 0.5f, 0.5f}};

// The layers of one light.
std::vector<glm::mat4> layers_of(const Light& light) {
    Scene scene;
    scene.lights = {light};
    return set_up_lights(scene, EnvironmentMap{}, kAll, kFocus, 256).shadow_from_world;
}

Aabb box_at(const glm::vec3& center, float half) { return {center - half, center + half}; }

TEST(Lights, ASmallThingBesideAPointLightCastsIntoOneLayer) {
    const auto layers = layers_of({.kind = LightKind::Point, .position = {0, 1, 0}});
    ASSERT_EQ(layers.size(), 6u);  // +X -X +Y -Y +Z -Z
    const auto seen = [&](const Aabb& box) {
        std::string text;
        for (const glm::mat4& layer : layers) text += may_cast_into(layer, box) ? '1' : '0';
        return text;
    };
    EXPECT_EQ(seen(box_at({2, 1, 0}, 0.1f)), "100000");
    EXPECT_EQ(seen(box_at({0, -1, 0.2f}, 0.1f)), "000100");
    EXPECT_EQ(seen(box_at({0, 1.5f, -0.5f}, 0.1f)), "001001");  // on the edge of two
    EXPECT_EQ(seen(box_at({0, 1, 0}, 0.1f)), "111111");         // around the light
}

TEST(Lights, BesideTheMapOfASunNothingCasts) {
    const auto layers = layers_of({.kind = LightKind::Sun, .direction = {0, 1, 0}});
    ASSERT_EQ(layers.size(), 1u);
    EXPECT_TRUE(may_cast_into(layers[0], box_at({0, 0.2f, 0}, 0.1f)));
    EXPECT_TRUE(may_cast_into(layers[0], box_at({0, 50, 0}, 0.1f)));  // between it and the scene
    EXPECT_TRUE(may_cast_into(layers[0], box_at({0, 0, 0}, 100)));
    EXPECT_FALSE(may_cast_into(layers[0], box_at({2.9f, 0.2f, 0}, 0.1f)));
}

TEST(Lights, WhatIsSeenInALayerMayCastIntoIt) {
    Rng rng(4);
    std::size_t seen = 0;
    for (const LightKind kind : {LightKind::Sun, LightKind::Point}) {
        const auto layers = layers_of({.kind = kind,
                                       .direction = glm::normalize(glm::vec3(1, 2, 0.5f)),
                                       .position = {0.2f, 1.1f, -0.3f}});
        for (int i = 0; i < 2000; ++i) {
            const auto number = [&] { return static_cast<float>(rng.uniform(-3, 3)); };
            const glm::vec3 point(number(), number(), number());
            for (const glm::mat4& layer : layers) {
                const glm::vec4 clip = layer * glm::vec4(point, 1);
                if (std::abs(clip.x) > clip.w || std::abs(clip.y) > clip.w) continue;
                ++seen;
                EXPECT_TRUE(may_cast_into(layer, {point, point}));
            }
        }
    }
    EXPECT_GT(seen, 2000u);
}

}  // namespace
}  // namespace diorama
