#include "engine/dataset/streamed_file.hpp"

#include <cerrno>
#include <utility>
#include <vector>

namespace diorama {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

}  // namespace

StreamedFile::StreamedFile(FileSystem& files, const std::filesystem::path& folder, std::string name)
    : files_(files),
      path_(folder / name),
      temporary_(temporary_path(path_)),
      name_(std::move(name)),
      sink_(files.create(temporary_)) {}

StreamedFile::~StreamedFile() {
    if (committed_) return;
    try {
        sink_.reset();
        files_.remove(temporary_);
    } catch (const std::exception&) {  // the next finalize() removes it
    }
}

void StreamedFile::write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= kBufferBytes) flush();
}

void StreamedFile::flush() {
    if (buffer_.empty()) return;
    sink_->write(buffer_);
    hash_.update(buffer_);
    size_bytes_ += buffer_.size();
    buffer_.clear();
}

void StreamedFile::append(StreamedFile& other) {
    other.flush();
    const auto source = files_.open(other.temporary_);
    if (!source) throw FileError(ENOENT, "read back", other.temporary_);
    std::vector<char> block(kBufferBytes);
    for (std::size_t size = 0; (size = source->read(block.data(), block.size())) > 0;)
        write({block.data(), size});
}

void StreamedFile::finish(bool durable) {
    if (!sink_) return;
    flush();
    if (durable) sink_->sync();
    sink_->close();
    sink_.reset();
    buffer_ = {};  // with its memory: hundreds of finished files may wait for their names
}

FileEntry StreamedFile::commit() {
    files_.rename(temporary_, path_);
    committed_ = true;
    return {name_, size_bytes_, hash_.hex()};
}

}  // namespace diorama
