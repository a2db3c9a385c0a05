// Enumerates the devices and picks one: --device, the scheduler's grant, or the best there is.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "engine/gpu/device.hpp"
#include "engine/gpu/enumerate.hpp"
#include "engine/gpu/grant.hpp"

namespace diorama {
namespace {

std::string hex(const std::uint8_t (&bytes)[VK_UUID_SIZE]) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

DeviceKind kind_of(VkPhysicalDeviceType type) {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return DeviceKind::Cpu;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return DeviceKind::Integrated;
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return DeviceKind::Discrete;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return DeviceKind::Virtual;
        default:
            return DeviceKind::Other;
    }
}

std::string lower_alnum(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') result += static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
    }
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::optional<int> parse_int(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<int> environment_int(const char* name) {
    const char* text = std::getenv(name);
    return text ? parse_int(text) : std::nullopt;
}

[[noreturn]] void refuse(const std::vector<DeviceInfo>& devices, const std::string& why) {
    std::string text = why;
    if (devices.empty()) {
        text +=
            "; the Vulkan loader found no device (is a driver installed? Debian: "
            "mesa-vulkan-drivers renders on the CPU)";
    } else {
        text += "; devices here:";
        for (const DeviceInfo& d : devices)
            text += fmt::format("\n  {}: {} uuid:{}{}{}", d.index, d.name, d.uuid,
                                d.pci.empty() ? "" : " pci:" + d.pci,
                                d.unusable.empty() ? "" : " (unusable: " + d.unusable + ")");
    }
    throw GpuUnavailable(text);
}

// The usable devices in order of preference: discrete, integrated, virtual, other, CPU.
std::vector<std::size_t> by_preference(const std::vector<DeviceInfo>& devices) {
    const auto rank = [](DeviceKind kind) {
        switch (kind) {
            case DeviceKind::Discrete:
                return 0;
            case DeviceKind::Integrated:
                return 1;
            case DeviceKind::Virtual:
                return 2;
            case DeviceKind::Other:
                return 3;
            case DeviceKind::Cpu:
                return 4;
        }
        return 5;
    };
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (devices[i].unusable.empty()) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return rank(devices[a].kind) < rank(devices[b].kind);
    });
    return order;
}

/// The device that the scheduler granted; nothing when it said nothing about cards that are here.
/// Slurm sets the variables of all makers at once, so those of absent makers mean nothing.
std::optional<std::size_t> granted_device(const std::vector<DeviceInfo>& devices,
                                          const std::vector<std::size_t>& gpus) {
    for (const GrantVariable& grant : kGrantVariables) {
        const char* text = std::getenv(grant.name);
        if (!text || !grants_device(text)) continue;
        const std::string_view all(text), first = all.substr(0, all.find(','));
        std::vector<std::size_t> cards;
        for (const std::size_t i : gpus)
            if (devices[i].vendor_id == grant.vendor_id) cards.push_back(i);
        const std::string said = fmt::format("the scheduler granted {} ({})", first, grant.name);
        if (first.starts_with("GPU-")) {  // a UUID, to be obeyed to the letter
            for (const std::size_t i : cards)
                if (devices[i].uuid.starts_with(lower_alnum(first.substr(4)))) return i;
            refuse(devices, said + ", which Vulkan does not see");
        }
        if (gpus.empty()) refuse(devices, said + ", but Vulkan sees no GPU");
        // Ordinals count the cards of one maker along the bus; Intel's go on with ".tile".
        const auto ordinal = parse_int(first.substr(0, first.find('.')));
        if (!ordinal || *ordinal < 0 || cards.empty()) continue;
        std::stable_sort(cards.begin(), cards.end(), [&](std::size_t a, std::size_t b) {
            return devices[a].pci < devices[b].pci;
        });
        return cards[static_cast<std::size_t>(*ordinal) % cards.size()];
    }
    return std::nullopt;
}

std::size_t choose_auto(const std::vector<DeviceInfo>& devices, bool allow_cpu) {
    std::vector<std::size_t> order = by_preference(devices);
    std::vector<std::size_t> gpus;
    for (const std::size_t i : order)
        if (devices[i].kind != DeviceKind::Cpu) gpus.push_back(i);

    if (const auto granted = granted_device(devices, gpus)) return *granted;
    if (gpus.empty()) {
        if (!allow_cpu) refuse(devices, "no GPU found, and the CPU was ruled out");
        if (order.empty()) refuse(devices, "no usable Vulkan device");
        return order.front();
    }
    struct Rank {
        const char* variable;
        int first;
    };
    constexpr Rank kRanks[] = {{"SLURM_LOCALID", 0},
                               {"OMPI_COMM_WORLD_LOCAL_RANK", 0},
                               {"MPI_LOCALRANKID", 0},
                               {"PARALLEL_JOBSLOT", 1}};
    for (const auto& [variable, first] : kRanks)
        if (const auto local = environment_int(variable); local && *local >= first)
            return gpus[static_cast<std::size_t>(*local - first) % gpus.size()];
    return gpus.front();
}

}  // namespace

