#include "tools/run/options.hpp"

#include <fmt/format.h>

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
    auto config = load_run_config(options.file, kit_names(), overrides);
    // From here on nobody has to know whether they were given or found.
    if (config) config->run.categories = category_names(config->run);
    return config;
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
    const auto is_set = [&](const char* name) {
        const auto value = environment(name);
        return value && !value->empty() && *value != "0" && *value != "-1" &&
               *value != "NoDevFiles" && *value != "void" && *value != "none";
    };
    // "0" is a count for the first two and a device for the third.
    const auto visible = environment("CUDA_VISIBLE_DEVICES");
    return is_set("SLURM_GPUS_ON_NODE") || environment("SLURM_JOB_GPUS").value_or("") != "" ||
           is_set("CUDA_VISIBLE_DEVICES") || (visible && *visible == "0");
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
