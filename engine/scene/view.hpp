/// Draws the camera of a scene.
#pragma once

#include <optional>

#include "engine/config/scene_config.hpp"
#include "engine/core/camera.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/placement.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

constexpr int kCameraAttempts = 64;

/// Draws poses from rng.stream(0), rng.stream(1), ... until one is neither inside the hull of an
/// object or surface, nor nearer to one than the near plane, nor, when it orbits a surface, below
/// that surface. Lens and exposure draw from rng.stream("lens"), so they do not depend on that.
/// @return nothing when kCameraAttempts poses were not free, or `around` names no surface.
std::optional<Camera> draw_camera(const CameraConfig& config, Extent extent,
                                  const Surroundings& world, const Rng& rng);

/// The aperture and where it focuses: a pinhole without `depth_of_field`. Draws from
/// rng.stream("depth_of_field").
///
/// The focal length follows from the picture, not from the lens: with f the focal length in pixels
/// and h the height of the sensor, a lens of f-number N has a radius of f / height * h / (2 N).
/// It focuses on the middle of the box of the body that `focus_on` names (its name without "#2", or
/// any body when it is empty) and that lies nearest to the middle of the picture; where there is
/// none, on the middle of the surface of that name, or of the one that an orbit goes around; else
/// at one meter.
ThinLens draw_lens(const CameraConfig& config, const Camera& camera, const Surroundings& world,
                   const Rng& rng);

/// What lens and sensor do to the light. Each value draws from a stream of its own under
/// rng.stream("film").
Film draw_film(const CameraConfig& config, const Rng& rng);

/// The factor on linear color, 2^stops.
float draw_exposure(const CameraConfig& config, const Rng& rng);

}  // namespace diorama
