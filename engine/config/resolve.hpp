/// From a file, its bases and the command line to one tree: `extends` and `--set`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/document.hpp"
#include "engine/config/path_map.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

/// Keys of which a map may hold one: {"orbit", "look_at", "poses"}. A layer that gives one of them
/// drops the others of the layers below, so that a base's orbit gives way to a `look_at`.
using ExclusiveKeys = std::vector<std::vector<std::string>>;

/// A merged configuration; the nodes point into the sources.
struct Merged {
    std::vector<std::unique_ptr<Source>> sources;
    NodePtr root;  // a map, or null after an error that leaves nothing to look at
};

/// Reads `file` and what it extends (at most 16 files deep), merges them and applies the overrides
/// in order. Maps merge key by key, everything else is replaced; the key `extends` is gone.
Merged load_merged(const std::filesystem::path& file, const std::vector<Override>& overrides,
                   const ExclusiveKeys& exclusive, const PathMap& paths, Findings& findings);

}  // namespace diorama::config
