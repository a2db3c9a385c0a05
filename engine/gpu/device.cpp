#include "engine/gpu/device.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/gpu/enumerate.hpp"

namespace diorama {
namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";

// The features that the renderer uses beyond what Vulkan 1.3 makes mandatory.
struct Features {
    VkPhysicalDeviceVulkan13Features v13{.sType =
                                             VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES};
    VkPhysicalDeviceVulkan12Features v12{
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = &v13};
    VkPhysicalDeviceFeatures2 base{.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                   .pNext = &v12};
    Features() = default;
    Features(const Features&) = delete;
    Features& operator=(const Features&) = delete;
};

struct RequiredFeature {
    const char* name;
    VkBool32& (*in)(Features&);
};

constexpr RequiredFeature kRequired[] = {
    {"logicOp", [](Features& f) -> VkBool32& { return f.base.features.logicOp; }},
    {"multiDrawIndirect",
     [](Features& f) -> VkBool32& { return f.base.features.multiDrawIndirect; }},
    {"drawIndirectFirstInstance",
     [](Features& f) -> VkBool32& { return f.base.features.drawIndirectFirstInstance; }},
    {"geometryShader",  // for gl_PrimitiveID in fragment shaders
     [](Features& f) -> VkBool32& { return f.base.features.geometryShader; }},
    {"depthClamp", [](Features& f) -> VkBool32& { return f.base.features.depthClamp; }},
    {"timelineSemaphore", [](Features& f) -> VkBool32& { return f.v12.timelineSemaphore; }},
    {"maintenance4", [](Features& f) -> VkBool32& { return f.v13.maintenance4; }},
    {"dynamicRendering", [](Features& f) -> VkBool32& { return f.v13.dynamicRendering; }},
    {"synchronization2", [](Features& f) -> VkBool32& { return f.v13.synchronization2; }},
};

std::vector<VkPhysicalDevice> physical_devices(VkInstance instance) {
    std::uint32_t count = 0;
    check(vkEnumeratePhysicalDevices(instance, &count, nullptr), "vkEnumeratePhysicalDevices");
    std::vector<VkPhysicalDevice> devices(count);
    check(vkEnumeratePhysicalDevices(instance, &count, devices.data()),
          "vkEnumeratePhysicalDevices");
    return devices;
}

/// The names as Vulkan takes them; they point into `names`.
std::vector<const char*> pointers(const std::vector<std::string>& names) {
    std::vector<const char*> list;
    for (const std::string& name : names) list.push_back(name.c_str());
    return list;
}

VkResult make_instance(bool validation, const std::vector<std::string>& more,
                       VkInstance* instance) {
    const VkApplicationInfo application{.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
                                        .pApplicationName = "diorama",
                                        .pEngineName = "diorama",
                                        .apiVersion = VK_API_VERSION_1_3};
    const VkValidationFeatureEnableEXT enabled[] = {
        VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    const VkValidationFeaturesEXT features{.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
                                           .enabledValidationFeatureCount = 1,
                                           .pEnabledValidationFeatures = enabled};
    std::vector<const char*> extensions = pointers(more);
    if (validation) extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    const VkInstanceCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pNext = validation ? &features : nullptr,
        .pApplicationInfo = &application,
        .enabledLayerCount = validation ? 1u : 0u,
        .ppEnabledLayerNames = &kValidationLayer,
        .enabledExtensionCount = static_cast<std::uint32_t>(extensions.size()),
        .ppEnabledExtensionNames = extensions.data(),
    };
    return vkCreateInstance(&info, nullptr, instance);
}

// Where compiled pipelines may be kept; empty unless the user has named a cache folder, because
// farms run without a home directory.
std::filesystem::path cache_file(const DeviceInfo& info) {
    const char* folder = std::getenv("DIORAMA_CACHE_DIR");
    if (!folder || !*folder) return {};
    return std::filesystem::path(folder) /
           fmt::format("pipelines-{}-{:08x}.bin", info.driver_uuid, info.driver_version);
}

}  // namespace

struct Device::Messages {
    std::mutex mutex;
    std::vector<std::string> texts;

    static VkBool32 collect(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                            const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
        auto& messages = *static_cast<Messages*>(user);
        const std::lock_guard lock(messages.mutex);
        messages.texts.emplace_back(data->pMessage);
        std::fprintf(stderr, "vulkan: %s\n", data->pMessage);
        return VK_FALSE;
    }
};

