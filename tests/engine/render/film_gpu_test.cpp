// Lens and sensor: each effect against what its formula says.
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

using FilmTest = RenderTest;

constexpr Extent kExtent{160, 120};

Material shining(float light) {
    Material material{.base_color = glm::vec4(0, 0, 0, 1), .double_sided = true};
    material.roughness = 1.0f;
    material.emissive = glm::vec3(light);
    return material;
}

void add_card(Scene& scene, const glm::vec3& center, float size, float light) {
    add_thing(scene, oracle::card_model(), center, size, shining(light));
}

Scene even_scene(float light) {
    Scene scene = empty_scene(kExtent);
    add_card(scene, {0, 0, -1}, 4.0f, light);
    return scene;
}

glm::dvec3 sum_of(const Image<glm::dvec3>& image) {
    glm::dvec3 sum(0);
    for (const glm::dvec3& c : image) sum += c;
    return sum;
}

TEST_F(FilmTest, ThePictureOfAPlainFilmIsThatOfNone) {
    Renderer renderer(device());
    Scene scene = oracle::random_scene(Rng{5}.stream(std::uint64_t{1}), kExtent);
    const Frame none = renderer.render(scene, {});
    scene.film.noise_seed = 12345;  // used by nothing
    EXPECT_EQ(renderer.render(scene, {}).color, none.color);
    // Through the film, inside surfaces, the light goes the same way.
    scene = even_scene(0.4f);
    const Rgb8 direct = renderer.render(scene, {}).color.at(80, 60);
    scene.film.vignette_stops = 1e-6f;
    const Rgb8 filmed = renderer.render(scene, {}).color.at(80, 60);
    EXPECT_NEAR(filmed.g, direct.g, 1);
    EXPECT_NEAR(light_of(direct).g, 0.4, 0.004);
}

TEST_F(FilmTest, VignetteFollowsItsFormula) {
    Renderer renderer(device());
    Scene scene = even_scene(0.5f);
    scene.camera.intrinsics.cx = 70;  // the principal point is its center
    scene.film.vignette_stops = 1.5f;
    const Image<Rgb8> picture = renderer.render(scene, {}).color;
    const double corner2 = 90.0 * 90.0 + 60.0 * 60.0;
    for (int y = 3; y < kExtent.height; y += 19)
        for (int x = 2; x < kExtent.width; x += 23) {
            const double dx = x + 0.5 - 70, dy = y + 0.5 - 60;
            const double expected = 0.5 * std::exp2(-1.5 * (dx * dx + dy * dy) / corner2);
            EXPECT_NEAR(light_of(picture.at(x, y)).g / expected, 1.0, 0.012) << x << ' ' << y;
        }
}

TEST_F(FilmTest, NoiseHasTheMeanAndTheVarianceOfItsElectrons) {
    Renderer renderer(device());
    for (const float light : {0.1f, 0.5f}) {
        Scene scene = even_scene(light);
        scene.film.iso = 3200;
        scene.film.noise_seed = 77;
        const Image<glm::dvec3> seen = light_of(renderer.render(scene, {}).color);
        const double white = Film::kFullWell * 100.0 / 3200;
        const double n = static_cast<double>(kExtent.area());
        const double variance =
            (light * white + Film::kReadNoise * Film::kReadNoise) / (white * white);
        const glm::dvec3 mean = sum_of(seen) / n;
        glm::dvec3 spread(0), across(0);
        for (const glm::dvec3& c : seen) {
            const glm::dvec3 d = c - mean;
            spread += d * d;
            across += d * glm::dvec3(d.g, d.b, d.r);
        }
        for (int i = 0; i < 3; ++i) {
            EXPECT_NEAR(mean[i], light, 4 * std::sqrt(variance / n) + 0.003 * light) << i;
            EXPECT_NEAR(spread[i] / n / variance, 1.0, 0.05) << i;
            EXPECT_NEAR(across[i] / n / variance, 0.0, 0.03) << i;  // channels are independent
        }
    }
}

TEST_F(FilmTest, NoiseIsAFunctionOfItsSeed) {
    Renderer renderer(device()), other(device());
    Scene scene = even_scene(0.3f);
    scene.film.iso = 1600;
    scene.film.noise_seed = 1;
    const Image<Rgb8> picture = renderer.render(scene, {}).color;
    EXPECT_EQ(other.render(scene, {}).color, picture);
    scene.film.noise_seed = std::uint64_t{1} << 32;
    EXPECT_NE(renderer.render(scene, {}).color, picture);
}

