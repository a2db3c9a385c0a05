/// Reads and checks the `mix:` part of a configuration.
#pragma once

#include "engine/config/mix_config.hpp"
#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

/// Reads a mix and the configurations that it names, with their findings.
/// @param r  the reader of the whole configuration.
MixConfig read_mix(Reader& r, const KitNames& kit);

/// Checks that the categories of all parts are in the run's list, where there is one.
void check_generator(const Reader& r, const RunConfig& run, const MixConfig& mix);

/// Gives every part what the mix decides: seed, picture size, categories and limits.
void settle_mix(MixConfig& mix, const RunConfig& run);

}  // namespace diorama::config
