/// Re-reads a finished dataset and checks every promise that its files make.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"

namespace diorama {

struct Finding {
    std::string rule;      // "T4", "T16", ... of LABELS.md section 8, or "hash"
    std::string file;      // relative to the dataset
    std::string message;   // which picture or annotation, what is wrong
    bool warning = false;  // right, but a common reader would skip it
};

struct VerifyReport {
    std::uint64_t file_count = 0;
    std::uint64_t picture_count = 0;
    std::uint64_t annotation_count = 0;
    std::uint64_t error_count = 0;
    std::uint64_t warning_count = 0;
    std::vector<Finding> findings;   // the first 1000 of both kinds
    std::vector<std::string> notes;  // what is right, but leads some reader by its defaults astray

    bool ok() const { return error_count == 0; }
};

/// Checks sizes and hashes of all files, the records, and in the COCO files the rules T4, T5 and
/// T7 to T10 and T13 (which reader would drop what) of LABELS.md, on masks decoded from the JSON by
/// code of its own. Every format that was written is read back and must agree with the records
/// (T15, T16) within its own limit.
/// @return Fault::NoInput when the folder holds no finished dataset.
/// @throws FileError
Expected<VerifyReport> verify(FileSystem& files, const std::filesystem::path& folder);

}  // namespace diorama
