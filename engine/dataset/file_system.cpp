#include "engine/dataset/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <utility>

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTemporaryPrefix = ".tmp-";
constexpr int kMaxWrites = 3;

/// Repeats a call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR) result = call();
    return result;
}

/// A descriptor and the path for its error messages.
class Descriptor {
 public:
    Descriptor(int value, fs::path path) : value_(value), path_(std::move(path)) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }
    const fs::path& path() const { return path_; }

 private:
    int value_;
    fs::path path_;
};

class PosixSink final : public FileSink {
 public:
    PosixSink(int descriptor, const fs::path& path) : descriptor_(descriptor, path) {}

    void write(std::string_view bytes) override {
        const int error = write_all(descriptor_.get(), bytes, ::write);
        if (error != 0) throw FileError(error, "write", descriptor_.path());
    }
    void sync() override {
        if (uninterrupted([&] { return ::fdatasync(descriptor_.get()); }) != 0)
            throw FileError(errno, "sync", descriptor_.path());
    }
    void close() override {
        // Linux has released the descriptor even when close() says EINTR.
        if (::close(descriptor_.release()) != 0 && errno != EINTR)
            throw FileError(errno, "close", descriptor_.path());
    }

 private:
    Descriptor descriptor_;
};

class PosixSource final : public FileSource {
 public:
    PosixSource(int descriptor, const fs::path& path) : descriptor_(descriptor, path) {}

    std::size_t read(char* to, std::size_t size) override {
        std::size_t done = 0;
        while (done < size) {
            const auto count =
                uninterrupted([&] { return ::read(descriptor_.get(), to + done, size - done); });
            if (count < 0) throw FileError(errno, "read", descriptor_.path());
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

 private:
    Descriptor descriptor_;
};

/// Errors that say "there is no such file" rather than "the disk failed".
bool is_absent(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

/// The host name with everything replaced that has no place in a file name.
const std::string& host_name() {
    static const std::string text = [] {
        char name[65] = {};
        if (::gethostname(name, sizeof(name) - 1) != 0) return std::string("host");
        std::string plain(name);
        for (char& c : plain)
            if (std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
                    .find(c) == std::string_view::npos)
                c = '_';
        return plain;
    }();
    return text;
}

}  // namespace

FileError::FileError(int error_number, const std::string& operation, fs::path path,
                     const std::string& detail)
    : std::system_error(error_number, std::generic_category(),
                        fmt::format("cannot {} '{}'{}{}", operation, path.string(),
                                    detail.empty() ? "" : ": ", detail)),
      path_(std::move(path)) {}

int FileError::exit_code() const {
    switch (error_number()) {
        case EACCES:
        case EPERM:
        case EROFS:
        case ENOENT:
        case ENOTDIR:
        case EISDIR:
        case EEXIST:
        case ENAMETOOLONG:
        case ELOOP:
            return 73;
        default:
            return 74;
    }
}

int write_all(int descriptor, std::string_view bytes,
              const std::function<std::ptrdiff_t(int, const void*, std::size_t)>& call) {
    while (!bytes.empty()) {
        const std::ptrdiff_t count = call(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        if (count == 0) return EIO;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

std::unique_ptr<FileSink> PosixFileSystem::create(const fs::path& path) {
    const int descriptor = uninterrupted(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); });
    if (descriptor < 0) throw FileError(errno, "create", path);
    return std::make_unique<PosixSink>(descriptor, path);
}

std::unique_ptr<FileSource> PosixFileSystem::open(const fs::path& path) {
    // Not to hang on a pipe that somebody put there.
    const int descriptor =
        uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); });
    if (descriptor < 0 && is_absent(errno)) return nullptr;
    if (descriptor < 0) throw FileError(errno, "open", path);
    auto source = std::make_unique<PosixSource>(descriptor, path);
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) throw FileError(errno, "stat", path);
    if (!S_ISREG(info.st_mode)) return nullptr;
    return source;
}

void PosixFileSystem::rename(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw FileError(errno, "rename to", to);
}

void PosixFileSystem::remove(const fs::path& path) {
    if (::unlink(path.c_str()) != 0 && !is_absent(errno)) throw FileError(errno, "remove", path);
}

