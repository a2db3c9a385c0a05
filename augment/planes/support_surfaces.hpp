/// Which planes of a picture things can stand on.
#pragma once

#include <cstddef>
#include <vector>

#include "augment/planes/fit_planes.hpp"

namespace diorama {

/// Refines a guess of "up" from the planes: the direction to which they are most parallel or
/// perpendicular, weighted by their pixels, sought within 45, then 15 degrees of the largest plane
/// that faces up by the guess (60 degrees), else of the guess itself.
/// @param guess  camera space, unit; (0, 1, 0) for a camera held level or tilted down.
/// @return       unit; the guess when no plane speaks for another.
/// Method: "Perceptual Organization and Recognition of Indoor Scenes from RGB-D Images", CVPR 2013,
/// with planes in place of the normals of pixels; the start is ours: it serves cameras that look
/// down on a table.
glm::vec3 estimate_up(const std::vector<PlaneRegion>& planes, const glm::vec3& guess);

struct SupportOptions {
    glm::vec3 up{0.0f, 1.0f, 0.0f};        // camera space, unit
    float min_cosine = 0.7f;               // between a surface's normal and up
    float min_area = 4000.0f / 307200.0f;  // of the picture
    int max_relaxations = 6;               // each by 0.05 and a quarter of min_area
};

struct SupportSurfaces {
    std::vector<std::size_t> planes;  // indices of those that carry, the largest first
    int relaxations = 0;              // how often the limits had to give way
};

/// The planes that face up and are large enough. Without any, the limits are relaxed step by step;
/// then there is none.
/// Method: "Synthesizing Training Data for Object Detection in Indoor Scenes", RSS 2017; ours: a
/// surface must be seen from above (no ceilings), and the relaxation ends.
SupportSurfaces support_surfaces(const std::vector<PlaneRegion>& planes, Extent picture,
                                 const SupportOptions& options = {});

}  // namespace diorama
