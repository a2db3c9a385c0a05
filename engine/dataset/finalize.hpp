/// From records to a dataset that readers load: files over all pictures, manifest, shards put
/// together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/dataset/stale_files.hpp"

namespace diorama {

struct FinalizeReport {
    std::uint64_t sample_count = 0;
    std::uint64_t picture_count = 0;
    std::uint64_t annotation_count = 0;
    std::uint64_t dropped_count = 0;
    std::uint64_t reject_count = 0;
    std::uint64_t stale_files = 0;     // temporary files of dead writers that were removed
    std::vector<std::string> devices;  // fingerprints; more than one deserves a warning
};

/// Writes what the formats of a complete dataset have beside the files of its samples
/// (annotations/instances_<subset>.json and others), then manifest.json, and removes the marker
/// `dataset.incomplete` and stale temporary files; others may be at work in the folder where
/// `stale` says so.
///
/// Records are read once, in sample order; memory does not grow with their number. Image and
/// annotation ids count from 1 over the whole dataset in that order, so neither the order of work
/// nor sharding can change a byte. Fields beyond COCO's own are described in the file's `info`.
///
/// @return Fault::NoInput without a plan; Fault::Data naming the ranges of samples that are
///         missing, broken or of another plan, in which case nothing was written.
/// @throws FileError
Expected<FinalizeReport> finalize(FileSystem& files, const std::filesystem::path& folder,
                                  Durability durability = Durability::Batch,
                                  Stale stale = Stale::All);

/// Puts shards of one plan together in `out` and finalizes it; the result has the bytes of a run
/// without shards. Files are linked where the disk allows it, else copied and their hash checked.
/// `out` may be new, or the result of an interrupted merge, or itself hold part of the samples.
///
/// @return Fault::Config with the changed keys when the plans differ; Fault::Data when two shards
///         hold different bytes for one sample; otherwise what finalize() says.
/// @throws FileError
Expected<FinalizeReport> merge(FileSystem& files, const std::filesystem::path& out,
                               const std::vector<std::filesystem::path>& shards,
                               Durability durability = Durability::Batch);

/// Progress of one dataset or shard folder.
struct FolderStatus {
    std::filesystem::path folder;
    std::string plan;            // hash
    std::uint64_t total = 0;     // samples of the plan
    std::uint64_t complete = 0;  // with a valid record of this plan
    std::uint64_t broken = 0;    // records that cannot be used
    bool finalized = false;
    std::uint64_t shards = 0;   // that the samples are made in, where somebody has said so
    std::vector<bool> present;  // of each sample, whether it is complete
    std::string missing;        // ranges, format_ranges()
};

/// The status of `folder`, or of each of its subfolders that holds a plan, sorted by name.
/// Fault::NoInput when there is none.
Expected<std::vector<FolderStatus>> status(FileSystem& files, const std::filesystem::path& folder);

}  // namespace diorama
