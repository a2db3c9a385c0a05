/// Reads and checks the `scene:` part of a configuration.
#pragma once

#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"
#include "engine/config/scene_config.hpp"

namespace diorama::config {

/// Reads a scene, names its objects and checks that every surface that is referred to exists.
/// @param kit  whose materials may be named.
SceneConfig read_scene(Reader& r, const KitNames& kit);

/// Checks a scene against the rest of its run: its categories are in the list, where there is one,
/// every object has one, and every mesh file has a format that may be opened.
/// @param r     the reader of the whole configuration.
/// @param path  of the scene, for findings.
void check_scene(const Reader& r, const RunConfig& run, const std::string& path,
                 const SceneConfig& scene);

/// check_scene() of a run that renders scenes.
void check_generator(const Reader& r, const RunConfig& run, const SceneConfig& scene);

}  // namespace diorama::config
