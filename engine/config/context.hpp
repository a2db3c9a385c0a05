/// What all Readers of one pass share.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/config/document.hpp"
#include "engine/config/path_map.hpp"
#include "engine/config/resolve.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

struct Context {
    Findings& findings;
    const KitNames& kit;
    std::filesystem::path folder;       // of the main file: resolved paths are relative to it
    const PathMap& paths;               // where absolute paths lie on this machine
    std::map<std::string, Mark> marks;  // reading: where each key that was read stands
    ExclusiveKeys exclusive;            // describing: the groups of `one_of`
    nlohmann::json definitions = nlohmann::json::object();  // describing: shared schemas
};

}  // namespace diorama::config
