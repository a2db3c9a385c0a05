/// The few operations by which a dataset reaches the disk, as an interface whose calls can fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace diorama {

/// The machine failed at a file: disk full, no permission, device error.
class FileError : public std::system_error {
 public:
    /// @param operation  "create", "write", "rename", ...; `detail` is appended to the message.
    FileError(int error_number, const std::string& operation, std::filesystem::path path,
              const std::string& detail = {});

    int error_number() const { return code().value(); }
    const std::filesystem::path& path() const { return path_; }
    /// 73 when the output cannot be created (no permission, read-only, not a folder, bad name);
    /// 74 for everything else: disk or quota full, I/O error.
    int exit_code() const;

 private:
    std::filesystem::path path_;
};

/// A file that is being written. Dropping it without close() closes it and leaves what was written.
class FileSink {
 public:
    virtual ~FileSink() = default;
    virtual void write(std::string_view bytes) = 0;
    virtual void sync() = 0;   // to the device (fdatasync)
    virtual void close() = 0;  // checked: some file systems report a full disk only here
};

/// A file that is being read.
class FileSource {
 public:
    virtual ~FileSource() = default;
    /// Fills up to `size` bytes; less only at the end of the file, 0 there.
    virtual std::size_t read(char* to, std::size_t size) = 0;
};

/// Every call throws FileError when it fails. Tests put in a version whose n-th call does.
class FileSystem {
 public:
    virtual ~FileSystem() = default;
    /// Creates a new file; one that exists already is an error.
    virtual std::unique_ptr<FileSink> create(const std::filesystem::path& path) = 0;
    /// Opens a regular file for reading; null when there is none.
    virtual std::unique_ptr<FileSource> open(const std::filesystem::path& path) = 0;
    /// Replaces `to` in one step.
    virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// Removes a file; one that is not there is fine.
    virtual void remove(const std::filesystem::path& path) = 0;
    /// Gives the file a second name. False where the disk cannot (another mount, no links).
    virtual bool link(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// Creates a folder and its parents; existing ones are fine.
    virtual void make_folders(const std::filesystem::path& path) = 0;
    struct Entry {
        std::string_view name;
        bool folder = false;
    };
    /// Visits the entries of a folder in no particular order; a missing folder has none.
    virtual void list(const std::filesystem::path& folder,
                      const std::function<void(const Entry&)>& visit) = 0;
    /// Size of a regular file, or nothing when there is none.
    virtual std::optional<std::uint64_t> size_bytes(const std::filesystem::path& path) = 0;
    /// Writes everything of the mount that holds `path` to the device (syncfs).
    virtual void sync_mount(const std::filesystem::path& path) = 0;
    /// Makes the names in a folder durable (fsync of the folder).
    virtual void sync_folder(const std::filesystem::path& path) = 0;
    /// Bytes that an unprivileged process can still write on the mount of `path`.
    virtual std::uint64_t free_bytes(const std::filesystem::path& path) = 0;
};

/// The real one: loops over interrupted calls and short writes, checks every return value.
class PosixFileSystem final : public FileSystem {
 public:
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
};

/// Writes all bytes to a descriptor through `call` (write(2)), again after EINTR and short writes.
/// @return 0, or the errno of the call that failed. A call that writes nothing counts as EIO.
int write_all(int descriptor, std::string_view bytes,
              const std::function<std::ptrdiff_t(int, const void*, std::size_t)>& call);

/// When bytes reach the device (OPERATIONS.md section 2.2).
enum class Durability {
    None,    // when the system likes
    Batch,   // files, sync, records, sync: once per batch of samples
    Sample,  // each file and folder at once
};

/// A name for a temporary file beside `target` that no other process has: host, process, random.
std::filesystem::path temporary_path(const std::filesystem::path& target);
/// Whether a file name was made by temporary_path().
bool is_temporary_name(std::string_view name);
/// Whether it was made on this host by a process that is no more.
bool is_temporary_of_the_dead(std::string_view name);

/// Writes a file under a temporary name beside `path`, then renames it: readers see the old file,
/// the new file or none. `durable` syncs the file before and its folder after the rename.
/// When it throws, the temporary file is gone, if it can be removed. Where somebody else cleans up
/// and takes the temporary file away, it is written again.
void write_file(FileSystem& files, const std::filesystem::path& path, std::string_view bytes,
                bool durable = false);

/// Removes what a failure has left behind; when that fails too, the first failure is the one to
/// report.
void remove_quietly(FileSystem& files, const std::filesystem::path& path);

/// The whole file; nothing when there is none or it is larger than `max_bytes`.
std::optional<std::string> read_file(FileSystem& files, const std::filesystem::path& path,
                                     std::uint64_t max_bytes = std::uint64_t{1} << 30);

}  // namespace diorama
