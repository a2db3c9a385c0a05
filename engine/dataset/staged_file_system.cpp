#include "engine/dataset/staged_file_system.hpp"

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "engine/dataset/stale_files.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;

/// Errors by which a mount says that it cannot rename at all.
bool has_no_rename(const FileError& error) {
    switch (error.error_number()) {
        case ENOSYS:
        case ENOTSUP:
        case EPERM:
            return true;
        default:
            return false;
    }
}

}  // namespace

/// Remembers a wish to sync for the copy: the staged file itself is thrown away.
class StagedFileSystem::Sink final : public FileSink {
 public:
    Sink(StagedFileSystem& files, fs::path staged)
        : files_(files), staged_(std::move(staged)), sink_(files.files_.create(staged_)) {}

    void write(std::string_view bytes) override { sink_->write(bytes); }
    void sync() override {
        const std::scoped_lock lock(files_.mutex_);
        files_.durable_.insert(staged_);
    }
    void close() override { sink_->close(); }

 private:
    StagedFileSystem& files_;
    fs::path staged_;
    std::unique_ptr<FileSink> sink_;
};

StagedFileSystem::StagedFileSystem(FileSystem& files, fs::path stage)
    : files_(files), stage_(std::move(stage)) {
    files_.make_folders(stage_);
    remove_stale_files(files_, stage_, Stale::OfDeadProcesses);
}

fs::path StagedFileSystem::place(const fs::path& path) const {
    const fs::path name = path.filename();
    return is_temporary_name(name.native()) ? stage_ / name : path;
}

std::unique_ptr<FileSink> StagedFileSystem::create(const fs::path& path) {
    const fs::path staged = place(path);
    if (staged == path) return files_.create(path);
    return std::make_unique<Sink>(*this, staged);
}

std::unique_ptr<FileSource> StagedFileSystem::open(const fs::path& path) {
    return files_.open(place(path));
}

void StagedFileSystem::rename(const fs::path& from, const fs::path& to) {
    const fs::path staged = place(from);
    bool durable = false;
    {
        const std::scoped_lock lock(mutex_);
        durable = durable_.erase(staged) > 0;
    }
    if (renames_) {
        copy(staged, from, durable);
        try {
            files_.rename(from, to);
        } catch (const FileError& error) {
            files_.remove(from);
            if (!has_no_rename(error)) throw;
            renames_ = false;
        }
    }
    if (!renames_ && !same_bytes(staged, to)) {
        files_.remove(to);
        copy(staged, to, durable);
    }
    files_.remove(staged);
}

void StagedFileSystem::copy(const fs::path& from, const fs::path& to, bool durable) {
    const auto source = files_.open(from);
    if (!source) throw FileError(ENOENT, "read back", from);
    try {
        const auto sink = files_.create(to);
        std::vector<char> block(kBlockBytes);
        for (std::size_t size = 0; (size = source->read(block.data(), block.size())) > 0;)
            sink->write({block.data(), size});
        if (durable) sink->sync();
        sink->close();
    } catch (const FileError&) {
        remove_quietly(files_, to);
        throw;
    }
}

bool StagedFileSystem::same_bytes(const fs::path& a, const fs::path& b) {
    const auto size = files_.size_bytes(b);
    if (!size || files_.size_bytes(a) != size) return false;
    const auto first = files_.open(a), second = files_.open(b);
    if (!first || !second) return false;
    std::string left(kBlockBytes, '\0'), right(kBlockBytes, '\0');
    while (true) {
        const std::size_t count = first->read(left.data(), left.size());
        if (second->read(right.data(), right.size()) != count) return false;
        if (std::string_view(left.data(), count) != std::string_view(right.data(), count))
            return false;
        if (count == 0) return true;
    }
}

void StagedFileSystem::remove(const fs::path& path) {
    const fs::path staged = place(path);
    if (staged != path) files_.remove(staged);
    files_.remove(path);  // as well: a copy that was not renamed any more
}

// Nothing that is staged can be linked to from another mount.
bool StagedFileSystem::link(const fs::path&, const fs::path&) { return false; }

void StagedFileSystem::make_folders(const fs::path& path) { files_.make_folders(path); }

void StagedFileSystem::list(const fs::path& folder,
                            const std::function<void(const Entry&)>& visit) {
    files_.list(folder, visit);
}

std::optional<std::uint64_t> StagedFileSystem::size_bytes(const fs::path& path) {
    return files_.size_bytes(place(path));
}

void StagedFileSystem::sync_mount(const fs::path& path) { files_.sync_mount(path); }

void StagedFileSystem::sync_folder(const fs::path& path) { files_.sync_folder(path); }

std::uint64_t StagedFileSystem::free_bytes(const fs::path& path) { return files_.free_bytes(path); }

}  // namespace diorama
