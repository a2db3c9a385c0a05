#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {

int run_command_line(int argc, const char* const* argv) {
    CLI::App app("Labelled training images from one YAML file.", "diorama");
    app.set_version_flag("--version", "diorama " DIORAMA_VERSION);
    app.require_subcommand(1);
    app.footer(
        "A first data set:\n"
        "  diorama init first.yaml\n"
        "  diorama generate first.yaml --out data --count 20\n");
    Command chosen;
    add_generate(app, chosen);
    add_sample(app, chosen);
    add_check(app, chosen);
    add_init(app, chosen);
    add_merge(app, chosen);
    add_finalize(app, chosen);
    add_status(app, chosen);
    add_verify(app, chosen);
    add_devices(app, chosen);
    add_schema(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version are no errors and go to stdout.
        if (error.get_exit_code() == 0) return app.exit(error);
        const auto commands = app.get_subcommands();
        const std::string command = commands.empty() ? "" : " " + commands.front()->get_name();
        fmt::print(stderr, "diorama{}: {}\nSee `diorama{} --help`.\n", command, error.what(),
                   command);
        return kUsage;
    }
    try {
        const int code = chosen();
        // What was printed counts only when it has arrived: stdout may be a full disk.
        if (std::fflush(stdout) != 0 && code == kOk) {
            fmt::print(stderr, "diorama: cannot write to stdout: {}\n", std::strerror(errno));
            return kIoError;
        }
        return code;
    } catch (...) {
        const Failure failure = describe_failure(std::current_exception());
        fmt::print(stderr, "diorama: {}\n", failure.message);
        return failure.code;
    }
}

}  // namespace diorama
