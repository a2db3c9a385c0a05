/// A file system whose n-th call fails, once or for ever, or after which the process is dead.
#pragma once

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Thrown in place of a SIGKILL: nothing may be cleaned up after it.
struct Killed : std::runtime_error {
    Killed() : std::runtime_error("killed") {}
};

class FailingFileSystem final : public FileSystem {
 public:
    enum class Mode { Once, Forever, Kill };

    /// @param fail_at  the call that fails, from 1; 0 never.
    FailingFileSystem(std::uint64_t fail_at, Mode mode, int error_number = ENOSPC)
        : fail_at_(fail_at), mode_(mode), error_number_(error_number) {}

    std::uint64_t call_count() const { return count_; }
    std::string log;  // names of the calls, for tests of their order
    std::uint64_t free = UINT64_MAX;

    std::unique_ptr<FileSink> create(const std::filesystem::path& path) override {
        call("create", path);
        return std::make_unique<Sink>(*this, path);
    }
    std::unique_ptr<FileSource> open(const std::filesystem::path& path) override {
        call("open", path);
        return real_.open(path);
    }
    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        call("rename", to);
        if (taken_away > 0 && taken_away--) real_.remove(from);
        if (!renames) throw FileError(ENOSYS, "rename to", to);
        real_.rename(from, to);
    }
    void remove(const std::filesystem::path& path) override {
        call("remove", path);
        real_.remove(path);
    }
    bool link(const std::filesystem::path& from, const std::filesystem::path& to) override {
        call("link", to);
        return links && real_.link(from, to);
    }
    void make_folders(const std::filesystem::path& path) override {
        call("mkdir", path);
        real_.make_folders(path);
    }
    void list(const std::filesystem::path& folder,
              const std::function<void(const Entry&)>& visit) override {
        call("list", folder);
        real_.list(folder, visit);
    }
    std::optional<std::uint64_t> size_bytes(const std::filesystem::path& path) override {
        call("stat", path);
        return real_.size_bytes(path);
    }
    void sync_mount(const std::filesystem::path& path) override { call("syncfs", path); }
    void sync_folder(const std::filesystem::path& path) override { call("fsync", path); }
    std::uint64_t free_bytes(const std::filesystem::path& path) override {
        call("statvfs", path);
        return free;
    }

    bool links = true;
    int taken_away = 0;   // temporary files that are gone before their next rename
    bool renames = true;  // a mounted object store has none

 private:
    class Sink final : public FileSink {
     public:
        Sink(FailingFileSystem& files, std::filesystem::path path)
            : files_(files), path_(std::move(path)), grows_at_(path_) {
            if (!files_.renames && !is_temporary_name(path_.filename().string()))
                grows_at_ += ".unseen";
            real_ = files_.real_.create(grows_at_);
        }
        ~Sink() override {
            if (grows_at_ != path_) files_.real_.remove(grows_at_);
        }
        void write(std::string_view bytes) override {
            // A write that fails leaves half of its bytes behind.
            try {
                files_.call("write", path_);
            } catch (...) {
                real_->write(bytes.substr(0, bytes.size() / 2));
                throw;
            }
            real_->write(bytes);
        }
        void sync() override { files_.call("fdatasync", path_); }
        void close() override {
            files_.call("close", path_);
            real_->close();
            if (grows_at_ != path_) files_.real_.rename(grows_at_, path_);
        }

     private:
        FailingFileSystem& files_;
        std::filesystem::path path_;
        std::filesystem::path grows_at_;  // a file of an object store is seen once it is closed
        std::unique_ptr<FileSink> real_;
    };

    void call(const char* name, const std::filesystem::path& path) {
        ++count_;
        log += std::string(name) + " " + path.filename().string() + "\n";
        const bool fails =
            fail_at_ > 0 && (mode_ == Mode::Once ? count_ == fail_at_ : count_ >= fail_at_);
        if (fails && mode_ == Mode::Kill) throw Killed();
        if (fails) throw FileError(error_number_, name, path);
    }

    PosixFileSystem real_;
    std::uint64_t fail_at_;
    Mode mode_;
    int error_number_;
    std::uint64_t count_ = 0;
};

}  // namespace diorama
