/// The forms in which a dataset is written, as one table: what each adds to a sample, and what
/// `finalize` derives from the records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/config/output_config.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/streamed_file.hpp"
#include "engine/dataset/writer.hpp"

namespace diorama {

/// A picture while its sample is encoded: the last moment that knows its pixels.
struct FormatPicture {
    const Labeled& labeled;
    const EncodedFile* image = nullptr;  // the picture's file; null when none was drawn
    std::string subset;
    const std::vector<std::string>& categories;  // ids 1..N in this order
    const OutputConfig& output;

    /// The stem of the picture's files: "00000042", with the frame's suffix.
    std::string stem() const;
    /// From 1. @pre  the annotation's category is one of `categories`.
    std::size_t category_id(const std::string& category) const;
};

/// What the writers of a dataset know about it.
struct FormatContext {
    FileSystem& files;
    std::filesystem::path folder;
    const Plan& plan;
    OutputConfig output;
    std::map<std::string, std::size_t> category_ids;  // from 1
};

FormatContext make_format_context(FileSystem& files, std::filesystem::path folder,
                                  const Plan& plan);

/// What a record may only say when the plan agrees: its subset and the categories of annotations.
bool fits_plan(const FormatContext& context, const Record& record);

/// One picture of the records, which come in the order of their samples.
struct LabelledPicture {
    const Record& record;
    const PictureRecord& picture;
    std::uint64_t image_id = 0;             // from 1, over the whole dataset
    std::uint64_t first_annotation_id = 0;  // its annotations count on from here
};

/// The files that one format has beside those of the samples. They grow while records pass, under
/// temporary names, and all get their names at the end.
class FormatWriter {
 public:
    explicit FormatWriter(const FormatContext& context) : context_(context) {}
    virtual ~FormatWriter() = default;
    FormatWriter(const FormatWriter&) = delete;
    FormatWriter& operator=(const FormatWriter&) = delete;

    virtual void add(const LabelledPicture& picture) = 0;
    /// Writes what is left after the last picture; with `durable` files reach the device.
    virtual void finish(bool durable) = 0;
    /// Gives every file its name; in the order in which they were opened they go to `list`.
    void commit(const std::function<void(const FileEntry&)>& list);

 protected:
    const FormatContext& context() const { return context_; }
    /// A new file `name` below the dataset. It stays until the writer goes.
    StreamedFile& open(const std::string& name);
    /// One file for each subset, with `name_of(subset)`.
    std::map<std::string, StreamedFile*> open_for_subsets(
        const std::function<std::string(const std::string&)>& name_of);
    /// Ends every file that was opened.
    void finish_files(bool durable);

 private:
    const FormatContext& context_;
    std::vector<std::unique_ptr<StreamedFile>> opened_;
};

class FormatCheck;

struct Format {
    OutputFormat id;
    /// The files that a picture adds to its sample, or null. A file that shares the bytes of the
    /// picture (EncodedFile::linked) takes no space of its own.
    /// @throws std::length_error for a picture with more than the format can number.
    std::vector<EncodedFile> (*encode)(const FormatPicture& picture);
    /// The files beside those of the samples, or null.
    std::unique_ptr<FormatWriter> (*open)(const FormatContext& context);
    /// Reads everything back and compares it with the records.
    void (*check)(FormatCheck& check);
};

/// All formats, in the order in which a manifest lists their files.
std::span<const Format> all_formats();

/// Those of all_formats() that are asked for.
std::vector<Format> chosen_formats(const OutputConfig& output);

/// The files that all chosen formats add to a picture.
std::vector<EncodedFile> encode_formats(const FormatPicture& picture);

}  // namespace diorama
