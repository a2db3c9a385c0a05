// Materials with holes: ids, depth and amodal masks end where the texture does.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"
#include "engine/render/renderer.hpp"
#include "tests/engine/render/device_fixture.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {
namespace {

using AlphaTest = RenderTest;

constexpr int kTexels = 8, kPixels = 64;  // the card's sides
constexpr Extent kExtent{96, 80};
constexpr int kLeft = 16, kTop = 8;  // of the card in the picture

// A card that faces the camera and covers the pixels kLeft.., kTop.. exactly.
Scene card_scene(std::shared_ptr<const Texture> texture, float cutoff) {
    Scene scene;
    scene.camera = {.extent = kExtent, .intrinsics = {.fx = 64, .fy = 64, .cx = 48, .cy = 40}};
    glm::mat4 pose(1.0f);
    pose[3] = glm::vec4(0, 0, -1, 1);
    scene.instances.push_back(oracle::make_instance("card", oracle::card_model(), pose));
    Material material{.alpha_mode = AlphaMode::Mask, .alpha_cutoff = cutoff};
    material.base_color_texture.texture = std::move(texture);
    scene.instances[0].materials = {material};
    return scene;
}

std::shared_ptr<const Texture> make_texture(Image<Rgba8> pixels) {
    return std::make_shared<const Texture>(Texture{.name = "holes",
                                                   .pixels = std::move(pixels),
                                                   .srgb = true,
                                                   .wrap_u = Wrap::Clamp,
                                                   .wrap_v = Wrap::Clamp});
}

// Bilinear lookup at the center of pixel (x, y) of the card, clamped at the border.
double alpha_at(const Texture& texture, int x, int y) {
    const auto texel = [&](int i, int j) {
        return texture.pixels.at(std::clamp(i, 0, kTexels - 1), std::clamp(j, 0, kTexels - 1)).a /
               255.0;
    };
    const double u = (x + 0.5) * kTexels / kPixels - 0.5, v = (y + 0.5) * kTexels / kPixels - 0.5;
    const int i = static_cast<int>(std::floor(u)), j = static_cast<int>(std::floor(v));
    return std::lerp(std::lerp(texel(i, j), texel(i + 1, j), u - i),
                     std::lerp(texel(i, j + 1), texel(i + 1, j + 1), u - i), v - j);
}

// Compares a frame with the texture; returns how many pixels of the card are covered.
int check_card(const Frame& frame, const Texture& texture, double cutoff) {
    int covered = 0, undecided = 0;
    const Mask& mask = frame.objects[0].amodal->mask;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const int i = x - kLeft, j = y - kTop;
            const bool inside = i >= 0 && j >= 0 && i < kPixels && j < kPixels;
            const double alpha = inside ? alpha_at(texture, i, j) : -1.0;
            // Filters have weights of eight bits.
            if (std::abs(alpha - cutoff) < 1.5 / 256) {
                ++undecided;
                continue;
            }
            const bool expected = alpha >= cutoff;
            covered += expected;
            EXPECT_EQ(frame.ids.at(x, y), expected ? 1u : 0u) << x << ' ' << y << ' ' << alpha;
            EXPECT_EQ(std::isinf(frame.depth.at(x, y)), !expected) << x << ' ' << y;
            const bool alone = !intersection(mask.rect(), {x, y, 1, 1}).empty() &&
                               mask.pixels.at(x - mask.x, y - mask.y) != 0;
            EXPECT_EQ(alone, expected) << x << ' ' << y;
        }
    EXPECT_LT(undecided, kPixels * kPixels / 20);
    return covered;
}

TEST_F(AlphaTest, CheckerboardLeavesItsHolesOpen) {
    Image<Rgba8> pixels({kTexels, kTexels});
    for (int y = 0; y < kTexels; ++y)
        for (int x = 0; x < kTexels; ++x)
            pixels.at(x, y) = {255, 0, 0, static_cast<std::uint8_t>((x + y) % 2 ? 255 : 0)};
    const auto texture = make_texture(std::move(pixels));
    const Scene scene = card_scene(texture, 0.5f);
    Renderer renderer(device());
    const Frame frame = renderer.render(scene, {.color = false});
    EXPECT_EQ(check_card(frame, *texture, 0.5), kPixels * kPixels / 2);
    EXPECT_EQ(frame.objects[0].amodal->total_area, std::uint64_t{kPixels * kPixels / 2});
}

TEST_F(AlphaTest, RandomAlphaIsThresholdedAfterFiltering) {
    Rng rng{5};
    for (const float cutoff : {0.2f, 0.5f, 0.8f}) {
        Image<Rgba8> pixels({kTexels, kTexels});
        for (Rgba8& pixel : pixels)
            pixel = {0, 255, 0, static_cast<std::uint8_t>(rng.integer(0, 255))};
        const auto texture = make_texture(std::move(pixels));
        Renderer renderer(device());
        const Frame frame = renderer.render(card_scene(texture, cutoff), {.color = false});
        const int covered = check_card(frame, *texture, static_cast<double>(cutoff));
        EXPECT_GT(covered, 0);
        EXPECT_LT(covered, kPixels * kPixels);
    }
}

TEST_F(AlphaTest, WhatIsBehindAHoleIsSeen) {
    Image<Rgba8> pixels({kTexels, kTexels}, Rgba8{255, 255, 255, 0});
    Scene scene = card_scene(make_texture(std::move(pixels)), 0.5f);
    glm::mat4 behind(1.0f);
    behind[3] = glm::vec4(0, 0, -2, 1);
    scene.instances.push_back(oracle::make_instance("behind", oracle::card_model(), behind));
    Renderer renderer(device());
    const Frame frame = renderer.render(scene, {.color = false});
    EXPECT_EQ(frame.ids.at(48, 40), 2u);
    EXPECT_EQ(frame.depth.at(48, 40), 2.0f);
    EXPECT_EQ(frame.objects[0].amodal->total_area, 0u);
    // The same card as an opaque material hides it.
    scene.instances[0].materials[0].alpha_mode = AlphaMode::Opaque;
    EXPECT_EQ(renderer.render(scene, {.color = false}).ids.at(48, 40), 1u);
}

}  // namespace
}  // namespace diorama
