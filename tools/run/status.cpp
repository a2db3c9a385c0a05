#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "engine/dataset/finalize.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct StatusOptions {
    std::string folder;
    bool json = false;
};

int print_status(const StatusOptions& options) {
    PosixFileSystem files;
    const auto folders = status(files, options.folder);
    if (!folders) return report(folders.errors());
    if (options.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const FolderStatus& s : *folders) {
            list.push_back({{"folder", s.folder.string()},
                            {"plan", s.plan},
                            {"total", s.total},
                            {"complete", s.complete},
                            {"broken", s.broken},
                            {"finalized", s.finalized},
                            {"missing", s.missing}});
        }
        fmt::print("{}\n", list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return kOk;
    }
    for (const FolderStatus& s : *folders) {
        fmt::print("{}: {} of {} samples{}{}\n", s.folder.string(), s.complete, s.total,
                   s.broken > 0 ? fmt::format(", {} broken", s.broken) : "",
                   s.finalized ? ", finalized" : "");
        if (!s.missing.empty()) fmt::print("  missing: {}\n", s.missing);
    }
    return kOk;
}

}  // namespace

void add_status(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<StatusOptions>();
    CLI::App* command =
        app.add_subcommand("status", "How far a dataset is, or each shard in a folder of shards");
    command->add_option("DIR", options->folder, "A dataset, a shard, or a folder of them")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->footer("Example:\n  diorama status shards --json\n");
    command->callback(
        [options, &chosen] { chosen = [options] { return print_status(*options); }; });
}

}  // namespace diorama
