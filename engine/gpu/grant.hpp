/// The variables by which schedulers say which cards a process may use.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace diorama {

struct GrantVariable {
    const char* name;
    std::uint32_t vendor_id;  // whose cards it counts
};

constexpr GrantVariable kGrantVariables[] = {
    {"CUDA_VISIBLE_DEVICES", 0x10de}, {"ROCR_VISIBLE_DEVICES", 0x1002},
    {"HIP_VISIBLE_DEVICES", 0x1002},  {"GPU_DEVICE_ORDINAL", 0x1002},
    {"ZE_AFFINITY_MASK", 0x8086},
};

/// Whether the value of such a variable grants anything; several words stand for nothing.
constexpr bool grants_device(std::string_view value) {
    constexpr std::string_view kNothing[] = {"", "-1", "NoDevFiles", "void", "none"};
    return std::ranges::find(kNothing, value) == std::end(kNothing);
}

}  // namespace diorama
