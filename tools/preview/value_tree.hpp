/// A resolved configuration as a tree that a person can look through and change.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/preview/key_path.hpp"

namespace diorama::preview {

/// How a value can be changed.
enum class ValueKind {
    Group,   // a map or list with children
    Number,  // a number or a distribution
    Flag,    // true or false
    Choice,  // {choice: [...]} or {weighted: {...}} of names
    Text,    // anything else
};

/// One value of a configuration, or a group of them.
struct ValueNode {
    std::string label;   // the key, or "[0]"
    KeyPath path;        // where an override of it goes
    std::string text;    // the value in flow style; of a group empty
    std::string origin;  // "default", "--set" or "file.yaml:12"
    ValueKind kind = ValueKind::Text;
    std::optional<std::pair<double, double>> range;  // of a number: what its draws lie in
    std::string distribution;                        // "uniform", ...; empty for a single number
    std::vector<std::string> names;                  // of a choice
    std::vector<ValueNode> children;
};

/// Reads the text that `diorama check --resolved` prints.
/// A list within a single value, such as a position, becomes a group whose children have the path
/// of the list: see with_item().
ValueNode read_values(const std::string& resolved_yaml);

/// The text of a list of values with one of them replaced: ("[0, 1]", "5", 1) gives "[0, 5]".
std::string with_item(const ValueNode& list, std::size_t index, const std::string& value);

/// The files that the values come from, in the order in which they are met.
std::vector<std::string> origin_files(const ValueNode& root);

/// The node at a path, or null.
const ValueNode* find_value(const ValueNode& root, const KeyPath& path);

}  // namespace diorama::preview
