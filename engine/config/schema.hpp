/// The pieces that JSON Schemas of configuration values are made of.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/config/reader.hpp"

namespace diorama::config {

nlohmann::json number_schema(Range range);
nlohmann::json text_schema(TextRule rule);
nlohmann::json names_schema(const std::vector<std::string>& names);

/// A number or a distribution whose whole range lies in `range`: a reference to a definition that
/// is made on first use ("number_0_to_90") and shared by all keys of the same range.
nlohmann::json distribution_schema(nlohmann::json& definitions, Range range);

/// One item, {choice: [items]} or {weighted: {name: weight}}.
/// @param names  the schema of the names in `weighted`.
nlohmann::json choice_schema(const nlohmann::json& item, const nlohmann::json& names);

/// A schema for maps with exactly the given keys, all required.
nlohmann::json closed_map(const std::string& key, nlohmann::json value);

}  // namespace diorama::config
