/// The command `degrade`.
#pragma once

#include <CLI/CLI.hpp>

#include "tools/run/options.hpp"

namespace diorama {

void add_degrade(CLI::App& app, Command& chosen);

}  // namespace diorama
