#include "engine/render/lights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

constexpr Aabb kAll{{-3, -1, -3}, {3, 2, 3}};
constexpr Aabb kFocus{{-0.5f, 0, -0.5f}, {0.5f, 0.5f, 0.5f}};

LightSetup set_up(std::vector<Light> lights) {
    Scene scene;
    scene.lights = std::move(lights);
    return set_up_lights(scene, EnvironmentMap{}, kAll, kFocus, 256);
}

// The views of one light.
std::vector<glm::mat4> views_of(const Light& light) {
    std::vector<glm::mat4> matrices;
    for (const ShadowView& view : set_up({light}).views) matrices.push_back(view.shadow_from_world);
    return matrices;
}

Aabb box_at(const glm::vec3& center, float half) { return {center - half, center + half}; }

TEST(Lights, ASmallThingBesideAPointLightCastsIntoOneView) {
    const auto views = views_of({.kind = LightKind::Point, .position = {0, 1, 0}});
    ASSERT_EQ(views.size(), 6u);  // +X -X +Y -Y +Z -Z
    const auto seen = [&](const Aabb& box) {
        std::string text;
        for (const glm::mat4& view : views) text += may_cast_into(view, box) ? '1' : '0';
        return text;
    };
    EXPECT_EQ(seen(box_at({2, 1, 0}, 0.1f)), "100000");
    EXPECT_EQ(seen(box_at({0, -1, 0.2f}, 0.1f)), "000100");
    EXPECT_EQ(seen(box_at({0, 1.5f, -0.5f}, 0.1f)), "001001");  // on the edge of two
    EXPECT_EQ(seen(box_at({0, 1, 0}, 0.1f)), "111111");         // around the light
}

TEST(Lights, ViewsHaveTheirOwnSquares) {
    const LightSetup setup = set_up({{.kind = LightKind::Point, .position = {0, 1, 0}},
                                     {.kind = LightKind::Sun},
                                     {.kind = LightKind::Point, .position = {1, 1, 0}}});
    ASSERT_EQ(setup.views.size(), 13u);
    EXPECT_EQ(setup.layer_count, 4u);  // twelve quarters and a whole one
    std::set<std::tuple<std::uint32_t, int, int>> quarters;
    for (const ShadowView& view : setup.views) {
        ASSERT_LT(view.layer, setup.layer_count);
        const int side = static_cast<int>(2 * view.size);
        for (int i = 0; i < side * side; ++i) {
            const auto taken = quarters.emplace(view.layer, int(2 * view.corner_x) + i % side,
                                                int(2 * view.corner_y) + i / side);
            EXPECT_TRUE(taken.second);
        }
    }
    EXPECT_EQ(quarters.size(), 16u);
}

TEST(Lights, BesideTheMapOfASunNothingCasts) {
    const auto views = views_of({.kind = LightKind::Sun, .direction = {0, 1, 0}});
    ASSERT_EQ(views.size(), 1u);
    EXPECT_TRUE(may_cast_into(views[0], box_at({0, 0.2f, 0}, 0.1f)));
    EXPECT_TRUE(may_cast_into(views[0], box_at({0, 50, 0}, 0.1f)));  // between it and the scene
    EXPECT_TRUE(may_cast_into(views[0], box_at({0, 0, 0}, 100)));
    EXPECT_FALSE(may_cast_into(views[0], box_at({2.9f, 0.2f, 0}, 0.1f)));
}

TEST(Lights, WhatIsSeenInAViewMayCastIntoIt) {
    Rng rng(4);
    std::size_t seen = 0;
    for (const LightKind kind : {LightKind::Sun, LightKind::Point}) {
        const auto views = views_of({.kind = kind,
                                     .direction = glm::normalize(glm::vec3(1, 2, 0.5f)),
                                     .position = {0.2f, 1.1f, -0.3f}});
        for (int i = 0; i < 2000; ++i) {
            const auto number = [&] { return static_cast<float>(rng.uniform(-3, 3)); };
            const glm::vec3 point(number(), number(), number());
            for (const glm::mat4& view : views) {
                const glm::vec4 clip = view * glm::vec4(point, 1);
                if (std::abs(clip.x) > clip.w || std::abs(clip.y) > clip.w) continue;
                ++seen;
                EXPECT_TRUE(may_cast_into(view, {point, point}));
            }
        }
    }
    EXPECT_GT(seen, 2000u);
}

}  // namespace
}  // namespace diorama
