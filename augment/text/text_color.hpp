/// Colors of letters that stand out from a surface.
#pragma once

#include <optional>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// What a surface looks like: CIE L*a*b* of some of its pixels.
struct SurfaceColors {
    std::vector<glm::vec3> lab;

    glm::vec3 mean() const;
    /// The distance of a color to the surface that nine in ten of its pixels keep at least.
    float contrast(const glm::vec3& color) const;
};

/// The surface under some pixels, at most 512 of them.
/// @param under  1 where the surface counts.
SurfaceColors surface_colors(const Image<Rgb8>& picture, const Mask& under);

/// Draws the color of letters: like print in one of two cases, near black or near white, else any
/// lightness and hue, the first of 24 draws that keeps `min_contrast`.
/// @return  nothing when none does, black and white included.
std::optional<Rgb8> draw_text_color(const SurfaceColors& surface, float min_contrast, Rng rng);

/// Black or white, whichever stands out more.
Rgb8 strongest_color(const SurfaceColors& surface);

}  // namespace diorama
