/// Reads the `scene:` part of a configuration.
#pragma once

#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"
#include "engine/config/scene_config.hpp"

namespace diorama::config {

/// Reads a scene, names its objects and checks that every surface that is referred to exists.
/// @param kit  whose materials may be named.
SceneConfig read_scene(Reader& r, const KitNames& kit);

}  // namespace diorama::config