DeviceInfo describe_device(VkPhysicalDevice physical, int index) {
    std::uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(physical, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> extensions(count);
    vkEnumerateDeviceExtensionProperties(physical, nullptr, &count, extensions.data());
    const bool has_pci = std::any_of(extensions.begin(), extensions.end(), [](const auto& e) {
        return std::string_view(e.extensionName) == VK_EXT_PCI_BUS_INFO_EXTENSION_NAME;
    });

    VkPhysicalDevicePCIBusInfoPropertiesEXT bus{
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PCI_BUS_INFO_PROPERTIES_EXT};
    VkPhysicalDeviceVulkan12Properties v12{
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES,
        .pNext = has_pci ? &bus : nullptr};
    VkPhysicalDeviceVulkan11Properties v11{
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, .pNext = &v12};
    VkPhysicalDeviceProperties2 properties{.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
                                           .pNext = &v11};
    vkGetPhysicalDeviceProperties2(physical, &properties);
    VkPhysicalDeviceMemoryProperties memory{};
    vkGetPhysicalDeviceMemoryProperties(physical, &memory);

    const auto& p = properties.properties;
    DeviceInfo info{.index = index,
                    .name = p.deviceName,
                    .kind = kind_of(p.deviceType),
                    .uuid = hex(v11.deviceUUID),
                    .driver = fmt::format("{} {}", v12.driverName, v12.driverInfo),
                    .driver_uuid = hex(v11.driverUUID),
                    .vendor_id = p.vendorID,
                    .driver_version = p.driverVersion};
    if (has_pci)
        info.pci = fmt::format("{:04x}:{:02x}:{:02x}.{:x}", bus.pciDomain, bus.pciBus,
                               bus.pciDevice, bus.pciFunction);
    for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i)
        if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            info.memory_bytes = std::max(info.memory_bytes, memory.memoryHeaps[i].size);
    if (p.apiVersion < VK_API_VERSION_1_3) {
        info.unusable =
            fmt::format("Vulkan {}.{}, 1.3 is needed", VK_API_VERSION_MAJOR(p.apiVersion),
                        VK_API_VERSION_MINOR(p.apiVersion));
        return info;
    }
    const std::string missing = missing_features(physical);
    if (!missing.empty()) info.unusable = "lacks " + missing;
    return info;
}

std::size_t choose_device(const std::vector<DeviceInfo>& devices, const DeviceRequest& request) {
    const std::string& which = request.which;
    if (which == "auto" || which.empty()) return choose_auto(devices, request.allow_cpu);

    const auto first_where = [&](const std::string& wanted, auto&& matches) {
        std::string unusable;
        for (std::size_t i = 0; i < devices.size(); ++i) {
            if (!matches(devices[i])) continue;
            if (devices[i].unusable.empty()) return i;
            unusable = devices[i].unusable;
        }
        refuse(devices, unusable.empty() ? "no device matches " + wanted
                                         : wanted + " cannot be used: " + unusable);
    };
    if (which == "cpu")
        return first_where(which, [](const DeviceInfo& d) { return d.kind == DeviceKind::Cpu; });
    if (which.rfind("uuid:", 0) == 0) {
        const std::string wanted = lower_alnum(which.substr(5));
        return first_where(which, [&](const DeviceInfo& d) { return d.uuid == wanted; });
    }
    if (which.rfind("pci:", 0) == 0) {
        const std::string wanted = lower(which.substr(4));
        return first_where(which, [&](const DeviceInfo& d) { return d.pci == wanted; });
    }
    if (which.rfind("name:", 0) == 0) {
        const std::string wanted = lower(which.substr(5));
        return first_where(which, [&](const DeviceInfo& d) {
            return lower(d.name).find(wanted) != std::string::npos;
        });
    }
    if (const auto index = parse_int(which); index && *index >= 0)
        return first_where(which, [&](const DeviceInfo& d) { return d.index == *index; });
    refuse(devices, "'" + which +
                        "' is no device: expected auto, cpu, an index, uuid:<hex>, pci:<id> or "
                        "name:<part>");
}

}  // namespace diorama
