/// The command `diorama preview`.
#pragma once

#include "tools/run/options.hpp"

namespace diorama {

void add_preview(CLI::App& app, Command& chosen);

}  // namespace diorama
