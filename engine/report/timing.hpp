/// How long the runs took that made a dataset, as their status files say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Runs of `generate` added up.
struct Timing {
    std::uint64_t runs = 0;
    std::uint64_t samples = 0;  // made by them
    double elapsed_s = 0;       // of all runs, whether side by side or one after the other
    std::vector<std::pair<std::string, double>> stages;  // seconds over all threads, in order
};

/// Reads what `generate --status-file` wrote.
/// @return Fault::NoInput for a file that is not there, Fault::Data for one that is no status file.
Expected<Timing> load_timing(FileSystem& files, const std::vector<std::filesystem::path>& paths);

}  // namespace diorama
