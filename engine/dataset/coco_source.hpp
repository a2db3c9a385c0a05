/// COCO instances as an input: pictures whose masks are known.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// One instance that is no crowd. Exactly one of `polygons` and `runs` is filled.
struct CocoInstance {
    std::uint64_t id = 0;
    std::string category;
    std::vector<std::vector<double>> polygons;  // x0, y0, x1, y1, ... in pixel edges
    std::vector<std::int64_t> runs;             // column-major, background first
};

struct CocoPicture {
    std::string file_name;  // as the dataset has it
    Extent extent;
    std::vector<CocoInstance> instances;
};

/// Reads the text of an instances file. Crowds are left out; so are pictures without instances.
/// Polygons, RLE counts as numbers and RLE counts as text are understood.
/// @param file  stands for the text in findings.
/// @return Data with the path of the first member that is not what COCO says.
Expected<std::vector<CocoPicture>> read_coco_instances(std::string_view text,
                                                       const std::string& file);

/// The mask of an instance, [height, width], 0 or 1: the union of its polygons, as pycocotools
/// fills them, or its runs.
/// @return Data when the runs do not fit the picture.
Expected<Image<std::uint8_t>> decode_instance(const CocoInstance& instance, Extent extent,
                                              const std::string& file);

}  // namespace diorama
