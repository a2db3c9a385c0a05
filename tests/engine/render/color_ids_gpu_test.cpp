// Color and labels show the same pixels.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/render/renderer.hpp"
#include "tests/engine/render/device_fixture.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {
namespace {

using ColorAndIds = RenderTest;

constexpr Extent kExtent{160, 120};

// Red, green and blue as the bits of 1..7; 0 is the black background.
std::uint32_t hue_of(std::uint32_t id) { return id == kBackgroundId ? 0 : 1 + (id - 1) % 7; }

std::uint32_t hue_of(const Rgb8& color) {
    const int most = std::max({color.r, color.g, color.b});
    if (most < 16) return 0;
    return (color.r > most / 2 ? 1u : 0u) | (color.g > most / 2 ? 2u : 0u) |
           (color.b > most / 2 ? 4u : 0u);
}

// A random scene in which every instance shines in the hue of its id and nothing else gives light.
Scene shining_scene(std::uint64_t index, Extent extent = kExtent) {
    Scene scene = oracle::random_scene(Rng{77}.stream(index), extent);
    scene.environment = {};
    scene.exposure = 0.1f;  // overexposed hues would turn white
    for (std::size_t i = 0; i < scene.instances.size(); ++i) {
        const std::uint32_t hue = hue_of(static_cast<std::uint32_t>(i) + 1);
        Material material{.base_color = glm::vec4(0, 0, 0, 1), .double_sided = true};
        material.roughness = 1.0f;
        material.emissive = {hue & 1 ? 1 : 0, hue & 2 ? 1 : 0, hue & 4 ? 1 : 0};
        scene.instances[i].materials = {material};
    }
    return scene;
}

TEST_F(ColorAndIds, SilhouettesAreEqualPixelByPixel) {
    Renderer renderer(device());
    std::size_t covered = 0;
    for (std::uint64_t index = 0; index < 8; ++index) {
        const Scene scene = shining_scene(index);
        const Frame frame = renderer.render(scene, {.quality = Quality::Preview});
        std::size_t differing = 0;
        for (int y = 0; y < kExtent.height; ++y)
            for (int x = 0; x < kExtent.width; ++x) {
                differing += hue_of(frame.color.at(x, y)) != hue_of(frame.ids.at(x, y));
                covered += frame.ids.at(x, y) != kBackgroundId;
            }
        EXPECT_EQ(differing, 0u) << "scene " << index;
    }
    EXPECT_GT(covered, 8 * kExtent.area() / 4);
}

TEST_F(ColorAndIds, FramesOfOneRendererDoNotMix) {
    // Two scenes of different sizes in turn, each like the one of a renderer of its own.
    const Scene scenes[] = {shining_scene(1), shining_scene(2, {96, 128})};
    Frame alone[2];
    for (int i = 0; i < 2; ++i) {
        Renderer renderer(device());
        alone[i] = renderer.render(scenes[i], {.normals = true});
    }
    EXPECT_NE(alone[0].color, alone[1].color);
    Renderer renderer(device());
    for (int turn = 0; turn < 5; ++turn) {
        const int i = turn % 2;
        if (turn == 2) renderer.render(scenes[1], {.color = false});  // labels alone in between
        const Frame frame = renderer.render(scenes[i], {.normals = true});
        EXPECT_EQ(frame.color, alone[i].color) << "turn " << turn;
        EXPECT_EQ(frame.ids, alone[i].ids) << "turn " << turn;
        EXPECT_EQ(frame.depth, alone[i].depth) << "turn " << turn;
        EXPECT_EQ(frame.normals, alone[i].normals) << "turn " << turn;
    }
}

}  // namespace
}  // namespace diorama
