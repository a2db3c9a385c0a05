/// Paths that lie elsewhere on the machine that does the work.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"

namespace diorama {

/// Replaces the beginning of absolute paths, whole names at a time; of several rules the longest
/// that fits. A configuration keeps its paths as they are written, and so does the plan: mapped or
/// not, it is the same dataset.
class PathMap {
 public:
    /// One rule `A=B`: what is written below A lies below B. Fails (Usage) unless both are
    /// absolute.
    Expected<Done> add_rule(const std::string& rule);
    /// The rules of a file in Open Job Description's format pathmapping-1.0. Fails with NoInput for
    /// a missing file, Data for other content.
    Expected<Done> add_file(const std::filesystem::path& file);

    /// Where a written path lies on this machine.
    std::string local(const std::string& written) const;
    /// How a path of this machine would be written: the inverse, for paths that a rule made.
    std::string written(const std::string& local) const;

 private:
    struct Rule {
        std::string from, to;
    };
    void add(std::string from, std::string to);

    std::vector<Rule> rules_;  // the longest `from` first
};

/// As load_run_config(), with the absolute paths in the files mapped.
Expected<LoadedConfig> load_run_config(const std::filesystem::path& file, const KitNames& kit,
                                       const std::vector<Override>& overrides,
                                       const PathMap& paths);

}  // namespace diorama
