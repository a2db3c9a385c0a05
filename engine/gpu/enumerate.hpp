/// How devices are described before one is opened; for device.cpp and device_list.cpp alone.
#pragma once

#include <string>

#include "engine/gpu/device.hpp"

namespace diorama {

DeviceInfo describe_device(VkPhysicalDevice physical, int index);

/// The required features that a device lacks, comma-separated; empty when it has all.
std::string missing_features(VkPhysicalDevice physical);

}  // namespace diorama