TEST_F(FilmTest, WhiteBalanceTurnsTheColorOfTheLightIntoGrey) {
    Renderer renderer(device());
    Scene scene = even_scene(0.3f);
    scene.instances[0].materials[0].emissive = {0.5f, 0.3f, 0.1f};
    scene.film.white_balance = {0.6f, 1.0f, 3.0f};
    const glm::dvec3 seen = light_of(renderer.render(scene, {}).color.at(50, 50));
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(seen[i], 0.3, 0.003) << i;
}

TEST_F(FilmTest, ChromaticAberrationShiftsRedOutwardAndBlueInward) {
    Renderer renderer(device());
    Scene scene = empty_scene(kExtent);
    add_card(scene, {0.525f, 0, -1}, 0.5f, 0.5f);  // from 44 pixels right of the middle on
    scene.film.chromatic_aberration_px = 6;
    const Image<glm::dvec3> light =
        light_of(renderer.render(scene, {.quality = Quality::High}).color);
    // The distance at which each channel rises, from how much of it is in the row.
    glm::dvec3 start(0);
    for (int i = 0; i < 3; ++i) {
        double sum = 0;
        for (int x = 100; x < 150; ++x) sum += light.at(x, 60)[i] / 0.5;
        start[i] = 150 - sum - 80;
    }
    const double scale = 6.0 / 100.0;  // the corner is 100 pixels from the middle
    EXPECT_NEAR(start.g, 44.0, 0.2);
    EXPECT_NEAR(start.r, 44.0 / (1 - scale), 0.25);
    EXPECT_NEAR(start.b, 44.0 / (1 + scale), 0.25);
}

TEST_F(FilmTest, BloomMovesLightAndLosesNone) {
    Renderer renderer(device());
    Scene scene = empty_scene(kExtent);
    add_card(scene, {0, 0, -1}, 0.1f, 0.9f);
    const Image<glm::dvec3> sharp = light_of(renderer.render(scene, {}).color);
    scene.film.bloom = 0.4f;
    const Image<glm::dvec3> soft = light_of(renderer.render(scene, {}).color);
    // Dim light far away is below one step of eight bits: some of it is missing in the picture.
    EXPECT_NEAR(sum_of(soft).g / sum_of(sharp).g, 1.0, 0.06);
    EXPECT_GT(soft.at(80 + 16, 60).g, 0.004);
    EXPECT_LT(sharp.at(80 + 16, 60).g, 1e-6);
    EXPECT_GT(soft.at(80, 60).g, 0.6 * 0.9);
    EXPECT_LT(soft.at(80, 60).g, 0.9);
    // The same to all sides.
    EXPECT_NEAR(soft.at(80 + 16, 60).g, soft.at(80 - 17, 60).g, 0.004);
    EXPECT_NEAR(soft.at(80 + 16, 60).g, soft.at(80, 60 + 16).g, 0.004);
}

TEST_F(FilmTest, ManualExposureMultipliesAndAutomaticOneMeasures) {
    Renderer renderer(device());
    Scene dim = even_scene(0.05f), bright = even_scene(0.4f);
    dim.exposure = 4.0f;
    EXPECT_NEAR(light_of(renderer.render(dim, {}).color.at(9, 9)).g, 0.2, 0.002);
    EXPECT_NEAR(light_of(renderer.render(bright, {}).color.at(9, 9)).g, 0.4, 0.004);
    // Measured, three stops of light become 0.2 * 3 stops of picture: 0.8 of them are taken out.
    dim.exposure = 1.0f;
    dim.film.metered = bright.film.metered = true;
    const double ratio = light_of(renderer.render(bright, {}).color.at(9, 9)).g /
                         light_of(renderer.render(dim, {}).color.at(9, 9)).g;
    EXPECT_NEAR(std::log2(ratio), 0.6, 0.2);  // bins are a quarter of a stop
}

