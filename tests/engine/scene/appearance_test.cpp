#include "engine/scene/appearance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance = 1e-5f) {
    EXPECT_NEAR(a.r, b.r, tolerance);
    EXPECT_NEAR(a.g, b.g, tolerance);
    EXPECT_NEAR(a.b, b.b, tolerance);
}

float luminance_of(const glm::vec3& c) { return glm::dot(c, glm::vec3(0.2126f, 0.7152f, 0.0722f)); }

TEST(ColorChange, OfNothingIsTheIdentityExactly) {
    EXPECT_EQ(color_change(0, 1, 1), glm::mat3(1.0f));
}

TEST(ColorChange, AThirdOfATurnPermutesTheChannels) {
    const glm::mat3 third = color_change(radians(120.0f), 1, 1);
    expect_near(third * glm::vec3(1, 0, 0), {0, 1, 0});
    expect_near(third * glm::vec3(0.8f, 0.4f, 0.2f), {0.2f, 0.8f, 0.4f});
    expect_near(color_change(radians(-120.0f), 1, 1) * glm::vec3(1, 0, 0), {0, 0, 1});
    // Halfway red is yellow, with the negative blue that the shader clamps.
    expect_near(color_change(radians(60.0f), 1, 1) * glm::vec3(1, 0, 0),
                {2 / 3.0f, 2 / 3.0f, -1 / 3.0f});
}

TEST(ColorChange, TurnsKeepGreysAndTheSumOfChannels) {
    for (int degrees = -180; degrees <= 180; degrees += 15) {
        SCOPED_TRACE(degrees);
        const glm::mat3 turn = color_change(radians(static_cast<float>(degrees)), 1, 1);
        expect_near(turn * glm::vec3(0.4f), glm::vec3(0.4f));
        const glm::vec3 turned = turn * glm::vec3(0.7f, 0.3f, 0.2f);
        EXPECT_NEAR(turned.r + turned.g + turned.b, 1.2f, 1e-5f);
    }
    const glm::mat3 around = color_change(radians(360.0f), 1, 1);
    expect_near(around * glm::vec3(0.7f, 0.3f, 0.2f), {0.7f, 0.3f, 0.2f});
}

TEST(ColorChange, SaturationBlendsWithTheGreyOfEqualLuminance) {
    const glm::vec3 color{0.7f, 0.3f, 0.2f};
    const float grey = luminance_of(color);
    expect_near(color_change(0, 0, 1) * color, glm::vec3(grey));
    expect_near(color_change(0, 0.5f, 1) * color, 0.5f * (color + grey));
    EXPECT_NEAR(luminance_of(color_change(0, 3, 1) * color), grey, 1e-5f);
}

TEST(ColorChange, ValueScalesSrgb) {
    // sRGB 200 is 0.5776 in linear light, sRGB 100 is 0.1274; the power law comes close.
    EXPECT_NEAR((color_change(0, 1, 0.5f) * glm::vec3(0.5776f)).g, 0.1274f, 0.005f);
    expect_near(color_change(1, 2, 0) * glm::vec3(1, 0.5f, 0), glm::vec3(0));
}

TEST(ColorChange, TurnsBeforeItSaturatesAndScales) {
    // Pure red, turned into pure green, leaves a grey of green's luminance.
    const glm::mat3 change = color_change(radians(120.0f), 0, 2);
    expect_near(change * glm::vec3(1, 0, 0), glm::vec3(0.7152f * std::pow(2.0f, 2.2f)));
}

TEST(Materials, AreTheModelsOwnWhenNothingChanges) {
    const auto assets = solid_assets();
    const auto model = box_model({0, 0, 0}, {1, 1, 1});
    const auto materials = draw_materials({}, *model, 1, *assets, Rng(1));
    ASSERT_TRUE(materials);
    EXPECT_TRUE(materials->empty());
}

TEST(Materials, ChangeColorByAMatrixAndRoughnessByAFactor) {
    const auto assets = solid_assets();
    Model model = *box_model({0, 0, 0}, {1, 1, 1});
    model.materials.resize(2);
    model.materials[0].base_color = {1, 0, 0, 0.5f};
    auto texture = std::make_shared<Texture>();
    texture->pixels = Image<Rgba8>({1, 1}, {255, 0, 0, 255});
    model.materials[1].base_color_texture.texture = texture;
    AppearanceConfig config;
    config.hue_shift_deg = 120.0;
    config.saturation = 0.5;
    config.roughness = 4.0;
    const auto materials = draw_materials(config, model, 1, *assets, Rng(1));
    ASSERT_TRUE(materials);
    ASSERT_EQ(materials->size(), 2u);
    for (const Material& material : *materials) {
        EXPECT_EQ(material.color_change, color_change(radians(120.0f), 0.5f, 1));
        EXPECT_EQ(material.roughness, 1.0f);
    }
    EXPECT_EQ((*materials)[0].base_color, glm::vec4(1, 0, 0, 0.5f));
    EXPECT_EQ((*materials)[1].base_color_texture.texture, texture);
}

TEST(Materials, AWholeObjectMaterialKeepsItsRealSize) {
    const auto assets = solid_assets();
    // A 0.5 m square whose uv cover 0..1, drawn at twice its size: 1 m of texture.
    Model model;
    MeshPart part;
    for (const glm::vec2 uv : {glm::vec2(0, 0), {1, 0}, {1, 1}, {0, 1}}) {
        part.vertices.push_back({.position = {0.5f * uv.x, 0, 0.5f * uv.y}, .uv = uv});
    }
    part.indices = {0, 2, 1, 0, 3, 2};
    model.parts = {part};
    model.materials.resize(1);
    update_bounds(model);
    AppearanceConfig config;
    config.material = Choice<std::string>("wood");
    const auto materials = draw_materials(config, model, 2, *assets, Rng(1));
    ASSERT_TRUE(materials);
    const TextureSlot& slot = (*materials)[0].base_color_texture;
    ASSERT_TRUE(slot.texture);
    EXPECT_NEAR(slot.uv_from_uv[0].x, 1.0f, 1e-5f);
    EXPECT_NEAR(slot.uv_from_uv[1].y, 1.0f, 1e-5f);
    config.material = Choice<std::string>("no such material");
    EXPECT_FALSE(draw_materials(config, model, 2, *assets, Rng(1)));
}

}  // namespace
}  // namespace diorama
