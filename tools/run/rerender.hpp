/// Makes samples of a finished dataset again and compares them with what is on disk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"
#include "tools/run/options.hpp"

namespace diorama {

struct RerenderOptions {
    ConfigOptions config;
    MachineOptions machine;
    std::uint64_t count = 0;  // samples, spread evenly over the dataset
};

struct RerenderReport {
    std::uint64_t samples = 0;
    std::uint64_t files = 0;
    std::vector<std::string> differences;  // one line per file or record that differs
};

/// @return Fault::Config when the configuration is not the one that made the dataset, with the
///         changed keys; findings when a sample cannot be made or its record cannot be read.
/// @throws FileError, GpuUnavailable
Expected<RerenderReport> rerender(const RerenderOptions& options, FileSystem& files,
                                  const std::string& folder);

}  // namespace diorama
