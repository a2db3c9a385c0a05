/// Thin-plate splines: the smoothest displacement with given values at given points.
#pragma once

#include <vector>

#include "engine/core/math.hpp"

namespace diorama {

/// Method: "Principal Warps: Thin-Plate Splines and the Decomposition of Deformations", Bookstein,
/// PAMI 1989.
class ThinPlate {
 public:
    /// @param at, offset  of equal size; at least three points, not all in a line.
    ThinPlate(std::vector<glm::vec2> at, const std::vector<glm::vec2>& offset);

    glm::vec2 offset(glm::vec2 point) const;

 private:
    std::vector<glm::vec2> at_;
    std::vector<glm::vec2> weights_;  // of the points, then of 1, x and y
    float scale_ = 1.0f;              // points are divided by it: keeps the system well conditioned
};

}  // namespace diorama
