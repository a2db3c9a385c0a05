#include "engine/dataset/verify.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/rerender.hpp"

namespace diorama {
namespace {

struct VerifyOptions {
    std::string folder;
    bool json = false;
    RerenderOptions rerender;
};

int verify_dataset(const VerifyOptions& options) {
    PosixFileSystem files;
    const auto result = verify(files, options.folder);
    if (!result) return report(result.errors());
    if (options.json) {
        nlohmann::ordered_json findings = nlohmann::ordered_json::array();
        for (const Finding& f : result->findings) {
            findings.push_back({{"rule", f.rule},
                                {"file", f.file},
                                {"message", f.message},
                                {"warning", f.warning}});
        }
        const nlohmann::ordered_json json{{"files", result->file_count},
                                          {"pictures", result->picture_count},
                                          {"annotations", result->annotation_count},
                                          {"errors", result->error_count},
                                          {"warnings", result->warning_count},
                                          {"findings", findings},
                                          {"notes", result->notes}};
        fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        for (const Finding& f : result->findings) {
            fmt::print("{}: {}{}: {}\n", f.file, f.warning ? "warning: " : "", f.rule, f.message);
        }
        const std::uint64_t all = result->error_count + result->warning_count;
        if (all > result->findings.size())
            fmt::print("... and {} more\n", all - result->findings.size());
        for (const std::string& note : result->notes) fmt::print("note: {}\n", note);
        fmt::print("{} files, {} pictures, {} annotations: {} errors, {} warnings\n",
                   result->file_count, result->picture_count, result->annotation_count,
                   result->error_count, result->warning_count);
    }
    if (options.rerender.count == 0) return result->ok() ? kOk : kData;

    const auto again = rerender(options.rerender, files, options.folder);
    if (!again) return report(again.errors());
    for (const std::string& difference : again->differences) fmt::print(stderr, "{}\n", difference);
    fmt::print(stderr, "{} samples made again, {} files: {} differences\n", again->samples,
               again->files, again->differences.size());
    return result->ok() && again->differences.empty() ? kOk : kData;
}

}  // namespace

void add_verify(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<VerifyOptions>();
    CLI::App* command = app.add_subcommand(
        "verify", "Read a finished dataset again and check its labels, hashes and readability");
    command->add_option("DATASET", options->folder, "The dataset's folder")->required();
    command->add_flag("--json", options->json, "Print JSON");
    auto* rerender = command
                         ->add_option("--rerender", options->rerender.count,
                                      "Make K samples again and compare their bytes")
                         ->type_name("K");
    auto* config = command
                       ->add_option("--config", options->rerender.config.file,
                                    "The configuration that made the dataset")
                       ->type_name("CONFIG");
    rerender->needs(config);
    command->add_option("--set", options->rerender.config.set, "As for generate")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command->add_option("--seed", options->rerender.config.seed, "As for generate")->type_name("S");
    command->add_option("--count", options->rerender.config.count, "As for generate")
        ->type_name("N");
    add_machine_options(*command, options->rerender.machine);
    command->footer(
        "Examples:\n  diorama verify data\n"
        "  diorama verify data --rerender 5 --config table.yaml\n\nExit codes: 0 everything holds, "
        "65 errors.\n");
    command->callback(
        [options, &chosen] { chosen = [options] { return verify_dataset(*options); }; });
}

}  // namespace diorama
