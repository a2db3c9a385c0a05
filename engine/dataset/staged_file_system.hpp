/// Files that grow on a local disk and reach the dataset's mount whole, for object stores and slow
/// network disks.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>

#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Keeps temporary files in a folder of its own; renaming one copies it to its place. The copy
/// appears there by a rename. Where the mount has none, as mounted object stores do, it is written
/// under its name at once; there a file is visible when it is closed, and what is there already
/// with the same bytes is left alone. Everything else goes straight to the dataset's mount.
class StagedFileSystem final : public FileSystem {
 public:
    /// Creates `stage` and removes what dead processes of this host have left in it.
    StagedFileSystem(FileSystem& files, std::filesystem::path stage);

    std::unique_ptr<FileSink> create(const std::filesystem::path& path) override;
    std::unique_ptr<FileSource> open(const std::filesystem::path& path) override;
    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    void remove(const std::filesystem::path& path) override;
    bool link(const std::filesystem::path& from, const std::filesystem::path& to) override;
    void make_folders(const std::filesystem::path& path) override;
    void list(const std::filesystem::path& folder,
              const std::function<void(const Entry&)>& visit) override;
    std::optional<std::uint64_t> size_bytes(const std::filesystem::path& path) override;
    void sync_mount(const std::filesystem::path& path) override;
    void sync_folder(const std::filesystem::path& path) override;
    std::uint64_t free_bytes(const std::filesystem::path& path) override;

 private:
    class Sink;
    /// Where a file is: temporary ones in the stage, others where they say.
    std::filesystem::path place(const std::filesystem::path& path) const;
    void copy(const std::filesystem::path& from, const std::filesystem::path& to, bool durable);
    bool same_bytes(const std::filesystem::path& a, const std::filesystem::path& b);

    FileSystem& files_;
    std::filesystem::path stage_;
    std::atomic<bool> renames_ = true;  // until the mount says that it has none
    std::mutex mutex_;
    std::set<std::filesystem::path> durable_;  // staged files whose copy shall reach the device
};

}  // namespace diorama
