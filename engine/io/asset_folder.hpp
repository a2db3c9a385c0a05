/// The files that one asset may read: those in its root, by the paths that mesh files use.
#pragma once

#include <filesystem>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/io/file.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

/// Answers the requests of one import; counts files and bytes against the limits.
class AssetFolder {
 public:
    /// @param root    canonical; nothing outside is read.
    /// @param folder  canonical, root or below; where relative paths start.
    /// @param spent   bytes that the mesh file itself has.
    AssetFolder(std::filesystem::path root, std::filesystem::path folder,
                const ImportLimits& limits, std::uint64_t spent);

    /// Reads a file as a mesh file names it: also with backslashes, %20, wrong case, and as an
    /// absolute path of another machine, of which only the last part counts. Symbolic links are
    /// followed inside the root.
    /// @return NoInput with a message like "lies outside of /assets", to be put behind the path.
    Expected<Bytes> fetch(const std::string& path);

 private:
    Expected<Bytes> read(const std::filesystem::path& relative);

    std::filesystem::path root_;
    std::filesystem::path folder_;
    std::uint64_t bytes_left_;
    std::uint32_t files_left_;
    std::uint32_t requests_left_;
};

/// Whether `file` is `folder` or lies below it; both canonical.
bool is_inside(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace diorama
