/// How well a color fits a set of colors.
#pragma once

#include <vector>

#include "engine/core/math.hpp"

namespace diorama {

/// Up to five normal distributions in Lab, axes along the channels.
struct ColorMixture {
    struct Part {
        glm::vec3 mean{0};
        glm::vec3 precision{1};  // 1 / variance
        float base_cost = 0;     // -log of weight and normalization
    };
    std::vector<Part> parts;

    /// -log of the density of the best part, up to a constant; large when there is no part.
    float cost(const glm::vec3& lab) const;
};

/// Fits by k-means from the mean and then the furthest colors; the same for the same colors in the
/// same order. No channel varies by less than one unit.
ColorMixture fit_mixture(const std::vector<glm::vec3>& colors);

}  // namespace diorama
