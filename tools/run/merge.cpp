#include <fmt/format.h>

#include <map>
#include <memory>

#include "engine/dataset/finalize.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct MergeOptions {
    std::string out;
    std::vector<std::string> shards;
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
    command->footer("Example:\n  diorama merge data shards/*\n");
    command->callback([options, &chosen] {
        chosen = [options] {
            PosixFileSystem files;
            return finished(options->out, merge(files, options->out,
                                                {options->shards.begin(), options->shards.end()}));
        };
    });
}

void add_finalize(CLI::App& app, Command& chosen) {
    auto folder = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand(
        "finalize", "Write the label files and the manifest of a folder with all samples");
    command->add_option("DIR", *folder, "The dataset's folder")->required();
    command->footer("Example:\n  diorama finalize data\n");
    command->callback([folder, &chosen] {
        chosen = [folder] {
            PosixFileSystem files;
            return finished(*folder, finalize(files, *folder));
        };
    });
}

}  // namespace diorama
