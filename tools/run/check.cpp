#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>

#include "augment/pipeline.hpp"
#include "engine/annotate/annotate.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/generator.hpp"

namespace diorama {
namespace {

struct CheckOptions {
    ConfigOptions config;
    MachineOptions machine;
    bool resolved = false;
    std::uint64_t stats = 0;
};

/// Counts of values in equal parts of [0, 1]; the last part includes 1.
class Histogram {
 public:
    void add(double share) {
        ++bins_[static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * (kBins - 1e-9))];
    }
    void print(const char* title, const char* unit) const {
        fmt::print("\n{}\n", title);
        const std::uint64_t most = std::max<std::uint64_t>(1, *std::ranges::max_element(bins_));
        for (std::size_t i = 0; i < kBins; ++i) {
            const std::string bar(static_cast<std::size_t>(40 * bins_[i] / most), '#');
            fmt::print("  {:3} - {:3} {} {:8} {}\n", i * 100 / kBins, (i + 1) * 100 / kBins, unit,
                       bins_[i], bar);
        }
    }

 private:
    static constexpr std::size_t kBins = 10;
    std::array<std::uint64_t, kBins> bins_{};
};

struct CategoryCount {
    std::uint64_t annotations = 0, dropped = 0;
    double area_px = 0;
};

struct Statistics {
    std::uint64_t samples = 0, empty = 0, rejects = 0;
    std::map<std::string, CategoryCount> categories;
    Histogram size, occlusion, truncation;

    void add(const Labeled& labeled) {
        ++samples;
        empty += labeled.annotations.empty() ? 1 : 0;
        rejects += labeled.frame.rejects.size();
        const auto picture = static_cast<double>(labeled.frame.ids.extent().area());
        for (const Annotation& a : labeled.annotations) {
            CategoryCount& category = categories[a.category];
            ++category.annotations;
            category.area_px += static_cast<double>(a.area);
            size.add(std::sqrt(static_cast<double>(a.area) / picture));
            occlusion.add(a.occlusion);
            truncation.add(a.truncation);
        }
        for (const Dropped& d : labeled.dropped) ++categories[d.category].dropped;
    }

    void print() const {
        fmt::print("{} samples, {} without annotation, {} objects without a place\n\n", samples,
                   empty, rejects);
        fmt::print("{:24} {:>11} {:>11} {:>8} {:>12}\n", "category", "annotations", "per sample",
                   "dropped", "mean area px");
        for (const auto& [name, c] : categories) {
            fmt::print("{:24} {:11} {:11.2f} {:8} {:12.0f}\n", name, c.annotations,
                       static_cast<double>(c.annotations) / static_cast<double>(samples), c.dropped,
                       c.annotations > 0 ? c.area_px / static_cast<double>(c.annotations) : 0.0);
        }
        size.print("size: square root of the share of the picture", "%");
        occlusion.print("occlusion: hidden share of what is inside the picture", "%");
        truncation.print("truncation: share beyond the picture", "%");
    }
};

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
    Statistics statistics;
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
    statistics.print();
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
