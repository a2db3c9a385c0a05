/// The place of a value in a configuration.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace diorama::preview {

/// A key of a map or an index into a list.
using KeyStep = std::variant<std::string, std::size_t>;

/// From the root down: {"scene", "lights", 0, "sun"}.
using KeyPath = std::vector<KeyStep>;

/// As `--set` takes it: "scene.lights[0].sun"; keys with a dot or a bracket in double quotes.
std::string to_text(const KeyPath& path);

}  // namespace diorama::preview
