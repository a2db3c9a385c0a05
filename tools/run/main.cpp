/// diorama: labelled training images from one YAML file.

#include <malloc.h>

#include "engine/io/model_importer.hpp"
#include "tools/preview/command.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/signals.hpp"
#include "tools/run/standard_streams.hpp"

namespace {

/// Lets pictures use memory of earlier ones: fresh pages cost as much as many an operator.
void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 32 << 20);  // grow in large steps
}

}  // namespace

int main(int argc, char** argv) {
    diorama::prepare_standard_streams();
    // Mesh files are read by copies of this program that can do nothing else.
    if (const auto code = diorama::run_as_import_worker(argc, argv)) return *code;
    diorama::ignore_file_signals();
    keep_freed_memory();
    return diorama::run_command_line(argc, argv, {diorama::add_preview});
}
