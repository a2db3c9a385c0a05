/// One worker as its parent holds it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "engine/io/asset_folder.hpp"
#include "engine/io/message_channel.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

class WorkerProcess {
 public:
    /// Starts `program` as a worker and waits until it is ready; throws when that fails.
    WorkerProcess(const std::filesystem::path& program, const ImportLimits& limits);
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;
    /// Ends the process, whatever it is doing.
    ~WorkerProcess();

    /// What its sandbox lacks; empty when it is complete.
    const std::string& lacking() const { return lacking_; }

    /// Imports one file, serving what it asks for from `folder`.
    /// @return a checked model, or the reason why there is none. Throws ChannelError when the
    /// worker
    ///         died or answered nonsense or nothing; it is of no use after that.
    Expected<ImportedModel> import(ByteView file, const std::string& name, AssetFolder& folder,
                                   const ImportLimits& limits);

    /// Ends the process and says how it had ended by itself: "was killed by signal 11 (...)".
    std::string how_it_ended();

 private:
    void limit_cpu(double seconds);
    int stop();

    pid_t pid_ = -1;
    std::unique_ptr<MessageChannel> channel_;
    std::string lacking_;
};

}  // namespace diorama
