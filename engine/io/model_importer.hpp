/// Imports mesh files in isolated worker processes; safe to call from many threads.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/core/model.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

/// For the first line of `main`: serves imports when the process was started as a worker
/// (`PROGRAM __import-worker FD`) and returns its exit code; otherwise returns nothing, and from
/// then on ModelImporter may start this program again as a worker.
std::optional<int> run_as_import_worker(int argc, char** argv);

/// The worker's loop over requests from `socket`, until the other end closes it; an exit code.
int import_worker_main(int socket);

struct ImporterOptions {
    ImportLimits limits;
    int worker_count = 0;  // at most that many at once; 0: one per hardware thread
    /// Told about what is worth one line: a sandbox that is not available, a missing texture.
    std::function<void(const std::string&)> note;
    /// A program that calls run_as_import_worker first; empty: this one, if it did so. When there
    /// is none, imports happen in this process, unprotected, with a note.
    std::filesystem::path worker_program;
};

/// A pool of long-lived workers, started when first needed and again when one dies.
///
/// A worker has no files, no network, and limited memory; this side opens the files it asks for,
/// inside the root only, and checks all that it sends back. A file that kills its worker or runs
/// into the time limit costs that once: its content is remembered.
class ModelImporter {
 public:
    explicit ModelImporter(ImporterOptions options = {});
    ~ModelImporter();
    ModelImporter(const ModelImporter&) = delete;
    ModelImporter& operator=(const ModelImporter&) = delete;

    /// @param file  may be a symbolic link; what it refers to must lie in its real folder or below.
    /// @return NoInput or Data, naming the file and the reason.
    Expected<std::shared_ptr<const Model>> load(const std::filesystem::path& file);

    /// @param root  the file itself and what it refers to must lie in this folder or below.
    Expected<std::shared_ptr<const Model>> load(const std::filesystem::path& file,
                                                const std::filesystem::path& root);

 private:
    class Pool;
    std::unique_ptr<Pool> pool_;
};

}  // namespace diorama
