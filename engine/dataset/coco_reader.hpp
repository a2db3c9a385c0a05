/// COCO instances as an input: pictures whose masks are known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// One instance. Exactly one of `polygons` and `runs` is filled.
struct CocoInstance {
    std::uint64_t id = 0;
    std::string category;
    bool crowd = false;
    std::vector<std::vector<double>> polygons;  // x0, y0, x1, y1, ... in pixel edges
    std::vector<std::int64_t> runs;             // column-major, background first
};

struct CocoPicture {
    std::uint64_t id = 0;
    std::string file_name;  // as the dataset has it
    Extent extent;
    std::vector<CocoInstance> instances;
};

/// Reads the lists `images`, `annotations` and `categories` of an instances file; other keys are
/// skipped. Polygons, run lengths as numbers and run lengths as text are understood.
/// @param file  stands for the text in findings.
/// @return its pictures in the order of `images`, also those without instances, at least one. Data
///         with the path of the first member that is not what COCO says.
Expected<std::vector<CocoPicture>> read_coco_instances(std::string_view text,
                                                       const std::string& file);

/// The same of a file. NoInput where it cannot be read.
Expected<std::vector<CocoPicture>> load_coco_instances(const std::filesystem::path& file);

/// The mask of an instance, [height, width], 0 or 1: the union of its polygons, as pycocotools
/// fills them, or its runs. What lies beyond the picture is cut off.
/// @param file  where the instance is from, for findings.
/// @return Data when the runs do not fit the picture.
Expected<Image<std::uint8_t>> decode_instance(const CocoInstance& instance, Extent extent,
                                              const std::string& file);

}  // namespace diorama
