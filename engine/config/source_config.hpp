/// What a configuration says about pictures that are there already.
#pragma once

#include <filesystem>

namespace diorama {

/// The pictures and instance masks of a COCO dataset, in the order of its list of images; sample i
/// is picture i modulo their number.
struct SourceConfig {
    std::filesystem::path coco;    // its annotations, JSON
    std::filesystem::path images;  // the folder that its file names are in
};

}  // namespace diorama
