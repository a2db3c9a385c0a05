/// Temporary files that nobody is going to rename any more.
#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Whose temporary files are stale.
enum class Stale {
    OfDeadProcesses,  // this host's, whose process is no more: others may be at work
    All,              // somebody says that nobody is at work any more
};

/// Removes stale temporary files from a dataset's folders: itself, its channels, their subsets.
/// @return how many there were.
std::uint64_t remove_stale_files(FileSystem& files, const std::filesystem::path& folder,
                                 Stale which);

}  // namespace diorama
