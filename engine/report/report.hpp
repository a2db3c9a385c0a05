/// One self-contained HTML page about a finished dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/report/timing.hpp"

namespace diorama {

struct ReportOptions {
    std::uint64_t sheet_pictures = 60;      // on the contact sheet
    std::uint64_t measured_pictures = 400;  // decoded for brightness and sharpness
    int thumbnail_width = 480;              // pixels
    std::string title;                      // of the page; empty: the folder's name
    std::optional<Timing> timing;           // of the runs that made the dataset
};

struct ReportPage {
    std::string html;
    std::uint64_t pictures = 0;
    std::uint64_t shown = 0;   // on the sheet
    std::uint64_t broken = 0;  // pictures of the sample that could not be decoded
};

/// Reads all records of a finished dataset once, and the pictures of an even sample of them. The
/// page holds its style, script, numbers and thumbnails; it loads nothing, from anywhere. Memory
/// depends on the options and the number of categories, not on the number of samples.
/// @return Fault::NoInput when the folder holds no finished dataset; Fault::Data for a record that
///         cannot be read.
/// @throws FileError
Expected<ReportPage> make_report(FileSystem& files, const std::filesystem::path& folder,
                                 const ReportOptions& options = {});

}  // namespace diorama
