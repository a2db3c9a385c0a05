/// A COCO dataset as the generator of a run.
#pragma once

#include <memory>
#include <vector>

#include "tools/run/generator.hpp"

namespace diorama {

/// Sample i is picture i modulo their number. When the annotations cannot be read, every sample
/// fails with that finding.
Generator coco_generator(const SourceConfig& source, std::vector<std::string> categories,
                         const AssetConfig& limits);

/// The annotations and every picture that they name, with their hashes.
Expected<std::vector<AssetFile>> source_files(const SourceConfig& source);

}  // namespace diorama
