#include "engine/report/report.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct Options {
    std::string folder;
    std::string out;
    std::vector<std::string> timing;
    ReportOptions report;
};

/// "data.html" beside the folder "data": a file inside would not be the dataset's.
std::filesystem::path default_page(const std::string& folder) {
    std::filesystem::path path = std::filesystem::absolute(folder).lexically_normal();
    if (path.filename().empty()) path = path.parent_path();
    return path.parent_path() / (path.filename().string() + ".html");
}

int write_report(const Options& options) {
    PosixFileSystem files;
    ReportOptions wanted = options.report;
    if (!options.timing.empty()) {
        auto timing = load_timing(files, {options.timing.begin(), options.timing.end()});
        if (!timing) return report(timing.errors());
        wanted.timing = *std::move(timing);
    }
    const auto page = make_report(files, options.folder, wanted);
    if (!page) return report(page.errors());
    const std::filesystem::path out =
        options.out.empty() ? default_page(options.folder) : std::filesystem::path(options.out);
    write_file(files, out, page->html);
    if (page->broken > 0)
        fmt::print(stderr, "warning: {} pictures could not be read\n", page->broken);
    fmt::print(stderr, "{} pictures, {} of them on the contact sheet, {} kB\n", page->pictures,
               page->shown, page->html.size() / 1000);
    fmt::print("{}\n", out.string());
    return kOk;
}

}  // namespace

void add_report(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "report", "Write one HTML page about a finished dataset: pictures, counts, histograms");
    command->add_option("DATASET", options->folder, "The dataset's folder")->required();
    command
        ->add_option("--out,-o", options->out,
                     "The page; default: DATASET.html beside the folder. Its name goes to stdout")
        ->type_name("FILE");
    command
        ->add_option("--pictures", options->report.sheet_pictures, "Pictures on the contact sheet")
        ->check(CLI::Range(0, 2000))
        ->capture_default_str();
    command
        ->add_option("--measure", options->report.measured_pictures,
                     "Pictures that are decoded for brightness and sharpness")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    command->add_option("--title", options->report.title,
                        "Of the page; default: the folder's name");
    command
        ->add_option("--timing", options->timing,
                     "Status files of the runs that made the dataset (generate --status-file), for "
                     "the time by stage")
        ->type_name("FILE");
    command->footer(
        "Examples:\n"
        "  diorama report data --out data.html\n"
        "  diorama generate table.yaml --out data --status-file run.json\n"
        "  diorama report data --timing run.json\n");
    command->callback(
        [options, &chosen] { chosen = [options] { return write_report(*options); }; });
}

}  // namespace diorama
