/// Where the parts of a dataset lie on disk, and which samples are there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/dataset/file_system.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"

namespace diorama {

constexpr std::string_view kIncompleteMarker = "dataset.incomplete";
constexpr std::string_view kManifestName = "manifest.json";
constexpr std::string_view kPlanName = "plan.json";
constexpr std::string_view kShardsName = "shards.json";
constexpr std::string_view kImagesChannel = "images";

/// "records/00000042.json"
std::string record_name(std::uint64_t index);
/// "images/train/00000042_box.jpg"
std::string data_name(const std::string& channel, const std::string& subset, std::uint64_t index,
                      const std::string& suffix, const std::string& extension);
/// "annotations/instances_train.json"
std::string instances_name(const std::string& subset);
/// "annotations/panoptic_train.json"
std::string panoptic_name(const std::string& subset);
/// "annotations/text_train.json"
std::string text_name(const std::string& subset);
/// "devices/0123456789abcdef.json": equal devices share a file, so runs cannot disagree.
std::string device_name(const std::string& fingerprint);

/// Indices of all files in records/ that are named like a record, ascending.
std::vector<std::uint64_t> list_records(FileSystem& files, const std::filesystem::path& folder);

/// Fingerprints of the devices that wrote into the dataset, sorted; unreadable files are skipped.
std::vector<std::string> list_devices(FileSystem& files, const std::filesystem::path& folder);

enum class SampleState {
    Complete,  // a record of this plan, and its files with their sizes
    Missing,   // no record
    Broken,    // a damaged record, or a file is missing or is not what the record says
    Foreign,   // a record of another plan
};

/// How closely to look at the files of a sample.
enum class Depth {
    Sizes,    // compares their sizes
    Content,  // compares their hashes as well
};

/// The state of one sample: reads its record and looks at its files.
SampleState sample_state(FileSystem& files, const std::filesystem::path& folder,
                         const std::string& plan, std::uint64_t index, Depth depth = Depth::Sizes);

/// The files of a picture that lie in channels, `<channel>/<subset>/<stem>.<extension>`: its
/// picture and what was written beside it, in the order of the record.
std::vector<FileEntry> channel_files(const Record& record, const std::string& stem);

/// The plan of a finished dataset; Fault::NoInput when the folder holds none.
Expected<Plan> load_finished_plan(FileSystem& files, const std::filesystem::path& folder);

/// Whether all files are there with the size that the record says.
bool files_present(FileSystem& files, const std::filesystem::path& folder,
                   const std::vector<FileEntry>& entries);

}  // namespace diorama
