#include "engine/render/environment_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <glm/gtc/packing.hpp>

#include "engine/scene/panorama.hpp"

namespace diorama {
namespace {

glm::dvec3 level_texel(const EnvironmentMap& map, int level, int face, int x, int y) {
    const int size = EnvironmentMap::kFaceSize >> level;
    const auto first = static_cast<std::size_t>(4 * ((face * size + y) * size + x));
    const auto& halves = map.levels.at(static_cast<std::size_t>(level));
    return {glm::unpackHalf1x16(halves.at(first)), glm::unpackHalf1x16(halves.at(first + 1)),
            glm::unpackHalf1x16(halves.at(first + 2))};
}

// Irradiance / pi on a surface with the normal n, as the shader sums it up.
glm::vec3 diffuse(const EnvironmentMap& map, const glm::vec3& n) {
    const std::array<float, 9> basis{1.0f,
                                     n.y,
                                     n.z,
                                     n.x,
                                     n.x * n.y,
                                     n.y * n.z,
                                     3 * n.z * n.z - 1,
                                     n.x * n.z,
                                     n.x * n.x - n.y * n.y};
    glm::vec3 sum(0.0f);
    for (std::size_t i = 0; i < 9; ++i) sum += basis[i] * map.irradiance[i];
    return sum;
}

// A bilinear lookup in the panorama itself, in double precision.
glm::dvec3 radiance_toward(const Image<glm::vec3>& image, const glm::dvec3& d) {
    const int width = image.width(), height = image.height();
    const double x = (std::atan2(d.z, d.x) / (2 * M_PI) + 0.5) * width - 0.5;
    const double y = std::acos(std::clamp(d.y, -1.0, 1.0)) / M_PI * height - 0.5;
    const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
    const auto at = [&](int i, int j) {
        return glm::dvec3(image.at((i + width) % width, std::clamp(j, 0, height - 1)));
    };
    return glm::mix(glm::mix(at(x0, y0), at(x0 + 1, y0), x - x0),
                    glm::mix(at(x0, y0 + 1), at(x0 + 1, y0 + 1), x - x0), y - y0);
}

// GGX-filtered radiance by `count` importance samples of the panorama.
glm::dvec3 reference(const Image<glm::vec3>& image, const glm::dvec3& n, double alpha, int count) {
    const glm::dvec3 up = std::abs(n.y) < 0.99 ? glm::dvec3(0, 1, 0) : glm::dvec3(1, 0, 0);
    const glm::dvec3 t = glm::normalize(glm::cross(up, n)), b = glm::cross(n, t);
    glm::dvec3 sum(0);
    double weight = 0;
    for (int i = 0; i < count; ++i) {
        const double u = (i + 0.5) / count, phi = 2 * M_PI * 0.6180339887498949 * i;
        const double c = std::sqrt((1 - u) / (1 + (alpha * alpha - 1) * u));
        const double s = std::sqrt(std::max(1 - c * c, 0.0));
        const glm::dvec3 h = t * (s * std::cos(phi)) + b * (s * std::sin(phi)) + n * c;
        const glm::dvec3 l = 2 * c * h - n;
        const double cosine = glm::dot(n, l);
        if (cosine <= 0) continue;
        sum += cosine * radiance_toward(image, l);
        weight += cosine;
    }
    return sum / weight;
}

// Mean absolute difference of a level to the reference, relative to its mean.
double difference(const Image<glm::vec3>& image, const EnvironmentMap& map, int level) {
    const int size = EnvironmentMap::kFaceSize >> level;
    const double roughness = std::pow(level / (EnvironmentMap::kLevels - 1.0), 2);
    const int texels = 6 * size * size, step = std::max(texels / 384, 1) | 1;
    double apart = 0, total = 0;
    for (int i = 0; i < texels; i += step) {
        const int face = i / (size * size), y = i / size % size, x = i % size;
        const glm::dvec3 n(cube_direction(face, x, y, size));
        const glm::dvec3 expected = level == 0 ? radiance_toward(image, n)
                                               : reference(image, n, roughness * roughness, 512);
        const glm::dvec3 apart3 = glm::abs(level_texel(map, level, face, x, y) - expected);
        apart += apart3.r + apart3.g + apart3.b;
        total += expected.r + expected.g + expected.b;
    }
    return apart / total;
}

// Radiance 0.5 with a disc of `radiance` around `center`, `radius` in radians.
Image<glm::vec3> with_patch(const glm::vec3& center, float radius, const glm::vec3& radiance) {
    Image<glm::vec3> image(Extent{512, 256}, glm::vec3(0.5f));
    for (int y = 0; y < 256; ++y)
        for (int x = 0; x < 512; ++x) {
            const glm::vec3 d = panorama_direction(image.extent(), static_cast<float>(x) + 0.5f,
                                                   static_cast<float>(y) + 0.5f);
            if (glm::dot(d, center) > std::cos(radius)) image.at(x, y) = radiance;
        }
    return image;
}

TEST(EnvironmentMap, AConstantIsThatConstantAtAllLevelsAndNormals) {
    const glm::vec3 radiance{0.25f, 1.0f, 3.0f};
    for (const Extent extent : {Extent{8, 4}, Extent{512, 256}, Extent{1024, 512}}) {
        const EnvironmentMap map = make_environment_map(Image<glm::vec3>(extent, radiance));
        ASSERT_EQ(map.levels.size(), 5u);
        for (int level = 0; level < EnvironmentMap::kLevels; ++level) {
            const int size = EnvironmentMap::kFaceSize >> level;
            ASSERT_EQ(map.levels[static_cast<std::size_t>(level)].size(),
                      static_cast<std::size_t>(24 * size * size));
            for (int face = 0; face < 6; ++face)
                for (int y = 0; y < size; ++y)
                    for (int x = 0; x < size; ++x) {
                        const glm::dvec3 c = level_texel(map, level, face, x, y);
                        ASSERT_LT(glm::length(c - glm::dvec3(radiance)), 3e-3) << level;
                    }
        }
        for (const glm::vec3& n : {glm::vec3(1, 0, 0), {0, 1, 0}, {0, 0, -1}, {0.6f, -0.8f, 0}})
            EXPECT_LT(glm::length(diffuse(map, n) - radiance), 5e-3f);
        EXPECT_LT(glm::length(map.mean - radiance), 5e-3f);
        EXPECT_FALSE(map.key_light);
    }
}

TEST(EnvironmentMap, ABrightPatchIsTheKeyLightAndNoEnergyIsLost) {
    const glm::vec3 center = glm::normalize(glm::vec3(0.3f, 0.8f, -0.5f));
    constexpr float kRadius = 0.12f;
    const glm::vec3 patch{90.0f, 80.0f, 60.0f};
    const EnvironmentMap map = make_environment_map(with_patch(center, kRadius, patch));
    ASSERT_TRUE(map.key_light);
    EXPECT_GT(glm::dot(map.key_light->direction, center), std::cos(0.01f));
    EXPECT_NEAR(map.key_light->radius, kRadius, 0.04f);
    // What is left and the light are the patch: irradiance is radiance times solid angle.
    const float solid = 2 * kPi * (1 - std::cos(kRadius));
    const float part = map.key_light->color.g / (patch.g * solid);
    EXPECT_GT(part, 0.95f);
    EXPECT_LT(part, 1.02f);
    const glm::vec3 mean = glm::vec3(0.5f) + (patch - 0.5f) * solid / (4 * kPi);
    EXPECT_LT(glm::length(map.mean - mean), 0.02f * glm::length(mean));
    // The constant term is the mean of the radiance that is left.
    const glm::vec3 together = map.irradiance[0] + map.key_light->color / (4 * kPi);
    EXPECT_LT(glm::length(together - map.mean), 1e-3f * glm::length(map.mean));
}

TEST(EnvironmentMap, LightFromBelowOrAllAroundIsNoKeyLight) {
    EXPECT_FALSE(make_environment_map(with_patch({0, -1, 0}, 0.2f, glm::vec3(80))).key_light);
    EXPECT_FALSE(make_environment_map(with_patch({0, 1, 0}, 0.1f, glm::vec3(1))).key_light);
}

TEST(EnvironmentMap, FacesLookWhereThePanoramaDoes) {
    // Vulkan's faces: +X -X +Y -Y +Z -Z. The panorama's columns go from -X over -Z to +X, to +Z.
    const std::array<glm::vec3, 6> axes{glm::vec3(1, 0, 0),  {-1, 0, 0}, {0, 1, 0},
                                        glm::vec3(0, -1, 0), {0, 0, 1},  {0, 0, -1}};
    for (std::size_t face = 0; face < 6; ++face) {
        SCOPED_TRACE(face);
        const glm::vec3 ahead = cube_direction(static_cast<int>(face), 0, 0, 1);
        EXPECT_LT(glm::length(ahead - axes[face]), 1e-6f);
        const EnvironmentMap map =
            make_environment_map(with_patch(axes[face], 0.3f, glm::vec3(9, 4, 2)));
        for (int level = 0; level < 2; ++level) {
            const int middle = (EnvironmentMap::kFaceSize >> level) / 2;
            for (int other = 0; other < 6; ++other) {
                const glm::dvec3 c = level_texel(map, level, other, middle, middle);
                EXPECT_NEAR(c.r, other == static_cast<int>(face) ? 9.0 : 0.5, 0.3);
            }
        }
        // Most light falls on the surface that faces the patch.
        for (const glm::vec3& n : axes)
            EXPECT_LE(diffuse(map, n).r, diffuse(map, axes[face]).r + 1e-4f);
    }
}

TEST(EnvironmentMap, RowsAndColumnsOfAFaceGoAsInVulkan) {
    // A patch to the upper left of the middle of the +Z face: -X is left there, +Y is up.
    const glm::vec3 upper_left = glm::normalize(glm::vec3(-0.5f, 0.5f, 1.0f));
    const EnvironmentMap map = make_environment_map(with_patch(upper_left, 0.1f, glm::vec3(9)));
    EXPECT_NEAR(level_texel(map, 0, 4, 32, 32).r, 9.0, 0.1);
    EXPECT_NEAR(level_texel(map, 0, 4, 96, 32).r, 0.5, 0.1);
    EXPECT_NEAR(level_texel(map, 0, 4, 32, 96).r, 0.5, 0.1);
}

TEST(EnvironmentMap, IsWithinOnePercentOfManySamplesUnderASky) {
    const Image<glm::vec3> image = paint_panorama(SkyLook{.clouds = 5});
    const EnvironmentMap map = make_environment_map(image);
    for (int level = 0; level < EnvironmentMap::kLevels; ++level)
        EXPECT_LT(difference(image, map, level), 0.01) << level;
}

TEST(EnvironmentMap, IsCloseToManySamplesAmongLamps) {
    // Small lamps, many times as bright as the walls: here the samples are not exact either.
    for (const PanoramaLook& look :
         {PanoramaLook(RoomLook{}), PanoramaLook(StudioLook{.contrast = 4, .backdrop = 2})}) {
        const Image<glm::vec3> image = paint_panorama(look);
        const EnvironmentMap map = make_environment_map(image);
        for (int level = 0; level < EnvironmentMap::kLevels; ++level)
            EXPECT_LT(difference(image, map, level), 0.03) << level;
    }
}

}  // namespace
}  // namespace diorama
