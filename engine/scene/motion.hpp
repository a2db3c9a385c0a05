/// A scene at other times: where its camera and its objects have moved.
#pragma once

#include "engine/config/sequence_config.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// Draws the path of the camera. An orbit goes around the point on its view axis that is nearest
/// to the middle of the objects.
CameraPath draw_path(const SequenceConfig& config, const Scene& start, const Rng& rng);

/// The scene `seconds` after the picture that `start` is. Objects go on at their velocities and
/// spins about their middles; the camera follows scene.path, whose end is at path.seconds.
/// Nothing collides: what moves may pass through other things.
Scene scene_at(const Scene& start, double seconds);

/// The pose of the camera `seconds` after the start.
glm::mat4 camera_pose_at(const Scene& start, double seconds);

}  // namespace diorama
