/// Letters as flat meshes: what a renderer lights, shadows and hides like anything else.
#pragma once

#include "augment/text/homography.hpp"
#include "augment/text/outline.hpp"
#include "engine/core/model.hpp"

namespace diorama {

/// Outlines, filled where their winding number is not zero, as triangles on a plane before the
/// camera.
///
/// @param outlines         page units, y down; heights are rounded to 1/512.
/// @param image_from_page  of the plane, from its calibration: K * [e1 e2 p0] * scale.
/// @param scale            of all positions, about the camera: below 1 the mesh stands before its
///                         plane and looks the same.
/// @return  in camera axes (+Y up, -Z ahead), meters; every triangle faces the camera. Outlines
///          are cut into trapezoids at the heights of their points.
MeshPart surface_mesh(const std::vector<Outline>& outlines, const glm::dmat3& image_from_page,
                      const Intrinsics& intrinsics, double scale);

}  // namespace diorama