bool PosixFileSystem::link(const fs::path& from, const fs::path& to) {
    if (::link(from.c_str(), to.c_str()) == 0) return true;
    switch (errno) {
        case EXDEV:
        case EPERM:
        case EMLINK:
        case ENOTSUP:
        case ENOSYS:
            return false;
        default:
            throw FileError(errno, "link to", to);
    }
}

void PosixFileSystem::make_folders(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) throw FileError(error.value(), "create folder", path);
}

void PosixFileSystem::list(const fs::path& folder, const std::function<void(const Entry&)>& visit) {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()),
                                                     [](DIR* d) { return ::closedir(d); });
    if (!stream && is_absent(errno)) return;
    if (!stream) throw FileError(errno, "list", folder);
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream.get());
        if (entry == nullptr && errno != 0) throw FileError(errno, "list", folder);
        if (entry == nullptr) return;
        const std::string_view name(entry->d_name);
        if (name == "." || name == "..") continue;
        bool is_folder = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN) {  // some network file systems do not tell
            std::error_code error;
            is_folder = fs::is_directory(fs::symlink_status(folder / name, error));
        }
        visit({name, is_folder});
    }
}

std::optional<std::uint64_t> PosixFileSystem::size_bytes(const fs::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (is_absent(errno)) return std::nullopt;
        throw FileError(errno, "stat", path);
    }
    if (!S_ISREG(info.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(info.st_size);
}

void PosixFileSystem::sync_mount(const fs::path& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
    if (folder.get() < 0) throw FileError(errno, "open", path);
    if (::syncfs(folder.get()) != 0) throw FileError(errno, "sync", path);
}

void PosixFileSystem::sync_folder(const fs::path& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
    if (folder.get() < 0) throw FileError(errno, "open", path);
    // EINVAL: a file system that has nothing to sync for a folder.
    if (uninterrupted([&] { return ::fsync(folder.get()); }) != 0 && errno != EINVAL)
        throw FileError(errno, "sync", path);
}

std::uint64_t PosixFileSystem::free_bytes(const fs::path& path) {
    struct statvfs info {};
    if (uninterrupted([&] { return ::statvfs(path.c_str(), &info); }) != 0)
        throw FileError(errno, "ask for the free space of", path);
    return std::uint64_t{info.f_bavail} * info.f_frsize;
}

fs::path temporary_path(const fs::path& target) {
    std::uint64_t random = 0;
    if (::getrandom(&random, sizeof(random), 0) != static_cast<ssize_t>(sizeof(random)))
        throw FileError(errno, "draw a random name for", target);
    return target.parent_path() / fmt::format("{}{}-{}-{:016x}-{}", kTemporaryPrefix, host_name(),
                                              ::getpid(), random, target.filename().string());
}

bool is_temporary_name(std::string_view name) { return name.starts_with(kTemporaryPrefix); }

bool is_temporary_of_the_dead(std::string_view name) {
    const std::string start = fmt::format("{}{}-", kTemporaryPrefix, host_name());
    if (!name.starts_with(start)) return false;
    name.remove_prefix(start.size());
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error != std::errc{} || end == name.data() + name.size() || *end != '-') return false;
    return process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
}

void write_file(FileSystem& files, const fs::path& path, std::string_view bytes, bool durable) {
    for (int left = kMaxWrites - 1;; --left) {
        const fs::path temporary = temporary_path(path);
        bool renaming = false;
        try {
            const auto sink = files.create(temporary);
            sink->write(bytes);
            if (durable) sink->sync();
            sink->close();
            renaming = true;
            files.rename(temporary, path);
            break;
        } catch (const FileError& failure) {
            remove_quietly(files, temporary);
            if (left == 0 || !renaming || failure.error_number() != ENOENT) throw;
        }
    }
    if (durable) files.sync_folder(path.parent_path());
}

void remove_quietly(FileSystem& files, const fs::path& path) {
    try {
        files.remove(path);
    } catch (const FileError&) {
    }
}

std::optional<std::string> read_file(FileSystem& files, const fs::path& path,
                                     std::uint64_t max_bytes) {
    const auto source = files.open(path);
    if (!source) return std::nullopt;
    std::string text;
    char block[std::size_t{1} << 14];
    for (std::size_t size = 0; (size = source->read(block, sizeof(block))) > 0;) {
        if (text.size() + size > max_bytes) return std::nullopt;
        text.append(block, size);
    }
    return text;
}

}  // namespace diorama
