/// A picture to paste on, and what is known of the space in it.
#pragma once

#include <vector>

#include "augment/planes/fit_planes.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

struct Plate {
    Frame frame;                        // color and ids; depth and a camera where it has them
    std::vector<PlaneRegion> surfaces;  // on which things can stand, the largest first
    glm::vec3 up{0.0f, 1.0f, 0.0f};     // camera space, unit

    bool has_depth() const { return !frame.depth.empty(); }
};

/// Finds the surfaces of a plate with measured depth; its `up` is refined from the planes. None of
/// them is a wall or a ceiling.
void find_surfaces(Plate& plate, const Rng& rng);

/// The same for rendered depth, which has no noise; `up` is the world's.
void find_rendered_surfaces(Plate& plate, const Rng& rng);

}  // namespace diorama
