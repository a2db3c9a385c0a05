#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "engine/gpu/device.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

const char* kind_name(DeviceKind kind) {
    switch (kind) {
        case DeviceKind::Cpu:
            return "cpu";
        case DeviceKind::Integrated:
            return "integrated";
        case DeviceKind::Discrete:
            return "discrete";
        case DeviceKind::Virtual:
            return "virtual";
        case DeviceKind::Other:
            return "other";
    }
    return "other";
}

int print_devices(bool json) {
    const std::vector<DeviceInfo> devices = list_devices();
    if (json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const DeviceInfo& d : devices) {
            list.push_back({{"index", d.index},
                            {"name", d.name},
                            {"kind", kind_name(d.kind)},
                            {"uuid", d.uuid},
                            {"pci", d.pci},
                            {"driver", d.driver},
                            {"driver_uuid", d.driver_uuid},
                            {"memory_bytes", d.memory_bytes},
                            {"usable", d.unusable.empty()},
                            {"reason", d.unusable}});
        }
        fmt::print("{}\n", list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        for (const DeviceInfo& d : devices) {
            fmt::print("{}: {} ({}, {}, {} MiB)\n   uuid:{}{}\n", d.index, d.name,
                       kind_name(d.kind), d.driver, d.memory_bytes >> 20, d.uuid,
                       d.pci.empty() ? "" : "  pci:" + d.pci);
            if (!d.unusable.empty()) fmt::print("   cannot be used: {}\n", d.unusable);
        }
    }
    for (const DeviceInfo& d : devices)
        if (d.unusable.empty()) return kOk;
    fmt::print(stderr,
               "diorama: no usable Vulkan 1.3 device; for rendering on the CPU install Mesa's "
               "lavapipe (Debian: mesa-vulkan-drivers)\n");
    return kUnavailable;
}

}  // namespace

void add_devices(CLI::App& app, Command& chosen) {
    auto json = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("devices", "List the Vulkan devices of this machine");
    command->add_flag("--json", *json, "Print JSON");
    command->footer("Example:\n  diorama devices --json\n");
    command->callback([json, &chosen] { chosen = [json] { return print_devices(*json); }; });
}

}  // namespace diorama
