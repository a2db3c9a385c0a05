/// diorama: labelled training images from one YAML file.

#include "engine/io/model_importer.hpp"
#include "tools/preview/command.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/signals.hpp"
#include "tools/run/standard_streams.hpp"

int main(int argc, char** argv) {
    diorama::prepare_standard_streams();
    // Mesh files are read by copies of this program that can do nothing else.
    if (const auto code = diorama::run_as_import_worker(argc, argv)) return *code;
    diorama::ignore_file_signals();
    return diorama::run_command_line(argc, argv, {diorama::add_preview});
}