const char* result_name(VkResult result) {
    switch (result) {
        case VK_ERROR_OUT_OF_HOST_MEMORY:
            return "out of host memory";
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
            return "out of device memory";
        case VK_ERROR_INITIALIZATION_FAILED:
            return "initialization failed";
        case VK_ERROR_DEVICE_LOST:
            return "device lost";
        case VK_ERROR_MEMORY_MAP_FAILED:
            return "memory map failed";
        case VK_ERROR_LAYER_NOT_PRESENT:
            return "layer not present";
        case VK_ERROR_EXTENSION_NOT_PRESENT:
            return "extension not present";
        case VK_ERROR_FEATURE_NOT_PRESENT:
            return "feature not present";
        case VK_ERROR_INCOMPATIBLE_DRIVER:
            return "incompatible driver";
        case VK_ERROR_TOO_MANY_OBJECTS:
            return "too many objects";
        case VK_ERROR_FORMAT_NOT_SUPPORTED:
            return "format not supported";
        case VK_ERROR_FRAGMENTED_POOL:
            return "fragmented pool";
        default:
            return "unknown error";
    }
}

std::string missing_features(VkPhysicalDevice physical) {
    Features has;
    vkGetPhysicalDeviceFeatures2(physical, &has.base);
    std::string missing;
    for (const RequiredFeature& feature : kRequired) {
        if (feature.in(has)) continue;
        if (!missing.empty()) missing += ", ";
        missing += feature.name;
    }
    return missing;
}

std::vector<DeviceInfo> list_devices() {
    VkInstance instance = VK_NULL_HANDLE;
    if (make_instance(false, {}, &instance) != VK_SUCCESS) return {};
    std::vector<DeviceInfo> list;
    for (const VkPhysicalDevice physical : physical_devices(instance))
        list.push_back(describe_device(physical, static_cast<int>(list.size())));
    vkDestroyInstance(instance, nullptr);
    return list;
}

Device::Device(const DeviceRequest& request) : messages_(std::make_unique<Messages>()) {
    try {
        create_instance(request);
        const std::vector<VkPhysicalDevice> devices = physical_devices(instance_);
        std::vector<DeviceInfo> infos;
        for (const VkPhysicalDevice physical : devices)
            infos.push_back(describe_device(physical, static_cast<int>(infos.size())));
        const std::size_t chosen = choose_device(infos, request);
        physical_ = devices[chosen];
        info_ = infos[chosen];
        create_device(request.device_extensions);
        load_pipeline_cache();
    } catch (...) {
        destroy();
        throw;
    }
}

Device::~Device() {
    save_pipeline_cache();
    destroy();
}

void Device::destroy() {
    if (pipeline_cache_) vkDestroyPipelineCache(device_, pipeline_cache_, nullptr);
    if (device_) vkDestroyDevice(device_, nullptr);
    if (messenger_) {
        const auto destroy_messenger = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(instance_, "vkDestroyDebugUtilsMessengerEXT"));
        destroy_messenger(instance_, messenger_, nullptr);
    }
    if (instance_) vkDestroyInstance(instance_, nullptr);
}

void Device::create_instance(const DeviceRequest& request) {
    const VkResult result =
        make_instance(request.validation, request.instance_extensions, &instance_);
    if (result == VK_ERROR_LAYER_NOT_PRESENT)
        throw GpuUnavailable(
            "the validation layer is not installed (Debian: "
            "vulkan-validationlayers)");
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER)
        throw GpuUnavailable(
            "no Vulkan driver found (Debian: mesa-vulkan-drivers renders on the "
            "CPU)");
    check(result, "vkCreateInstance");
    if (!request.validation) return;

    const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(instance_, "vkCreateDebugUtilsMessengerEXT"));
    const VkDebugUtilsMessengerCreateInfoEXT info{
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
        .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT |
                           VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
        .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        .pfnUserCallback = Messages::collect,
        .pUserData = messages_.get(),
    };
    check(create(instance_, &info, nullptr, &messenger_), "vkCreateDebugUtilsMessengerEXT");
    set_name_ = reinterpret_cast<PFN_vkSetDebugUtilsObjectNameEXT>(
        vkGetInstanceProcAddr(instance_, "vkSetDebugUtilsObjectNameEXT"));
}