// Second moment of the green light about its middle, x and y together, in square pixels.
double spread_of(const Image<glm::dvec3>& light) {
    double sum = 0, x1 = 0, y1 = 0, second = 0;
    for (int y = 0; y < light.height(); ++y)
        for (int x = 0; x < light.width(); ++x) {
            const double g = light.at(x, y).g;
            sum += g;
            x1 += g * x;
            y1 += g * y;
            second += g * (x * x + y * y);
        }
    return second / sum - (x1 * x1 + y1 * y1) / (sum * sum);
}

TEST_F(FilmTest, APointOutOfFocusBecomesTheDiscOfTheThinLens) {
    Renderer renderer(device());
    for (const float depth : {0.5f, 0.8f, 2.0f, 6.0f}) {
        Scene scene = empty_scene(kExtent);
        add_card(scene, {0, 0, -depth}, 0.03f * depth, 40.0f);  // 4.8 pixels wide at any depth
        scene.film.metered = false;
        scene.exposure = 0.02f;
        scene.lens = {.radius_m = 1e-6f, .focus_m = 1.2f};  // a pinhole, its samples summed alike
        const Frame sharp = renderer.render(scene, {.quality = Quality::High});
        scene.lens.radius_m = 0.05f;
        const double diameter = 2 * 0.05 * 160 * std::abs(1 / 1.2 - 1 / depth);
        // As bright as the sharp one where the disc is flat, for no channel may clip.
        const double area = 4.8 * 4.8, disc = 0.25 * 3.14159265 * diameter * diameter;
        scene.exposure = 0.012f * static_cast<float>(std::max(1.0, disc / area));
        const Frame soft = renderer.render(scene, {.quality = Quality::High});
        // A disc of the diameter d has the second moment d^2 / 8.
        const double added = spread_of(light_of(soft.color)) - spread_of(light_of(sharp.color));
        EXPECT_NEAR(std::sqrt(8 * added) / diameter, 1.0, 0.03) << depth;
        // Labels are the pinhole's.
        EXPECT_EQ(soft.ids, sharp.ids);
        EXPECT_EQ(soft.depth, sharp.depth);
    }
}

TEST_F(FilmTest, WhatIsInFocusStaysSharp) {
    Renderer renderer(device());
    Scene scene = empty_scene(kExtent);
    add_card(scene, {0.2f, -0.1f, -1.2f}, 0.4f, 0.5f);
    scene.film.vignette_stops = 1e-6f;
    const Image<glm::dvec3> sharp = light_of(renderer.render(scene, {}).color);
    scene.lens = {.radius_m = 0.05f, .focus_m = 1.2f};
    const Image<glm::dvec3> soft = light_of(renderer.render(scene, {}).color);
    int compared = 0;
    for (int y = 1; y < kExtent.height - 1; ++y)
        for (int x = 1; x < kExtent.width - 1; ++x) {
            // On edges the samples lie elsewhere in the pixel.
            double least = 1, most = 0;
            for (int j = -1; j <= 1; ++j)
                for (int i = -1; i <= 1; ++i) {
                    least = std::min(least, sharp.at(x + i, y + j).g);
                    most = std::max(most, sharp.at(x + i, y + j).g);
                }
            if (most - least > 0.01) continue;
            ++compared;
            EXPECT_NEAR(soft.at(x, y).g, sharp.at(x, y).g, 0.01) << x << ' ' << y;
        }
    EXPECT_GT(compared, static_cast<int>(kExtent.area()) * 9 / 10);
}

TEST_F(FilmTest, EverythingAtOnceIsTheSameTwice) {
    Scene scene = oracle::random_scene(Rng{5}.stream(std::uint64_t{2}), kExtent);
    scene.lens = {.radius_m = 0.02f, .focus_m = 3.0f};
    scene.film.bloom = 0.1f;
    scene.film.chromatic_aberration_px = 1.5f;
    scene.film.vignette_stops = 0.7f;
    scene.film.iso = 800;
    scene.film.white_balance = {0.8f, 1.0f, 1.4f};
    Renderer first(device());
    const Frame once = first.render(scene, {});
    const Frame again = first.render(scene, {});
    Renderer second(device());
    EXPECT_EQ(again.color, once.color);
    EXPECT_EQ(second.render(scene, {}).color, once.color);
    Scene pinhole = scene;
    pinhole.lens = {};
    pinhole.film = {};
    EXPECT_EQ(second.render(pinhole, {}).ids, once.ids);
}

}  // namespace
}  // namespace diorama
