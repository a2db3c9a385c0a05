/// Parts of a picture on which text can stand: flat, of one color, not too small.
#pragma once

#include <vector>

#include "augment/planes/fit_planes.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

struct TextRegion {
    Mask mask;
    std::size_t area = 0;  // pixels
    Plane plane;
    glm::vec3 right{1.0f, 0.0f, 0.0f};  // camera space, along the plane: where lines of text go
    float texture = 0.0f;               // see Texture in augment/regions
};

struct RegionLimits {
    int min_side_px = 30;   // of the box around it
    float min_fill = 0.3f;  // of that box
    float max_texture = 0.12f;
    float border_strength = 9.0f;  // color distance across borders that regions keep, 8-bit levels
};

/// Cuts the planes of a picture into regions that have no visible border, no change of instance and
/// no strong texture in them, the largest first. Method: the region filter of "Synthetic Data for
/// Text Localisation in Natural Images", CVPR 2016, with planes as barriers of the segmentation: no
/// region lies on two planes. On walls, lines of text are level; on floors they face the camera.
///
/// @param up  of the world, in camera space.
std::vector<TextRegion> find_text_regions(const Frame& frame,
                                          const std::vector<PlaneRegion>& planes,
                                          const RegionLimits& limits,
                                          const glm::vec3& up = {0, 1, 0});

}  // namespace diorama
