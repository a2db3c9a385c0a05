/// SceneConfig + randomness -> Scene: the one place where a sample's world is decided.
#pragma once

#include <cstdint>

#include "engine/config/scene_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/assets.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// Draws the scene of one sample: surfaces, then objects that stand and objects that fall, lights,
/// environment and camera. A pure function of (config, extent, sample); any thread, any order.
///
/// @param extent of the picture, for the camera.
/// @param sample the sample's own randomness, Rng{seed}.stream(index). Streams below it carry
///               stable names: "surfaces".<name>, "objects".<name>.<k>, "lights".<i>,
///               "environment", "camera". A new light leaves every pose as it was.
/// @return diagnostics when an asset cannot be read, a configuration names what is not there, or
///         no camera position in 64 is free. Objects that find no place are no error: each adds a
///         line to Scene::rejects, "mug#2: no free place on table in 30 attempts".
///
/// Objects stand on the surface: an upright object's lowest vertex touches it, a fallen one rests
/// on the surface or on the convex hull of another object; hulls never overlap by more than
/// 0.5 mm and the gap below a resting object is at most 1 mm. Upright objects are placed first and
/// are never moved by the ones that fall.
///
/// A sky brings its sun as a light. Where `config.lights` has a sun already, that one is the sun
/// of the sky: the sky is painted and turned for it, and no second one is added.
Expected<Scene> draw_scene(const SceneConfig& config, Extent extent, Assets& assets,
                           std::uint64_t index, const Rng& sample);

/// The color of a black body: linear Rec. 709 with luminance 1, for 1000 .. 25000 kelvin (clamped).
glm::vec3 black_body_color(double temperature_k);

/// The direction toward a light at an elevation over the horizon and an azimuth about +Y, both in
/// radians: azimuth 0 is +Z, 90 degrees is +X. Unit length.
glm::vec3 direction_from_angles(float elevation, float azimuth);

}  // namespace diorama
