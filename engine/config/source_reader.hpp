/// Reads the `source:` map.
#pragma once

#include "engine/config/reader.hpp"
#include "engine/config/run_config.hpp"

namespace diorama::config {

SourceConfig read_coco_source(Reader& r);

/// Checks what does not go together with pictures that are there already.
void check_generator(const Reader& r, const RunConfig& run, const SourceConfig& source);

}  // namespace diorama::config
