/// Reads and checks the `text:` part of a configuration.
#pragma once

#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"
#include "engine/config/text_config.hpp"

namespace diorama::config {

/// @param kit  whose meshes and materials a rendered background may name.
TextConfig read_text(Reader& r, const KitNames& kit);

/// Checks texts against the rest of their run: the category of words and those of a rendered
/// background are in the list, where there is one, and there are pictures to look at.
/// @param r  the reader of the whole configuration.
void check_generator(const Reader& r, const RunConfig& run, const TextConfig& text);

}  // namespace diorama::config
