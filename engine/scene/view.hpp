/// Draws the camera of a scene.
#pragma once

#include <optional>

#include "engine/config/scene_config.hpp"
#include "engine/core/camera.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/placement.hpp"

namespace diorama {

constexpr int kCameraAttempts = 64;

/// Draws poses from rng.stream(0), rng.stream(1), ... until one is neither inside the hull of an
/// object or surface, nor nearer to one than the near plane, nor, when it orbits a surface, below
/// that surface. Lens and exposure draw from rng.stream("lens"), so they do not depend on that.
/// @return nothing when kCameraAttempts poses were not free, or `around` names no surface.
std::optional<Camera> draw_camera(const CameraConfig& config, Extent extent,
                                  const Surroundings& world, const Rng& rng);

/// The factor on linear color, 2^stops.
float draw_exposure(const CameraConfig& config, const Rng& rng);

}  // namespace diorama
