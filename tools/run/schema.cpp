#include <fmt/format.h>

#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {

void add_schema(CLI::App& app, Command& chosen) {
    CLI::App* command =
        app.add_subcommand("schema", "Print the JSON Schema of configurations, for editors");
    command->footer(
        "Example:\n"
        "  diorama schema > schema.json\n"
        "and as the first line of a configuration:\n"
        "  # yaml-language-server: $schema=schema.json\n");
    command->callback([&chosen] {
        chosen = [] {
            fmt::print("{}\n", run_config_schema(kit_names()));
            return kOk;
        };
    });
}

}  // namespace diorama
