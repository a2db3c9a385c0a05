/// The Vulkan devices of this machine, and one of them opened for headless work.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/gpu/vulkan.hpp"

namespace diorama {

enum class DeviceKind { Cpu, Integrated, Discrete, Virtual, Other };

/// What a user can tell devices apart by.
struct DeviceInfo {
    int index = 0;  // in the loader's order
    std::string name;
    DeviceKind kind = DeviceKind::Other;
    std::string uuid;             // 32 hex digits
    std::string pci;              // "0000:65:00.0"; empty when the driver does not tell
    std::string driver;           // "llvmpipe Mesa 22.3.6 (LLVM 15.0.6)"
    std::string driver_uuid;      // 32 hex digits
    std::uint32_t vendor_id = 0;  // of PCI: 0x10de NVIDIA, 0x1002 AMD, 0x8086 Intel
    std::uint32_t driver_version = 0;
    std::uint64_t memory_bytes = 0;  // of the largest device-local heap
    std::string unusable;            // why diorama cannot use it; empty when it can
};

/// Every device that the Vulkan loader reports; empty when there is no driver at all.
std::vector<DeviceInfo> list_devices();

/// What to open.
struct DeviceRequest {
    std::string which = "auto";  // auto | cpu | N | uuid:<hex> | pci:<id> | name:<part>
    bool allow_cpu = true;       // whether `auto` may end on a CPU device
    bool validation = false;     // load VK_LAYER_KHRONOS_validation with synchronization checks
    std::vector<std::string> instance_extensions, device_extensions;  // beyond what drawing needs
};

/// The index into `devices` that a request means. `auto` takes the first device that the scheduler
/// granted, by uuid or by its place on the bus among the cards of its maker:
///
///     CUDA_VISIBLE_DEVICES                                       NVIDIA
///     ROCR_VISIBLE_DEVICES HIP_VISIBLE_DEVICES GPU_DEVICE_ORDINAL AMD
///     ZE_AFFINITY_MASK                                            Intel
///
/// Without a grant, processes on one machine share its GPUs by the local rank of Slurm or MPI or
/// the job slot of GNU parallel, modulo; a single process takes the first discrete, integrated,
/// virtual, other, CPU device in this order.
/// @throws GpuUnavailable naming the request and all devices when nothing fits.
std::size_t choose_device(const std::vector<DeviceInfo>& devices, const DeviceRequest& request);

/// A VkInstance, a VkDevice with one queue for graphics, compute and transfer, and what goes with
/// them. Not copyable; submit() may be called from several threads.
class Device {
 public:
    explicit Device(const DeviceRequest& request);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    VkInstance instance() const { return instance_; }
    VkPhysicalDevice physical() const { return physical_; }
    VkDevice get() const { return device_; }
    VkQueue queue() const { return queue_; }
    std::uint32_t queue_family() const { return queue_family_; }
    const DeviceInfo& info() const { return info_; }
    const VkPhysicalDeviceLimits& limits() const { return limits_; }
    VkPipelineCache pipeline_cache() const { return pipeline_cache_; }

    /// Submits under a lock; `done` (a timeline semaphore) is signalled with `value`.
    void submit(VkCommandBuffer commands, VkSemaphore done, std::uint64_t value) const;

    /// The memory type for a purpose, among the allowed bits.
    std::uint32_t memory_type(std::uint32_t allowed_bits, VkMemoryPropertyFlags required,
                              VkMemoryPropertyFlags preferred) const;

    /// Names an object in validation messages and captures; does nothing without validation.
    void name(VkObjectType type, std::uint64_t handle, std::string_view name) const;

    /// Everything the validation layer has said so far, warnings and errors.
    std::vector<std::string> validation_messages() const;

 private:
    void create_instance(const DeviceRequest& request);
    void create_device(const std::vector<std::string>& extensions);
    void destroy();  // what there is so far
    void load_pipeline_cache();
    void save_pipeline_cache() const;

    struct Messages;
    std::unique_ptr<Messages> messages_;
    VkInstance instance_ = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    VkPhysicalDevice physical_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    VkQueue queue_ = VK_NULL_HANDLE;
    VkPipelineCache pipeline_cache_ = VK_NULL_HANDLE;
    std::uint32_t queue_family_ = 0;
    DeviceInfo info_;
    VkPhysicalDeviceLimits limits_{};
    VkPhysicalDeviceMemoryProperties memory_{};
    PFN_vkSetDebugUtilsObjectNameEXT set_name_ = nullptr;
    mutable std::mutex queue_mutex_;
};

}  // namespace diorama
