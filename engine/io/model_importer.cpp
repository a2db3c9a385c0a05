#include "engine/io/model_importer.hpp"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/io/codecs.hpp"
#include "engine/io/import_worker.hpp"
#include "engine/io/worker_process.hpp"

namespace diorama {
namespace {

namespace fs = std::filesystem;

/// Names the user's file in a Diagnostic made for its content.
Diagnostic about(const fs::path& file, Fault fault, std::string message) {
    return {.fault = fault, .file = file.string(), .message = std::move(message)};
}

}  // namespace

class ModelImporter::Pool {
 public:
    explicit Pool(ImporterOptions options) : options_(std::move(options)) {
        if (options_.worker_count <= 0)
            options_.worker_count =
                std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        if (options_.worker_program.empty() && can_be_worker())
            options_.worker_program = "/proc/self/exe";
        if (options_.worker_program.empty())
            note("meshes are imported in this process, without isolation");
    }

    Expected<ImportedModel> import(const fs::path& file, const Bytes& bytes, AssetFolder& folder) {
        const FetchFile fetch = [&](const std::string& path) { return folder.fetch(path); };
        if (options_.worker_program.empty())
            return import_model(bytes, file.string(), fetch, options_.limits);

        const std::string hash = sha256_hex(bytes);
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = deadly_.find(hash); known != deadly_.end())
                return about(file, Fault::Data, known->second);
        }
        std::unique_ptr<WorkerProcess> worker = take();
        try {
            Expected<ImportedModel> imported =
                worker->import(bytes, file.string(), folder, options_.limits);
            give_back(std::move(worker));
            return imported;
        } catch (const ChannelError& error) {
            const std::string message =
                error.reason == ChannelError::Reason::Timeout
                    ? fmt::format("takes longer than {} s to import", options_.limits.timeout_s)
                    : fmt::format("broke its importer, which {}", worker->how_it_ended());
            give_back(nullptr);
            const std::lock_guard lock(mutex_);
            deadly_[hash] = message;
            return about(file, Fault::Data, message);
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    void note(const std::string& text) {
        const std::lock_guard lock(note_mutex_);
        if (options_.note) options_.note(text);
    }

    const ImportLimits& limits() const { return options_.limits; }

 private:
    /// An idle worker, or a new one; waits while as many as allowed are busy.
    std::unique_ptr<WorkerProcess> take() {
        {
            std::unique_lock lock(mutex_);
            free_.wait(lock, [&] { return busy_ < options_.worker_count; });
            ++busy_;
            if (!idle_.empty()) {
                std::unique_ptr<WorkerProcess> worker = std::move(idle_.back());
                idle_.pop_back();
                return worker;
            }
        }
        try {
            auto worker = std::make_unique<WorkerProcess>(options_.worker_program, options_.limits);
            if (!worker->lacking().empty() && !noted_.exchange(true))
                note("the import sandbox lacks: " + worker->lacking());
            return worker;
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    /// Null when the worker is not to be used again.
    void give_back(std::unique_ptr<WorkerProcess> worker) {
        {
            const std::lock_guard lock(mutex_);
            --busy_;
            if (worker) idle_.push_back(std::move(worker));
        }
        free_.notify_one();
    }

    ImporterOptions options_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<std::unique_ptr<WorkerProcess>> idle_;
    int busy_ = 0;
    std::map<std::string, std::string> deadly_;  // SHA-256 of a content -> what it did
    std::mutex note_mutex_;
    std::atomic<bool> noted_{false};
};

ModelImporter::ModelImporter(ImporterOptions options)
    : pool_(std::make_unique<Pool>(std::move(options))) {}

ModelImporter::~ModelImporter() = default;

Expected<std::shared_ptr<const Model>> ModelImporter::load(const fs::path& file) {
    std::error_code error;
    const fs::path real_file = fs::canonical(file, error);
    if (error) return about(file, Fault::NoInput, "does not exist");
    return load(file, real_file.parent_path());
}

Expected<std::shared_ptr<const Model>> ModelImporter::load(const fs::path& file,
                                                           const fs::path& root) {
    std::error_code error;
    const fs::path real_root = fs::canonical(root, error);
    if (error) return about(root, Fault::NoInput, "is no folder that can be read");
    const fs::path real_file = fs::canonical(file, error);
    if (error) return about(file, Fault::NoInput, "does not exist");
    if (!is_inside(real_file, real_root))
        return about(file, Fault::NoInput, fmt::format("lies outside of {}", real_root.string()));
    Expected<Bytes> bytes = read_file(real_file, pool_->limits().max_file_bytes);
    if (!bytes) return about(file, bytes.errors().front().fault, bytes.errors().front().message);

    AssetFolder folder(real_root, real_file.parent_path(), pool_->limits(), bytes->size());
    Expected<ImportedModel> imported = pool_->import(file, *bytes, folder);
    if (!imported) return imported.errors();
    for (const std::string& text : imported->notes) pool_->note(file.string() + ": " + text);
    return std::make_shared<const Model>(std::move(imported->model));
}

}  // namespace diorama
