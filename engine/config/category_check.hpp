/// Checks a category that a generator gives to its objects.
#pragma once

#include <string>

#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

/// Notes a finding at `key` unless `name` is in the run's list of categories. An empty name, one
/// that begins with '@', and a run without a list are no findings.
/// @param from  where the name comes from, for the message: " (of 'a/b.obj')", or nothing.
/// @return false after a finding.
bool check_category(const Reader& r, const RunConfig& run, const std::string& key,
                    const std::string& name, const std::string& from = {});

}  // namespace diorama::config
