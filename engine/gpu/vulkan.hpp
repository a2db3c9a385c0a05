/// Ownership and error checking for Vulkan handles.
#pragma once

#include <vulkan/vulkan.h>

#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>

namespace diorama {

/// A Vulkan call failed: device lost, out of memory.
class GpuError : public std::runtime_error {
 public:
    GpuError(VkResult result, const std::string& message)
        : std::runtime_error(message), result_(result) {}
    VkResult result() const { return result_; }
    bool out_of_memory() const {
        return result_ == VK_ERROR_OUT_OF_DEVICE_MEMORY || result_ == VK_ERROR_OUT_OF_HOST_MEMORY;
    }

 private:
    VkResult result_;
};

/// There is no Vulkan driver or no device that fits the request; the message lists what there is.
class GpuUnavailable : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

const char* result_name(VkResult result);

/// Throws GpuError with the call, the result's name and the place when `result` is an error.
inline void check(VkResult result, const char* call,
                  std::source_location at = std::source_location::current()) {
    if (result >= 0) return;
    throw GpuError(result, std::string(call) + " failed: " + result_name(result) + " (" +
                               at.file_name() + ":" + std::to_string(at.line()) + ")");
}

/// Owns one handle that a VkDevice made. Declare it after its device.
template <class Handle, auto Destroy>
class Unique {
 public:
    Unique() = default;
    Unique(VkDevice device, Handle handle) : device_(device), handle_(handle) {}
    Unique(Unique&& other) noexcept
        : device_(other.device_), handle_(std::exchange(other.handle_, Handle{})) {}
    Unique& operator=(Unique&& other) noexcept {
        std::swap(device_, other.device_);
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Unique() {
        if (handle_) Destroy(device_, handle_, nullptr);
    }

    Handle get() const { return handle_; }
    explicit operator bool() const { return handle_ != Handle{}; }

 private:
    VkDevice device_ = VK_NULL_HANDLE;
    Handle handle_{};
};

using UniqueBuffer = Unique<VkBuffer, vkDestroyBuffer>;
using UniqueCommandPool = Unique<VkCommandPool, vkDestroyCommandPool>;
using UniqueDescriptorPool = Unique<VkDescriptorPool, vkDestroyDescriptorPool>;
using UniqueDescriptorSetLayout = Unique<VkDescriptorSetLayout, vkDestroyDescriptorSetLayout>;
using UniqueImage = Unique<VkImage, vkDestroyImage>;
using UniqueImageView = Unique<VkImageView, vkDestroyImageView>;
using UniqueMemory = Unique<VkDeviceMemory, vkFreeMemory>;
using UniquePipeline = Unique<VkPipeline, vkDestroyPipeline>;
using UniquePipelineCache = Unique<VkPipelineCache, vkDestroyPipelineCache>;
using UniquePipelineLayout = Unique<VkPipelineLayout, vkDestroyPipelineLayout>;
using UniqueSampler = Unique<VkSampler, vkDestroySampler>;
using UniqueSemaphore = Unique<VkSemaphore, vkDestroySemaphore>;
using UniqueShaderModule = Unique<VkShaderModule, vkDestroyShaderModule>;

}  // namespace diorama
