#include "engine/dataset/stale_files.hpp"

#include <string>
#include <vector>

namespace diorama {
namespace {

constexpr int kDepth = 5;  // of bop/train/000000/rgb/, with one to spare

std::uint64_t remove_below(FileSystem& files, const std::filesystem::path& folder, Stale which,
                           int depth) {
    std::vector<std::string> stale, folders;
    files.list(folder, [&](const FileSystem::Entry& entry) {
        if (entry.folder)
            folders.emplace_back(entry.name);
        else if (is_temporary_name(entry.name) &&
                 (which == Stale::All || is_temporary_of_the_dead(entry.name)))
            stale.emplace_back(entry.name);
    });
    std::uint64_t count = stale.size();
    for (const std::string& name : stale) files.remove(folder / name);
    if (depth == 0) return count;
    for (const std::string& name : folders)
        count += remove_below(files, folder / name, which, depth - 1);
    return count;
}

}  // namespace

std::uint64_t remove_stale_files(FileSystem& files, const std::filesystem::path& folder,
                                 Stale which) {
    return remove_below(files, folder, which, kDepth);
}

}  // namespace diorama
