/// Reads the part `output` of a configuration.
#pragma once

#include "engine/config/output_config.hpp"
#include "engine/config/reader.hpp"

namespace diorama::config {

OutputConfig read_output(Reader& r);

}  // namespace diorama::config
