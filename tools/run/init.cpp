#include <fmt/format.h>

#include <memory>

#include "engine/dataset/file_system.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct InitOptions {
    std::string file = "diorama.yaml";
    bool overwrite = false;
};

int write_starter(const InitOptions& options) {
    if (options.file == "-") {
        fmt::print("{}", starter_config());
        return kOk;
    }
    PosixFileSystem files;
    if (!options.overwrite && files.size_bytes(options.file)) {
        fmt::print(stderr, "{}: exists already; another name or --overwrite\n", options.file);
        return kCannotCreate;
    }
    write_file(files, options.file, starter_config());
    fmt::print(stderr, "{0} is written. Now: diorama generate {0} --out data --count 10\n",
               shell_quoted(options.file));
    return kOk;
}

}  // namespace

void add_init(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<InitOptions>();
    CLI::App* command = app.add_subcommand("init", "Write a commented configuration to start from");
    command->add_option("FILE", options->file, "Where to; - for stdout")->capture_default_str();
    command->add_flag("--overwrite", options->overwrite, "Replace a file that exists");
    command->footer("Example:\n  diorama init table.yaml\n");
    command->callback(
        [options, &chosen] { chosen = [options] { return write_starter(*options); }; });
}

}  // namespace diorama
