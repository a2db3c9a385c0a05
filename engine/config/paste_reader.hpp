/// Reads and checks the `paste:` part of a configuration.
#pragma once

#include "engine/config/paste_config.hpp"
#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

/// @param kit  whose meshes and materials may be named.
PasteConfig read_paste(Reader& r, const KitNames& kit);

/// Checks pasting against the rest of its run: every cut-out has a category, which is in the list
/// where there is one, and no channel is asked for that composites do not have.
/// @param r  the reader of the whole configuration.
void check_generator(const Reader& r, const RunConfig& run, const PasteConfig& paste);

}  // namespace diorama::config
