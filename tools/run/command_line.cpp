#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tools/run/commands.hpp"
#include "tools/run/degrade.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/exit_code_map.hpp"

namespace diorama {

namespace {

int run_command(const Command& command) {
    try {
        const int code = command();
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

}  // namespace

int run_command_line(int argc, const char* const* argv, std::initializer_list<AddCommand> more) {
    CLI::App app("Labelled training images from one YAML file.", "diorama");
    app.set_version_flag("--version", "diorama " DIORAMA_VERSION);
    app.require_subcommand(1);
    app.fallthrough();  // the options of all commands may stand after the command
    ExitCodeMap exit_codes;
    const CLI::Option* exit_code_map =
        app.add_option("--exit-code-map",
                       "Exit codes in a scheduler's numbers: temp=99 says 99 instead of 75; names: "
                       "partial memory usage data input unavailable software create io temp config")
            ->envname("DIORAMA_EXIT_CODE_MAP")
            ->type_name("NAME=CODE,...")
            ->expected(1);
    app.footer(
        "A first data set:\n"
        "  diorama init first.yaml\n"
        "  diorama generate first.yaml --out data --count 20\n");
    Command chosen;
    add_generate(app, chosen, exit_codes);
    for (const AddCommand add : more) add(app, chosen);
    add_sample(app, chosen);
    add_check(app, chosen);
    add_cutout(app, chosen);
    add_init(app, chosen);
    add_degrade(app, chosen);
    add_merge(app, chosen);
    add_finalize(app, chosen);
    add_status(app, chosen);
    add_verify(app, chosen);
    add_report(app, chosen);
    add_devices(app, chosen);
    add_schema(app, chosen);
    add_completion(app, chosen);
    std::string problem;
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version are no errors and go to stdout.
        if (error.get_exit_code() == 0) return app.exit(error);
        problem = error.what();
    }
    // A bad command line is reported in the scheduler's numbers as well.
    const auto map = ExitCodeMap::parse(exit_code_map->results());
    if (!map) return report(map.errors());
    exit_codes = *map;
    if (!problem.empty()) {
        const auto commands = app.get_subcommands();
        const std::string command = commands.empty() ? "" : " " + commands.front()->get_name();
        fmt::print(stderr, "diorama{}: {}\nSee `diorama{} --help`.\n", command, problem, command);
        return exit_codes(kUsage);
    }
    return exit_codes(run_command(chosen));
}

}  // namespace diorama
