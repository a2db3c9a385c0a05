/// Options that several commands share, and what they mean.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/path_map.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/gpu/device.hpp"
#include "tools/run/selection.hpp"

namespace CLI {
class App;
}

namespace diorama {

/// What the chosen command does; returns the exit code. Each command's add_*() fills it in when
/// its words are on the command line.
using Command = std::function<int()>;

/// CONFIG, --set, --seed, --count, --path-map, --path-map-file.
struct ConfigOptions {
    std::string file;
    std::vector<std::string> path_rules;  // "A=B"
    std::string path_rules_file;
    std::vector<std::string> set;  // "key.path=value"
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> count;
};
void add_config_options(CLI::App& app, ConfigOptions& options);

/// Loads the configuration with all overrides applied; its categories are never empty where an
/// object has one.
Expected<LoadedConfig> load_config(const ConfigOptions& options);

/// Where paths of the configuration lie on this machine.
Expected<PathMap> load_path_map(const ConfigOptions& options);

/// The same options as words for a shell, after the command: "cfg.yaml --set 'a.b={uniform: ..'".
std::string shell_words(const ConfigOptions& options);

/// One word for a POSIX shell, quoted where it has to be.
std::string shell_quoted(const std::string& word);

/// Names that configurations may use without a file.
KitNames kit_names();

/// --device, --threads, --validate.
struct MachineOptions {
    std::string device;     // empty: DIORAMA_DEVICE, else auto
    int threads = 0;        // 0: as many as this process may use
    bool validate = false;  // DIORAMA_VALIDATE: all Vulkan calls, by the validation layer
};
void add_machine_options(CLI::App& app, MachineOptions& options);

/// Whether the scheduler gave this process a GPU. Then rendering on the CPU instead would only be
/// noticed as "slow", so it is refused.
bool scheduler_granted_gpu(const Variables& environment);

DeviceRequest device_request(const MachineOptions& options, const Variables& environment);
int thread_count(const MachineOptions& options, const Variables& environment);

}  // namespace diorama
