/// Which samples a power failure could still damage. Private to dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Notes samples whose records are going to be renamed into place but not yet known to have
/// reached the device. The note has a temporary name in records/, so it goes where those go.
/// @return its path, for FileSystem::remove() after the sync that covers the records.
std::filesystem::path note_unsynced(FileSystem& files, const std::filesystem::path& folder,
                                    const std::vector<std::uint64_t>& samples);

/// The samples of all notes that are still there: those of writers that died before their last
/// sync, and of writers at work.
std::set<std::uint64_t> unsynced_samples(FileSystem& files, const std::filesystem::path& folder);

}  // namespace diorama
