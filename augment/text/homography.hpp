/// Between a plane in space, or a page of text on it, and the pixels of the picture.
#pragma once

#include <optional>

#include "augment/planes/plane.hpp"

namespace diorama {

/// Maps (a, b, 1), meters on the plane, to homogeneous pixels. The origin is the point of the plane
/// under the continuous pixel `anchor`; a runs along the baseline and b down the page.
///
/// @param right camera space: the baseline is the part of it that lies in the plane; level for a
///              level direction in the plane.
/// @param roll turns the page about the plane's normal, radians, clockwise as seen.
/// @return      nothing where the anchor's ray misses the plane or meets it at less than 14.5
///              degrees (a cosine of 0.25 to its normal), or where `right` is along its normal.
/// Method: the closed form for a plane from its pose, as in "Synthetic Data for Text Localisation
/// in Natural Images", CVPR 2016, whose public code fits it to rounded points instead.
std::optional<glm::dmat3> image_from_plane(const Plane& plane, const Intrinsics& intrinsics,
                                           const glm::dvec2& anchor, float roll = 0.0f,
                                           const glm::vec3& right = {1, 0, 0});

/// Scales and shifts: text units (x, y) lie at `meters_per_unit` * (x, y) + `origin_m`.
glm::dmat3 plane_from_text(double meters_per_unit, const glm::dvec2& origin_m);

/// The image of a point. Its third coordinate must be positive.
inline glm::dvec2 map_point(const glm::dmat3& target_from_source, const glm::dvec2& p) {
    const glm::dvec3 h = target_from_source * glm::dvec3(p, 1.0);
    return glm::dvec2(h) / h.z;
}

/// Whether a point has an image: whether it lies before the camera.
inline bool is_before(const glm::dmat3& target_from_source, const glm::dvec2& p) {
    return (target_from_source * glm::dvec3(p, 1.0)).z > 0.0;
}

/// The derivative of `map_point`: target units per source unit, columns for x and y.
glm::dmat2 jacobian(const glm::dmat3& target_from_source, const glm::dvec2& p);

}  // namespace diorama
