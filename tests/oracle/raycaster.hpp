/// The ids of a scene by rays: nothing in common with a rasteriser but the scene.
#pragma once

#include <cstddef>

#include "engine/core/image.hpp"
#include "engine/scene/scene.hpp"
#include "tests/oracle/geometry.hpp"

namespace diorama::oracle {

/// Shoots a ray through each pixel center, from the near plane on, at triangles in camera space
/// that were computed in double and rounded to float once (Embree, robust mode). Every material
/// counts as opaque and both sides are hit. Which of the triangles on a ray is the nearest beyond
/// the near plane is decided in double; the depth is the one that Embree found on it.
Picture raycast(const Scene& scene);

/// The pixels of `canvas` whose rays hit an instance when it is alone. The canvas is in pixel
/// coordinates of the picture and may leave it.
Mask raycast_alone(const Scene& scene, std::size_t instance_index, Rect canvas);

}  // namespace diorama::oracle
