#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/dataset/finalize.hpp"
#include "engine/dataset/staged_file_system.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct MergeOptions {
    std::string out;
    std::vector<std::string> shards;
    std::string stage;
};

void add_stage_option(CLI::App& command, MergeOptions& options) {
    command
        .add_option("--stage-dir", options.stage,
                    "Let files grow in this local folder and copy them whole, as in generate")
        ->type_name("DIR");
}

/// The disk, or files that are staged before they reach it.
class Storage {
 public:
    explicit Storage(const std::string& stage) {
        if (!stage.empty()) staged_.emplace(disk_, stage);
    }
    FileSystem& files() { return staged_ ? static_cast<FileSystem&>(*staged_) : disk_; }

 private:
    PosixFileSystem disk_;
    std::optional<StagedFileSystem> staged_;
};

int finished(const std::string& folder, const Expected<FinalizeReport>& result) {
    if (!result) return report(result.errors());
    fmt::print(stderr, "{}: {} samples, {} pictures, {} annotations\n", folder,
               result->sample_count, result->picture_count, result->annotation_count);
    if (result->devices.size() > 1) {
        fmt::print(stderr, "warning: {} different devices drew this dataset, colors may differ:\n",
                   result->devices.size());
        for (const std::string& device : result->devices) fmt::print(stderr, "  {}\n", device);
    }
    return kOk;
}

}  // namespace

void add_merge(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* command = app.add_subcommand("merge", "Put shards together to one dataset");
    command->add_option("OUT", options->out, "The dataset's folder")->required();
    command->add_option("SHARD", options->shards, "Folders that `generate --shard` wrote")
        ->required();
    add_stage_option(*command, *options);
    command->footer("Example:\n  diorama merge data shards/*\n");
    command->callback([options, &chosen] {
        chosen = [options] {
            Storage storage(options->stage);
            return finished(options->out, merge(storage.files(), options->out,
                                                {options->shards.begin(), options->shards.end()}));
        };
    });
}

void add_finalize(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* command = app.add_subcommand(
        "finalize", "Write the label files and the manifest of a folder with all samples");
    command->add_option("DIR", options->out, "The dataset's folder")->required();
    add_stage_option(*command, *options);
    command->footer("Example:\n  diorama finalize data\n");
    command->callback([options, &chosen] {
        chosen = [options] {
            Storage storage(options->stage);
            return finished(options->out, finalize(storage.files(), options->out));
        };
    });
}

}  // namespace diorama
