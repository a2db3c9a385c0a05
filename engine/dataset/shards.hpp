/// A dataset made in parts, and into how many parts it is cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "engine/dataset/file_system.hpp"

namespace diorama {

/// The first sample of a shard: shard * count / shards without overflow; that of the shard after
/// the last is `count`.
std::uint64_t shard_begin(std::uint64_t shard, std::uint64_t shards, std::uint64_t count);

/// How many shards the unfinished dataset in `folder` is made in, as the first of them noted;
/// nothing when nobody did. Any number gives the same bytes, so it is no part of the plan.
std::optional<std::uint64_t> stored_shard_count(FileSystem& files,
                                                const std::filesystem::path& folder);

/// Notes the number for other shards and for `status`; finalize() removes the note.
void store_shard_count(FileSystem& files, const std::filesystem::path& folder,
                       std::uint64_t shards);

}  // namespace diorama
