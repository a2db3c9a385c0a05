/// Which other files a mesh file names.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace diorama {

/// The files that the content of a mesh or material file names, as it spells them: material
/// libraries of OBJ, textures of MTL, buffers and images of glTF (JSON or the JSON chunk of GLB).
/// Embedded data is none. A scan for keywords, not a parser: malformed content gives what is found.
std::set<std::string> referenced_files(std::string_view content, const std::filesystem::path& file);

}  // namespace diorama
