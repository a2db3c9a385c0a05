#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "engine/dataset/finalize.hpp"
#include "engine/dataset/sample_ranges.hpp"
#include "engine/dataset/shards.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

/// How far one shard of a folder is.
struct ShardProgress {
    std::uint64_t index = 0;
    std::uint64_t total = 0;
    std::uint64_t complete = 0;
};

std::vector<ShardProgress> shards_of(const FolderStatus& status) {
    std::vector<ShardProgress> shards;
    for (std::uint64_t k = 0; k < status.shards; ++k) {
        ShardProgress shard{.index = k};
        for (auto i = shard_begin(k, status.shards, status.total);
             i < shard_begin(k + 1, status.shards, status.total); ++i) {
            ++shard.total;
            if (status.present[i]) ++shard.complete;
        }
        shards.push_back(shard);
    }
    return shards;
}

/// Shards in folders of their own, seen as the one dataset that they are going to be.
FolderStatus together(const std::vector<FolderStatus>& folders, const std::string& name) {
    FolderStatus all = folders.front();
    all.folder = name;
    all.finalized = false;
    all.shards = all.broken = all.complete = 0;
    for (const FolderStatus& folder : folders) {
        all.broken += folder.broken;
        for (std::size_t i = 0; i < all.present.size(); ++i)
            if (folder.present[i]) all.present[i] = true;
    }
    SampleRanges missing;
    for (std::uint64_t i = 0; i < all.total; ++i) {
        if (all.present[i])
            ++all.complete;
        else
            missing.add(i);
    }
    all.missing = missing.text();
    return all;
}

bool same_plan(const std::vector<FolderStatus>& folders) {
    return std::ranges::all_of(
        folders, [&](const FolderStatus& f) { return f.plan == folders.front().plan; });
}

nlohmann::ordered_json to_json(const FolderStatus& s) {
    nlohmann::ordered_json json{
        {"folder", s.folder.string()}, {"plan", s.plan},     {"total", s.total},
        {"complete", s.complete},      {"broken", s.broken}, {"finalized", s.finalized},
        {"missing", s.missing}};
    json["shards"] = nlohmann::ordered_json::array();
    for (const ShardProgress& shard : shards_of(s)) {
        json["shards"].push_back(
            {{"shard", shard.index}, {"total", shard.total}, {"complete", shard.complete}});
    }
    return json;
}

/// A few lines: the folder, what is missing, and the shards that are not done.
void print(const FolderStatus& s) {
    fmt::print("{}: {} of {} samples{}{}\n", s.folder.string(), s.complete, s.total,
               s.broken > 0 ? fmt::format(", {} broken", s.broken) : "",
               s.finalized ? ", finalized" : "");
    if (!s.missing.empty()) fmt::print("  missing: {}\n", s.missing);
    constexpr int kMaxLines = 20;
    int unfinished = 0;
    for (const ShardProgress& shard : shards_of(s)) {
        if (shard.complete == shard.total || ++unfinished > kMaxLines) continue;
        fmt::print("  shard {}/{}: {} of {}\n", shard.index, s.shards, shard.complete, shard.total);
    }
    if (unfinished > kMaxLines) fmt::print("  and {} shards more\n", unfinished - kMaxLines);
}

struct StatusOptions {
    std::string folder;
    bool json = false;
};

int print_status(const StatusOptions& options) {
    PosixFileSystem files;
    const auto folders = status(files, options.folder);
    if (!folders) return report(folders.errors());
    std::vector<FolderStatus> list = *folders;
    if (list.size() > 1 && same_plan(list)) list.push_back(together(list, options.folder));
    if (options.json) {
        nlohmann::ordered_json json = nlohmann::ordered_json::array();
        for (const FolderStatus& folder : list) json.push_back(to_json(folder));
        fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return kOk;
    }
    for (const FolderStatus& folder : list) print(folder);
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
