#include <map>

#include "augment/color/colors.hpp"

namespace diorama {
namespace {

/// A look as people make one by hand: balance, saturation, tones, and a tint of dark and light.
struct Recipe {
    glm::vec3 gains{1.0f};
    float saturation = 1.0f;
    float shadows = 0.0f, midtones = 0.0f, highlights = 0.0f;
    glm::vec3 tint_of_shadows{0.0f}, tint_of_lights{0.0f};  // added, in levels
};

const std::map<std::string, Recipe>& recipes() {
    static const std::map<std::string, Recipe> kRecipes{
        {"warm", {.gains = {1.10f, 1.0f, 0.86f}, .saturation = 1.1f, .midtones = 0.02f}},
        {"cool", {.gains = {0.90f, 1.0f, 1.12f}, .saturation = 0.95f}},
        {"faded",
         {.saturation = 0.65f,
          .shadows = 0.08f,
          .highlights = -0.05f,
          .tint_of_shadows = {26, 24, 30},
          .tint_of_lights = {-8, -8, -14}}},
        {"vivid", {.saturation = 1.55f, .shadows = -0.05f, .highlights = 0.05f}},
        {"noir", {.saturation = 0.0f, .shadows = -0.10f, .midtones = -0.04f, .highlights = 0.06f}},
        {"sepia",
         {.saturation = 0.0f, .tint_of_shadows = {18, 4, -10}, .tint_of_lights = {6, -8, -52}}},
        {"film",
         {.gains = {1.03f, 1.0f, 0.96f},
          .saturation = 0.9f,
          .shadows = -0.03f,
          .highlights = 0.03f,
          .tint_of_shadows = {4, 10, 14},
          .tint_of_lights = {4, -2, -14}}},
        {"teal_orange",
         {.saturation = 1.1f,
          .shadows = -0.03f,
          .highlights = 0.02f,
          .tint_of_shadows = {-22, 6, 20},
          .tint_of_lights = {18, 2, -26}}},
        {"bleached", {.saturation = 0.35f, .shadows = -0.10f, .highlights = 0.09f}},
        {"moonlight",
         {.gains = {0.62f, 0.74f, 1.05f},
          .saturation = 0.55f,
          .shadows = -0.05f,
          .midtones = -0.14f,
          .highlights = -0.18f,
          .tint_of_shadows = {0, 4, 16}}},
    };
    return kRecipes;
}

}  // namespace

std::vector<ColorStage> look_stages(const std::string& name, float strength) {
    const Recipe& recipe = recipes().at(name);
    const auto part = [&](float full, float none) { return none + strength * (full - none); };
    std::vector<ColorStage> stages;
    ColorMatrix balance = saturation_matrix(part(recipe.saturation, 1.0f));
    for (int channel = 0; channel < 3; ++channel)
        balance.matrix[channel] *= part(recipe.gains[channel], 1.0f);
    stages.emplace_back(balance);
    ColorCurves curves = tone_curves(strength * recipe.shadows, strength * recipe.midtones,
                                     strength * recipe.highlights);
    for (int channel = 0; channel < 3; ++channel) {
        const float dark = strength * recipe.tint_of_shadows[channel];
        const float light = strength * recipe.tint_of_lights[channel];
        auto& levels = curves.level[static_cast<std::size_t>(channel)];
        for (std::size_t i = 0; i < 256; ++i) {
            const float x = static_cast<float>(i) / 255.0f;
            levels[i] += dark * (1.0f - x) * (1.0f - x) + light * x * x;
        }
    }
    stages.emplace_back(curves);
    return stages;
}

}  // namespace diorama
