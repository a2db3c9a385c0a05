/// Whole files as bytes, and the SHA-256 by which manifests name their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"

namespace diorama {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Reads a regular file; FIFOs, devices and folders are refused without being waited for.
/// @param follow  whether the last part of the path may be a symbolic link.
/// @return NoInput when it cannot be read, Data when it is larger than `max_bytes`.
Expected<Bytes> read_file(const std::filesystem::path& file,
                          std::uint64_t max_bytes = std::uint64_t{1} << 32, bool follow = true);

/// The SHA-256 of some bytes, 64 lower-case hex digits (FIPS 180-4).
std::string sha256_hex(ByteView bytes);

/// The SHA-256 of a regular file's content, read in pieces, so of any size.
Expected<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace diorama
