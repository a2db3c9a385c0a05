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
    /// How far a color is from the surface, at least, for nine in ten of its pixels: the distance,
    /// but at most one and a half times the difference in lightness, by which people read.
    float contrast(const glm::vec3& color) const;
};

/// The surface under some pixels, at most 512 of them.
/// @param under  1 where the surface counts.
SurfaceColors surface_colors(const Image<Rgb8>& picture, const Mask& under);

/// Draws the color of letters: like print in one of two cases, near black or near white, else any
/// lightness and hue, the first of 24 draws that keeps `min_contrast`.
/// @return  nothing when none does, black and white included.
std::optional<Rgb8> draw_text_color(const SurfaceColors& surface, float min_contrast, Rng rng);

/// Black for letters that are lighter than the surface, else white. In a shadow that is deeper than
/// it seems, paint can only be darker than the surface; on a dark surface only lighter.
Rgb8 opposite_color(const SurfaceColors& surface, const Rgb8& letters);

/// Black or white, whichever stands out more.
Rgb8 strongest_color(const SurfaceColors& surface);

}  // namespace diorama
