/// The commands of `diorama`, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>

#include "tools/run/exit_code_map.hpp"
#include "tools/run/options.hpp"

namespace diorama {

/// @param exit_codes  filled in before the command runs.
void add_generate(CLI::App& app, Command& chosen, const ExitCodeMap& exit_codes);
void add_sample(CLI::App& app, Command& chosen);
void add_check(CLI::App& app, Command& chosen);
void add_cutout(CLI::App& app, Command& chosen);
void add_schema(CLI::App& app, Command& chosen);
void add_init(CLI::App& app, Command& chosen);
void add_merge(CLI::App& app, Command& chosen);
void add_finalize(CLI::App& app, Command& chosen);
void add_devices(CLI::App& app, Command& chosen);
void add_status(CLI::App& app, Command& chosen);
void add_report(CLI::App& app, Command& chosen);
void add_verify(CLI::App& app, Command& chosen);
void add_completion(CLI::App& app, Command& chosen);

/// Adds a command to the program; it becomes the chosen one when its words are given.
using AddCommand = void (*)(CLI::App& app, Command& chosen);

/// The whole command line: parses, runs the command, turns exceptions into messages.
/// @param more  commands beside those above, from folders that this one does not know.
/// @return the exit code.
int run_command_line(int argc, const char* const* argv,
                     std::initializer_list<AddCommand> more = {});

}  // namespace diorama
