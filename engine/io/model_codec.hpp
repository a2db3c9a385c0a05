/// A Model as flat bytes between two processes of one program, and the checks of the receiver.
#pragma once

#include "engine/io/file.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

/// Little-endian fields in the order in which they are read; shared textures appear once.
Bytes encode_model(const ImportedModel& imported);

/// Rebuilds a model from bytes that may be hostile.
///
/// Counts are compared with the limits and with the bytes that are there before anything is
/// allocated; indices, enumerators, material and texture references must be in range, every float
/// finite, coordinates at most 1e9; bounds are computed anew.
/// @param name  for the messages.
Expected<ImportedModel> decode_model(ByteView bytes, const std::string& name,
                                     const ImportLimits& limits);

/// The most bytes that a model within the limits takes.
std::uint64_t max_encoded_bytes(const ImportLimits& limits);

}  // namespace diorama
