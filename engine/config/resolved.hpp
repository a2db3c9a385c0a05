/// What a configuration came to: every key that was read, its value, and where it was written.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/config/document.hpp"

namespace diorama::config {

/// One resolved value, or a map or list of them.
struct Resolved {
    enum class Kind { Value, Map, List };

    std::string key;
    Kind kind = Kind::Value;
    Mark mark;             // no source: a default
    nlohmann::json value;  // of a Value: a number, text, list, or a distribution as a map;
                           // null: not given and without a default, left out of the outputs
    std::vector<std::unique_ptr<Resolved>> children;

    Resolved& add(std::string child_key);
    /// The child of a map by key or of a list by "[index]"; null when there is none.
    Resolved* find(std::string_view child_key);
};

/// The tree as JSON, keys sorted.
nlohmann::json to_json(const Resolved& root);

/// The tree as a configuration that resolves to the same values: block style for maps and lists,
/// flow style for single values, each followed by `# file:line`, `# --set` or `# default`.
std::string to_yaml(const Resolved& root);

/// A number as JSON: whole numbers up to 2^53 without a fraction.
nlohmann::json number_json(double value);

}  // namespace diorama::config
