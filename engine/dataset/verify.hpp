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
    std::string rule;     // "T4", "T9", ... of LABELS.md section 8, "hash", or "reader" (T13)
    std::string file;     // relative to the dataset
    std::string message;  // which picture or annotation, what is wrong
};

struct VerifyReport {
    std::uint64_t file_count = 0;
    std::uint64_t picture_count = 0;
    std::uint64_t annotation_count = 0;
    std::uint64_t finding_count = 0;
    std::vector<Finding> findings;  // the first 1000

    bool ok() const { return finding_count == 0; }
};

/// Checks sizes and hashes of all files, the records, and in the COCO files the rules T4, T5 and
/// T7 to T10 of LABELS.md on masks decoded from the JSON itself, and whether a reader of section 4
/// would drop anything.
/// @return Fault::NoInput when the folder holds no finished dataset.
/// @throws FileError
Expected<VerifyReport> verify(FileSystem& files, const std::filesystem::path& folder);

}  // namespace diorama
