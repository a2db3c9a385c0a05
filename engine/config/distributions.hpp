/// Distributions and choices in YAML: what a number or a name may be instead of a single value.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/reader.hpp"

namespace diorama::config {

/// The names of the distributions, in the order of the manual; a map holds one of them.
const std::vector<std::string>& distribution_names();

/// Reads a number or a distribution whose whole range must lie in `range`. Nothing after a
/// finding.
std::optional<Distribution> parse_distribution(const Slot& slot, Range range);

/// A single number in a range. Nothing after a finding.
std::optional<double> parse_number_at(const Slot& slot, Range range);

/// The distribution as a configuration writes it: 3, {"uniform": [1, 2]}.
nlohmann::json to_json(const Distribution& distribution);

/// A bound that a Poisson draw exceeds with a probability below 1e-15: mean + 10 sqrt(mean) + 30.
/// Range checks use it, since the distribution itself has no end.
double poisson_top(double mean);

/// The scalars of a single value, {choice: [...]} or {weighted: {...}}, with their weights (empty
/// when all are equal). `take` gets each scalar; it reports what is wrong with it.
/// A weighted map is visited in the order of its keys, so that the order in the file means nothing.
/// @return false after a finding about the shape.
bool parse_choice(const Slot& slot, const std::string& expected,
                  const std::function<void(const Slot& item, const std::string& text,
                                           std::optional<double> weight)>& take);

/// A resolved choice: "a", {"choice": [...]} or {"weighted": {...}}.
nlohmann::json choice_json(const std::vector<std::string>& values,
                           const std::vector<double>& weights);

/// "text 'abc'", "a list", "a map with the keys a, b": what was found instead.
std::string found(const Node& node);

}  // namespace diorama::config
