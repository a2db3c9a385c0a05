/// CIE L*a*b* of 8-bit sRGB, where equal distances look about equally different.
#pragma once

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// L* in [0, 100], a* and b* about [-110, 110]; white point D65. Within 0.01 of the exact value.
glm::vec3 lab_of(const Rgb8& color);

/// The nearest sRGB color; what lies outside the gamut is cut off channel by channel.
Rgb8 rgb_of_lab(const glm::vec3& lab);

Image<glm::vec3> lab_of(const Image<Rgb8>& picture);

/// An 8-bit sRGB value as linear light in [0, 1].
float linear_of_srgb(std::uint8_t value);

}  // namespace diorama
