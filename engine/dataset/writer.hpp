/// Puts finished samples on disk so that each is either complete or not there.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"

namespace diorama {

/// One file of a picture: `<channel>/<subset>/<sample name><suffix>.<extension>`, or where a format
/// wants it.
struct EncodedFile {
    std::string channel;    // "images", "depth", ...
    std::string extension;  // "jpg"
    std::vector<std::uint8_t> bytes;
    std::string path{};   // below the dataset, in place of channel and extension
    bool linked = false;  // has the bytes of the picture's first file: a second name will do
};

/// Where a file of a sample lies below the dataset.
std::string path_of(const EncodedFile& file, const std::string& subset, std::uint64_t index,
                    const std::string& suffix);

struct EncodedPicture {
    PictureRecord labels;
    std::vector<EncodedFile> files;
};

/// A sample as it goes to disk: usually one picture, several for layouts with several views.
struct EncodedSample {
    std::uint64_t index = 0;
    std::vector<EncodedPicture> pictures;
};

enum class ExistingData {
    Resume,     // keep complete samples of the same plan; another plan is an error
    Overwrite,  // make every requested sample again; samples of another plan are removed
};

struct WriterOptions {
    ExistingData existing = ExistingData::Resume;
    Durability durability = Durability::Batch;
    std::size_t batch_samples = 64;               // Batch: sync after so many samples ...
    std::chrono::duration<double> batch_time{5};  // ... or so long after the last sync
    std::string device;                           // fingerprint of what renders; empty: not noted
};

/// Writes the samples of a plan into a folder (layout: DESIGN.md section 6, protocol: OPERATIONS.md
/// section 2). Files first, each by rename, then the record: its presence means that the sample is
/// complete. Any number of writers, also for the same samples, may work on one folder at once.
class DatasetWriter {
 public:
    /// Creates the folder or joins what is there.
    /// @return Fault::Config with the changed keys when the folder holds another plan and
    ///         `existing` is Resume; Fault::Data when its plan cannot be read.
    /// @throws FileError
    static Expected<std::unique_ptr<DatasetWriter>> open(FileSystem& files,
                                                         std::filesystem::path folder, Plan plan,
                                                         WriterOptions options = {});
    ~DatasetWriter();

    struct Pending {
        std::vector<std::uint64_t> indices;  // still to be made, in the order they were requested
        std::uint64_t complete = 0;          // requested samples that are there
        std::uint64_t broken = 0;            // had a record that is damaged or misses a file
        std::uint64_t foreign = 0;           // had a record of another plan
    };
    /// Which of the requested samples are not there yet. One listing of the records, then one look
    /// at each requested sample that has one: at the sizes of its files, or at their bytes where a
    /// power failure may have damaged them. Also sets how many samples the forecast of the disk
    /// space expects. When there is something to be made, the COCO files and the manifest of a
    /// finished dataset go away and the device is noted in devices/.
    Pending pending(const std::vector<std::uint64_t>& requested);

    /// Writes one sample. Safe to call from several threads at once.
    ///
    /// With Durability::Batch the record waits for the batch: losing the process then costs at
    /// most the samples since the last sync. After 8 samples, and then each time their number
    /// doubles, the free space is compared with what the pending ones are going to need.
    /// @pre  the index is below the plan's count; categories are the plan's.
    /// @throws std::logic_error when the labels break the rules that decode_record() checks;
    ///         FileError; ENOSPC also when the forecast says that the disk is too small. Samples
    ///         whose record was not written are not there; the rest is as before.
    void commit(const EncodedSample& sample);

    /// Makes every committed sample complete. Call it before the writer goes away: what still
    /// waits for its batch is otherwise lost and made again by the next run.
    void flush();

    const Plan& plan() const { return plan_; }
    const std::string& hash() const { return hash_; }

 private:
    struct State;
    DatasetWriter(FileSystem& files, std::filesystem::path folder, Plan plan,
                  WriterOptions options);

    FileSystem& files_;
    std::filesystem::path folder_;
    Plan plan_;
    std::string hash_;
    WriterOptions options_;
    std::unique_ptr<State> state_;
};

}  // namespace diorama
