/// The rules for one COCO file, checked on the JSON alone. Private to dataset.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/dataset/file_system.hpp"
#include "engine/dataset/plan.hpp"

namespace diorama {

/// Takes a finding: rule, what is wrong, and whether it is only a warning.
using Report = std::function<void(const std::string&, const std::string&, bool)>;

struct CocoCounts {
    std::uint64_t images = 0;
    std::uint64_t annotations = 0;
    std::uint64_t empty_images = 0;  // without an annotation
    std::uint64_t rle_objects = 0;   // masks as RLE, crowds aside
};

/// Streams a COCO file through the rules T4, T5, T7, T8, T9 and T13 of LABELS.md. Memory holds the
/// sizes of its pictures and one picture's masks.
CocoCounts verify_coco(FileSystem& files, const std::filesystem::path& path, const Plan& plan,
                       const Report& report);

}  // namespace diorama
