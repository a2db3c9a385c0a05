/// Light from finished pictures, for tests that know what light to expect.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// The exposed linear light that a pixel was made from: shaders/shared/color.glsl, backward.
/// Clipped channels give some large number.
inline glm::dvec3 light_of(const Rgb8& pixel) {
    const auto linear = [](int value) {
        const double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const auto luminance = [](const glm::dvec3& c) {
        return glm::dot(c, glm::dvec3(0.2126, 0.7152, 0.0722));
    };
    const glm::dvec3 y(linear(pixel.r), linear(pixel.g), linear(pixel.b));
    const glm::dvec3 curve = glm::mix(glm::dvec3(luminance(y)), y, 0.9) / 1.02;
    glm::dvec3 c;
    for (int i = 0; i < 3; ++i)
        c[i] = std::pow(0.413 * curve[i] / std::max(1.0 - curve[i], 1e-9), 1.0 / 1.4);
    return (c - 0.1 * luminance(c)) / 0.9;
}

inline Image<glm::dvec3> light_of(const Image<Rgb8>& picture) {
    Image<glm::dvec3> light(picture.extent());
    for (std::size_t i = 0; i < light.extent().area(); ++i)
        light.pixels()[i] = light_of(picture.pixels()[i]);
    return light;
}

}  // namespace diorama
