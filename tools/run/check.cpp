#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "augment/pipeline.hpp"
#include "engine/annotate/annotate.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/statistics.hpp"

namespace diorama {
namespace {

struct CheckOptions {
    ConfigOptions config;
    MachineOptions machine;
    bool resolved = false;
    std::uint64_t stats = 0;
};

void print(const ShareHistogram& histogram, const char* title) {
    fmt::print("\n{}\n", title);
    const auto& bins = histogram.bins();
    const std::uint64_t most = std::max<std::uint64_t>(1, *std::ranges::max_element(bins));
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const std::string bar(static_cast<std::size_t>(40 * bins[i] / most), '#');
        fmt::print("  {:3} - {:3} % {:8} {}\n", i * 100 / bins.size(), (i + 1) * 100 / bins.size(),
                   bins[i], bar);
    }
}

void print(const LabelStatistics& statistics) {
    fmt::print("{} samples, {} without annotation, {} objects without a place\n\n",
               statistics.samples, statistics.empty, statistics.rejects);
    fmt::print("{:24} {:>11} {:>11} {:>8} {:>12}\n", "category", "annotations", "per sample",
               "dropped", "mean area px");
    for (const auto& [name, c] : statistics.categories) {
        fmt::print("{:24} {:11} {:11.2f} {:8} {:12.0f}\n", name, c.annotations,
                   static_cast<double>(c.annotations) / static_cast<double>(statistics.samples),
                   c.dropped,
                   c.annotations > 0 ? c.area_px / static_cast<double>(c.annotations) : 0.0);
    }
    print(statistics.size, "size: square root of the share of the picture");
    print(statistics.occlusion, "occlusion: hidden share of what is inside the picture");
    print(statistics.truncation, "truncation: share beyond the picture");
}

/// Draws and labels samples without shading them.
int print_statistics(const CheckOptions& options, const RunConfig& config, Assets& assets) {
    const int threads = thread_count(options.machine, process_environment);
    const auto renderers = open_renderers(config, options.machine, threads);
    const auto resources = load_resources(config.augment);
    if (!resources) return report(resources.errors());
    const Generator generator = augmented(
        config,
        make_generator(config, {.color = false, .depth = false, .normals = false, .amodal = true},
                       {assets, renderers.get()}),
        *resources);
    const std::uint64_t count = std::min(options.stats, config.count);
    LabelStatistics statistics;
    Diagnostics findings;
    run_pipeline(
        {.threads = threads},
        [&, next = std::uint64_t{0}]() mutable {
            return next < count ? std::optional(next++) : std::nullopt;
        },
        [&](std::uint64_t index) -> Expected<Labeled> {
            auto frames = generator(index);
            if (!frames) return frames.errors();
            // All pictures of a sample have the same layout: the first stands for it.
            return annotate(std::move(frames->front()), config.labels);
        },
        [&](const Expected<Labeled>& labeled) {
            if (labeled) {
                statistics.add(*labeled);
            } else if (findings.empty()) {
                findings = labeled.errors();
            }
        });
    if (!findings.empty()) return report(findings);
    print(statistics);
    return kOk;
}

int check_config(const CheckOptions& options) {
    const auto config = load_config(options.config);
    if (!config) return report(config.errors());
    Assets assets(config->run.assets);
    const auto files = input_files(config->run, assets);
    if (!files) return report(files.errors());
    if (options.resolved) fmt::print("{}", config->resolved_yaml);
    if (options.stats > 0) return print_statistics(options, config->run, assets);
    fmt::print(stderr, "{}: ok, {} samples, {} categories, {} asset files\n", options.config.file,
               config->run.count, config->run.categories.size(), files->size());
    return kOk;
}

}  // namespace

void add_check(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command =
        app.add_subcommand("check", "Check a configuration and the files it names, all at once");
    add_config_options(*command, options->config);
    command->add_flag("--resolved", options->resolved,
                      "Print it with every default and the origin of each value");
    command
        ->add_option("--stats", options->stats,
                     "Draw N samples without shading and print histograms of their labels")
        ->type_name("N");
    add_machine_options(*command, options->machine);
    command->footer(
        "Examples:\n"
        "  diorama check table.yaml\n"
        "  diorama check table.yaml --resolved --set image.width=320\n"
        "  diorama check table.yaml --stats 200\n");
    command->callback(
        [options, &chosen] { chosen = [options] { return check_config(*options); }; });
}

}  // namespace diorama
