#include "tools/run/options.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "engine/gpu/grant.hpp"
#include "scenes/kit.hpp"
#include "tools/run/concurrency.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {

void add_config_options(CLI::App& app, ConfigOptions& options) {
    app.add_option("CONFIG", options.file, "The YAML file that describes the dataset")->required();
    app.add_option("--set", options.set,
                   "Override one value, KEY.PATH=VALUE with YAML as value; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app.add_option("--seed", options.seed, "Override the seed")->type_name("S");
    app.add_option("--count", options.count, "Override the number of samples")->type_name("N");
    app.add_option("--path-map", options.path_rules,
                   "Absolute paths in CONFIG that begin with A lie below B here; may be repeated")
        ->type_name("A=B")
        ->allow_extra_args(false);
    app.add_option("--path-map-file", options.path_rules_file,
                   "The same from a file, in Open Job Description's format pathmapping-1.0")
        ->type_name("FILE");
}

Expected<LoadedConfig> load_config(const ConfigOptions& options) {
    std::vector<Override> overrides;
    for (const std::string& text : options.set) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            return usage_error(
                fmt::format("--set {}: expected KEY.PATH=VALUE, for example "
                            "--set image.width=320",
                            text));
        }
        overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    if (options.seed) overrides.push_back({"seed", fmt::format("{}", *options.seed)});
    if (options.count) overrides.push_back({"count", fmt::format("{}", *options.count)});
    const auto paths = load_path_map(options);
    if (!paths) return paths.errors();
    auto config = load_run_config(options.file, kit_names(), overrides, *paths);
    // From here on nobody has to know whether they were given or found.
    if (config) config->run.categories = category_names(config->run);
    return config;
}

Expected<PathMap> load_path_map(const ConfigOptions& options) {
    PathMap paths;
    for (const std::string& rule : options.path_rules)
        if (const auto added = paths.add_rule(rule); !added) return added.errors();
    if (!options.path_rules_file.empty())
        if (const auto added = paths.add_file(options.path_rules_file); !added)
            return added.errors();
    return paths;
}

std::string shell_quoted(const std::string& word) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    return quoted + '\'';
}

std::string shell_words(const ConfigOptions& options) {
    std::string words = shell_quoted(options.file);
    for (const std::string& text : options.set) words += " --set " + shell_quoted(text);
    for (const std::string& rule : options.path_rules) words += " --path-map " + shell_quoted(rule);
    if (!options.path_rules_file.empty())
        words += " --path-map-file " + shell_quoted(options.path_rules_file);
    if (options.seed) words += fmt::format(" --seed {}", *options.seed);
    if (options.count) words += fmt::format(" --count {}", *options.count);
    return words;
}

KitNames kit_names() {
    return {kit::object_names(), kit::primitive_names(), kit::material_names()};
}

void add_machine_options(CLI::App& app, MachineOptions& options) {
    app.add_option("--device", options.device,
                   "auto, cpu, N, uuid:HEX, pci:0000:65:00.0 or name:PART (see `diorama devices`)")
        ->envname("DIORAMA_DEVICE");
    app.add_option("--threads", options.threads,
                   "Worker threads; default: the CPUs that this process may use")
        ->type_name("N");
    app.add_flag("--validate", options.validate,
                 "Check every Vulkan call with the Khronos validation layer, print what it finds "
                 "and stop there")
        ->envname("DIORAMA_VALIDATE");
}

bool scheduler_granted_gpu(const Variables& environment) {
    const auto granted = [&](const char* name) {
        const auto value = environment(name);
        return value && grants_device(*value);
    };
    // This one is a count.
    if (granted("SLURM_GPUS_ON_NODE") && environment("SLURM_GPUS_ON_NODE") != "0") return true;
    return granted("SLURM_JOB_GPUS") ||
           std::ranges::any_of(kGrantVariables,
                               [&](const GrantVariable& v) { return granted(v.name); });
}

DeviceRequest device_request(const MachineOptions& options, const Variables& environment) {
    DeviceRequest request;
    if (!options.device.empty()) request.which = options.device;
    request.allow_cpu = !scheduler_granted_gpu(environment);
    request.validation = options.validate;
    return request;
}

int thread_count(const MachineOptions& options, const Variables& environment) {
    return options.threads > 0 ? options.threads : default_threads(environment);
}

}  // namespace diorama