void Device::create_device(const std::vector<std::string>& extensions) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, families.data());
    constexpr VkQueueFlags kNeeded = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
    queue_family_ = count;
    for (std::uint32_t i = 0; i < count && queue_family_ == count; ++i)
        if ((families[i].queueFlags & kNeeded) == kNeeded) queue_family_ = i;
    if (queue_family_ == count)
        throw GpuUnavailable(info_.name + " has no queue for graphics and compute");

    Features features;
    for (const RequiredFeature& feature : kRequired) feature.in(features) = VK_TRUE;
    const float priority = 1.0f;
    const VkDeviceQueueCreateInfo queue{.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
                                        .queueFamilyIndex = queue_family_,
                                        .queueCount = 1,
                                        .pQueuePriorities = &priority};
    const std::vector<const char*> names = pointers(extensions);
    const VkDeviceCreateInfo info{.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                                  .pNext = &features.base,
                                  .queueCreateInfoCount = 1,
                                  .pQueueCreateInfos = &queue,
                                  .enabledExtensionCount = static_cast<std::uint32_t>(names.size()),
                                  .ppEnabledExtensionNames = names.data()};
    check(vkCreateDevice(physical_, &info, nullptr, &device_), "vkCreateDevice");
    vkGetDeviceQueue(device_, queue_family_, 0, &queue_);

    VkPhysicalDeviceProperties properties{};
    vkGetPhysicalDeviceProperties(physical_, &properties);
    limits_ = properties.limits;
    vkGetPhysicalDeviceMemoryProperties(physical_, &memory_);
}

void Device::load_pipeline_cache() {
    std::string bytes;
    if (const auto file = cache_file(info_); !file.empty()) {
        std::ifstream in(file, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    // The driver checks the header and ignores what another version wrote.
    VkPipelineCacheCreateInfo info{.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO,
                                   .initialDataSize = bytes.size(),
                                   .pInitialData = bytes.data()};
    if (vkCreatePipelineCache(device_, &info, nullptr, &pipeline_cache_) == VK_SUCCESS) return;
    info.initialDataSize = 0;
    check(vkCreatePipelineCache(device_, &info, nullptr, &pipeline_cache_),
          "vkCreatePipelineCache");
}

void Device::save_pipeline_cache() const {
    const auto file = cache_file(info_);
    std::size_t size = 0;
    if (file.empty() ||
        vkGetPipelineCacheData(device_, pipeline_cache_, &size, nullptr) != VK_SUCCESS)
        return;
    std::string bytes(size, '\0');
    if (vkGetPipelineCacheData(device_, pipeline_cache_, &size, bytes.data()) != VK_SUCCESS) return;

    // Own temporary name, then a rename: processes that share the folder never see half a file.
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    const auto temporary = file.string() + fmt::format(".{}.{}", ::getpid(), fmt::ptr(this));
    std::ofstream out(temporary, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(size));
    out.close();
    if (out) {
        std::filesystem::rename(temporary, file, ignored);
    } else {
        std::filesystem::remove(temporary, ignored);
    }
}

void Device::submit(VkCommandBuffer commands, VkSemaphore done, std::uint64_t value) const {
    const VkCommandBufferSubmitInfo buffer{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                           .commandBuffer = commands};
    const VkSemaphoreSubmitInfo signal{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                       .semaphore = done,
                                       .value = value,
                                       .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT};
    const VkSubmitInfo2 info{.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                             .commandBufferInfoCount = 1,
                             .pCommandBufferInfos = &buffer,
                             .signalSemaphoreInfoCount = 1,
                             .pSignalSemaphoreInfos = &signal};
    const std::lock_guard lock(queue_mutex_);
    check(vkQueueSubmit2(queue_, 1, &info, VK_NULL_HANDLE), "vkQueueSubmit2");
}

std::uint32_t Device::memory_type(std::uint32_t allowed_bits, VkMemoryPropertyFlags required,
                                  VkMemoryPropertyFlags preferred) const {
    for (const VkMemoryPropertyFlags flags : {required | preferred, required})
        for (std::uint32_t i = 0; i < memory_.memoryTypeCount; ++i)
            if ((allowed_bits & (1u << i)) &&
                (memory_.memoryTypes[i].propertyFlags & flags) == flags)
                return i;
    throw GpuError(VK_ERROR_OUT_OF_DEVICE_MEMORY, "no memory type fits a resource");
}

void Device::name(VkObjectType type, std::uint64_t handle, std::string_view name) const {
    if (!set_name_) return;
    const std::string text(name);
    const VkDebugUtilsObjectNameInfoEXT info{
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = type,
        .objectHandle = handle,
        .pObjectName = text.c_str()};
    set_name_(device_, &info);
}

std::vector<std::string> Device::validation_messages() const {
    const std::lock_guard lock(messages_->mutex);
    return messages_->texts;
}

}  // namespace diorama
