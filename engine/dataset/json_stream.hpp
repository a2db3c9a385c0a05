/// JSON files larger than memory: the elements of the lists at the top, one at a time. Private to
/// dataset.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/dataset/file_system.hpp"
#include "engine/dataset/json.hpp"

namespace diorama {

/// Parses a file whose top is an object. Every object that is an element of a list directly below
/// it goes to `element(key of the list, object)` and is then dropped.
/// @return the object without these elements; nothing when there is no file or it is not JSON
///         (after the elements before the error were given).
std::optional<Json> stream_json(
    FileSystem& files, const std::filesystem::path& path,
    const std::function<void(const std::string&, const Json&)>& element);

}  // namespace diorama
