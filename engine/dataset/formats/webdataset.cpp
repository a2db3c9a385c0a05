#include "engine/dataset/formats/webdataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <numeric>
#include <optional>
#include <string_view>

#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/sha256.hpp"

namespace diorama {
namespace {

constexpr std::size_t kBlock = 512;

/// The header of a regular file (POSIX.1-1988 ustar), mode 0644, everything else zero.
/// @pre  the name has at most 100 bytes, the file less than 8 GiB.
std::string tar_header(const std::string& name, std::uint64_t size_bytes) {
    std::string header(kBlock, '\0');
    const auto put = [&](std::size_t at, std::string_view text) {
        text.copy(header.data() + at, text.size());
    };
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", size_bytes));
    put(136, "00000000000");
    put(148, "        ");  // the checksum counts itself as blanks
    put(156, "0");
    put(257, "ustar");
    put(263, "00");
    const auto sum = std::accumulate(header.begin(), header.end(), 0u, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
    });
    put(148, fmt::format("{:06o}", sum));
    header[154] = '\0';
    return header;
}

std::string padding(std::uint64_t size_bytes) {
    return std::string((kBlock - size_bytes % kBlock) % kBlock, '\0');
}

std::string labels_text(const LabelledPicture& picture, const FormatContext& context) {
    return json_text(Json{{"image", coco_image(context, picture)},
                          {"annotations", coco_annotations(picture, context)}}) +
           "\n";
}

/// The name of a file of a picture inside an archive.
std::string entry_name(const FileEntry& file, const std::string& stem) {
    const std::string channel = file.path.substr(0, file.path.find('/'));
    const std::string extension = file.path.substr(file.path.rfind('.'));
    return stem + (channel == kImagesChannel ? "" : "." + channel) + extension;
}

std::string shard_name(const std::string& subset, std::uint64_t number) {
    return fmt::format("webdataset/{}/{:06}.tar", subset, number);
}

class WebDatasetWriter final : public FormatWriter {
 public:
    using FormatWriter::FormatWriter;

    void add(const LabelledPicture& picture) override {
        StreamedFile& tar = shard_of(picture.record);
        const std::string stem = sample_name(picture.record.index) + picture.picture.suffix;
        for (const FileEntry& file : channel_files(picture.record, stem))
            add_file(tar, entry_name(file, stem), file);
        const std::string labels = labels_text(picture, context());
        tar.write(tar_header(stem + ".json", labels.size()));
        tar.write(labels);
        tar.write(padding(labels.size()));
    }

    void finish(bool durable) override {
        for (auto& [subset, shard] : shards_) close(shard);
        finish_files(durable);
    }

 private:
    struct Shard {
        StreamedFile* file = nullptr;
        std::uint64_t number = 0;   // of the next one
        std::uint64_t samples = 0;  // in this one
        std::uint64_t last_index = 0;
    };

    static void close(Shard& shard) {
        if (shard.file == nullptr) return;
        shard.file->write(std::string(2 * kBlock, '\0'));
        shard.file->finish(false);  // finalize() syncs the whole mount before the manifest
    }

    /// The shard of the next picture; all pictures of a sample go into one.
    StreamedFile& shard_of(const Record& record) {
        Shard& shard = shards_[record.subset];
        const bool same_sample = shard.samples > 0 && shard.last_index == record.index;
        if (!same_sample && shard.samples++ % context().output.samples_per_shard == 0) {
            close(shard);
            shard.file = &open(shard_name(record.subset, shard.number++));
        }
        shard.last_index = record.index;
        return *shard.file;
    }

    void add_file(StreamedFile& tar, const std::string& name, const FileEntry& file) {
        tar.write(tar_header(name, file.size_bytes));
        const auto path = context().folder / file.path;
        const auto source = context().files.open(path);
        if (!source) throw FileError(ENOENT, "read", path);
        std::uint64_t bytes = 0;
        std::string block(std::size_t{1} << 16, '\0');
        for (std::size_t size = 0; (size = source->read(block.data(), block.size())) > 0;) {
            tar.write({block.data(), size});
            bytes += size;
        }
        if (bytes != file.size_bytes) throw FileError(EIO, "read", path, "its size has changed");
        tar.write(padding(bytes));
    }

    std::map<std::string, Shard> shards_;
};

/// Reads an archive of ours entry by entry.
class TarReader {
 public:
    TarReader(FileSystem& files, const std::filesystem::path& path) : source_(files.open(path)) {}

    bool is_open() const { return source_ != nullptr; }

    /// The content of the next entry when it has this name and the header that belongs to it.
    std::optional<std::string> read(const std::string& name) {
        std::string header(kBlock, '\0');
        if (!fill(header)) return std::nullopt;
        std::uint64_t size = 0;
        const auto parsed = std::from_chars(header.data() + 124, header.data() + 135, size, 8);
        if (parsed.ec != std::errc{} || header != tar_header(name, size)) return std::nullopt;
        std::string content(size, '\0'), rest = padding(size);
        const std::string zeros = rest;
        if (!fill(content) || !fill(rest) || rest != zeros) return std::nullopt;
        return content;
    }

    /// Whether nothing is left but the end.
    bool at_end() {
        std::string rest(2 * kBlock + 1, '\0');
        return source_->read(rest.data(), rest.size()) == 2 * kBlock &&
               rest.find_first_not_of('\0') == std::string::npos;
    }

 private:
    bool fill(std::string& bytes) {
        return source_->read(bytes.data(), bytes.size()) == bytes.size();
    }

    std::unique_ptr<FileSource> source_;
};

/// Compares the entries of one picture; false when the archive cannot be followed any further.
bool check_entries(const FormatCheck& check, TarReader& tar, const std::string& file) {
    for (const FileEntry& original : channel_files(check.record(), check.stem())) {
        const std::string name = entry_name(original, check.stem());
        const auto content = tar.read(name);
        if (!content || sha256_hex(*content) != original.sha256) {
            check.find(file, fmt::format("{} is not there or not as in the dataset", name));
            return false;
        }
    }
    if (tar.read(check.stem() + ".json") != labels_text(check.labelled(), check.context())) {
        check.find(file, check.stem() + ".json is not what its record gives");
        return false;
    }
    return true;
}

}  // namespace

std::unique_ptr<FormatWriter> open_webdataset(const FormatContext& context) {
    return std::make_unique<WebDatasetWriter>(context);
}

void check_webdataset(FormatCheck& check) {
    const std::uint64_t samples_per_shard = check.context().output.samples_per_shard;
    for (const SubsetShare& subset : check.context().plan.split) {
        std::optional<TarReader> tar;
        std::uint64_t samples = 0, last_index = 0;
        std::string file;
        bool good = true;  // until something is wrong with this archive
        const auto end = [&] {
            if (tar && good && !tar->at_end()) check.find(file, "holds more than its samples");
        };
        while (check.next(subset.name)) {
            const bool same_sample = samples > 0 && last_index == check.record().index;
            last_index = check.record().index;
            if (!same_sample && samples++ % samples_per_shard == 0) {
                end();
                file = shard_name(subset.name, (samples - 1) / samples_per_shard);
                tar.emplace(check.context().files, check.context().folder / file);
                good = tar->is_open();
                if (!good) check.find(file, "the file is missing", "T10");
            }
            good = good && check_entries(check, *tar, file);
        }
        end();
        check.rewind();
    }
}

}  // namespace diorama
