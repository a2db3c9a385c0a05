#include "engine/scene/appearance.hpp"

#include <gtest/gtest.h>

#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance = 1e-5f) {
    EXPECT_NEAR(a.r, b.r, tolerance);
    EXPECT_NEAR(a.g, b.g, tolerance);
    EXPECT_NEAR(a.b, b.b, tolerance);
}

TEST(ChangeColor, TurnsHuesAndScalesSaturationAndValue) {
    const float third = radians(120.0f);
    expect_near(change_color({1, 0, 0}, third, 1, 1), {0, 1, 0});
    expect_near(change_color({1, 0, 0}, -third, 1, 1), {0, 0, 1});
    expect_near(change_color({0.8f, 0.4f, 0.2f}, 3 * third, 1, 1), {0.8f, 0.4f, 0.2f});
    expect_near(change_color({0.8f, 0.4f, 0.2f}, 0, 0, 1), {0.8f, 0.8f, 0.8f});
    expect_near(change_color({0.8f, 0.4f, 0.2f}, 0, 1, 0.5f), {0.4f, 0.2f, 0.1f});
    expect_near(change_color({0.8f, 0.4f, 0.2f}, 0, 1, 3), {1, 0.5f, 0.25f});  // clamped
    expect_near(change_color({0.5f, 0.5f, 0.5f}, 1, 2, 1), {0.5f, 0.5f, 0.5f});
    expect_near(change_color({0, 0, 0}, 1, 2, 2), {0, 0, 0});
}

TEST(ChangeColor, OfATextureKeepsAlpha) {
    Texture texture;
    texture.pixels = Image<Rgba8>({2, 1}, {255, 0, 0, 77});
    const Texture changed = change_color(texture, {.hue = 8});  // 120 degrees
    EXPECT_EQ(changed.pixels.at(1, 0), (Rgba8{0, 255, 0, 77}));
}

TEST(Materials, AreTheModelsOwnWhenNothingChanges) {
    const auto assets = solid_assets();
    const auto model = box_model({0, 0, 0}, {1, 1, 1});
    const auto materials = draw_materials({}, *model, 1, *assets, Rng(1));
    ASSERT_TRUE(materials);
    EXPECT_TRUE(materials->empty());
}

TEST(Materials, ChangeFactorsOrTextures) {
    const auto assets = solid_assets();
    Model model = *box_model({0, 0, 0}, {1, 1, 1});
    model.materials.resize(2);
    model.materials[0].base_color = {1, 0, 0, 0.5f};
    auto texture = std::make_shared<Texture>();
    texture->pixels = Image<Rgba8>({1, 1}, {255, 0, 0, 255});
    model.materials[1].base_color_texture.texture = texture;
    AppearanceConfig config;
    config.hue_shift_deg = 120.0;
    config.roughness = 4.0;
    const auto materials = draw_materials(config, model, 1, *assets, Rng(1));
    ASSERT_TRUE(materials);
    ASSERT_EQ(materials->size(), 2u);
    expect_near(glm::vec3((*materials)[0].base_color), {0, 1, 0});
    EXPECT_EQ((*materials)[0].base_color.a, 0.5f);
    EXPECT_EQ((*materials)[0].roughness, 1.0f);
    EXPECT_EQ((*materials)[1].base_color, glm::vec4(1));
    const auto& recolored = (*materials)[1].base_color_texture.texture;
    EXPECT_EQ(recolored->pixels.at(0, 0), (Rgba8{0, 255, 0, 255}));
    // The same change of the same texture is shared.
    const auto again = draw_materials(config, model, 1, *assets, Rng(2));
    EXPECT_EQ((*again)[1].base_color_texture.texture, recolored);
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
