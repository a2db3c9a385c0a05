/// A file that grows piece by piece and appears under its name only when it is complete.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "engine/dataset/file_system.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/sha256.hpp"

namespace diorama {

/// Buffers, hashes and writes a temporary file beside `folder / name`.
class StreamedFile {
 public:
    StreamedFile(FileSystem& files, const std::filesystem::path& folder, std::string name);
    /// Removes the temporary file unless commit() was reached.
    ~StreamedFile();
    StreamedFile(const StreamedFile&) = delete;
    StreamedFile& operator=(const StreamedFile&) = delete;

    void write(std::string_view bytes);
    /// Appends everything that `other` holds.
    void append(StreamedFile& other);
    /// Writes what is buffered, with `durable` also to the device, and closes the file. Nothing may
    /// follow; finishing it again does nothing.
    void finish(bool durable);
    /// Gives the finished file its name. Size and hash are those of everything written.
    FileEntry commit();

 private:
    void flush();

    FileSystem& files_;
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::string name_;
    std::unique_ptr<FileSink> sink_;
    std::string buffer_;
    std::uint64_t size_bytes_ = 0;
    Sha256 hash_;
    bool committed_ = false;
};

}  // namespace diorama
