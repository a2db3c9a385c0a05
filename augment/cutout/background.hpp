/// The plain background of a photograph, known from the frame around the picture.
#pragma once

#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// One to three colors, each brightening or fading evenly over the picture.
struct PlainBackground {
    struct Tone {
        glm::vec3 at_center{0};       // CIE Lab at the picture's middle
        glm::vec3 right{0}, down{0};  // change from there to the right and to the lower edge
        glm::vec3 deviation{1};       // of each channel around that
    };
    std::vector<Tone> tones;
    Extent extent;

    /// How far a color at a pixel is from the nearest tone there, in deviations.
    ///
    /// A shadow keeps the hue and scales the light: down to kDeepestShadow of it a color counts as
    /// background, at a distance that grows from 0 to kShadowDistance.
    float distance(const glm::vec3& lab, int x, int y) const;

    /// The same in units of CIE Lab, whatever the light.
    float color_distance(const glm::vec3& lab, int x, int y) const;
};

constexpr float kDeepestShadow = 0.4f;  // share of light left in a shadow that is still background
constexpr float kShadowDistance = 4.0f;

/// Fits the tones to the outermost 2 % of the shorter side, at least 4 pixels.
///
/// Fewer tones are preferred: another one must explain 5 % more of the frame. A tone spreads by at
/// most 4 units of each channel; what lies further than 3 deviations from every tone is not
/// background.
/// @param lab   [height, width], CIE Lab.
/// @param name  stands for the picture in messages.
/// @return Data when less than 90 % of the frame is explained: "background is not plain".
Expected<PlainBackground> fit_background(const Image<glm::vec3>& lab, const std::string& name);

}  // namespace diorama
