/// Buffers and images with their memory, chosen by purpose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/core/image.hpp"
#include "engine/gpu/device.hpp"
#include "engine/gpu/vulkan.hpp"

namespace diorama {

enum class Memory {
    DeviceLocal,  // only the device touches it
    Upload,       // written by the host, read by the device; mapped
    Readback,     // written by the device, read by the host; mapped and cached
};

struct BufferDesc {
    std::uint64_t size_bytes = 0;
    VkBufferUsageFlags usage = 0;
    Memory memory = Memory::DeviceLocal;
    const char* name = "";
};

class Buffer {
 public:
    Buffer() = default;
    Buffer(const Device& device, const BufferDesc& desc);

    VkBuffer get() const { return buffer_.get(); }
    std::uint64_t size_bytes() const { return size_bytes_; }
    /// The mapped memory, coherent; null for DeviceLocal.
    std::byte* data() const { return mapped_; }
    template <class T>
    T* as() const {
        return reinterpret_cast<T*>(mapped_);
    }

 private:
    UniqueMemory memory_;  // outlives the buffer bound to it
    UniqueBuffer buffer_;
    std::uint64_t size_bytes_ = 0;
    std::byte* mapped_ = nullptr;
};

/// Replaces `buffer` by one of at least `desc.size_bytes` unless it is already that large; grows
/// by half so that a slowly growing need does not allocate each time.
void ensure_size(const Device& device, Buffer& buffer, BufferDesc desc);

struct ImageDesc {
    Extent extent;
    VkFormat format = VK_FORMAT_UNDEFINED;
    VkImageUsageFlags usage = 0;
    std::uint32_t mip_levels = 1;
    std::uint32_t layers = 1;
    bool cube = false;        // 6 layers, viewed as a cube
    bool array_view = false;  // viewed as an array even with one layer
    VkImageAspectFlags aspect = VK_IMAGE_ASPECT_COLOR_BIT;
    const char* name = "";
};

/// A device-local image with a view of all of it.
class GpuImage {
 public:
    GpuImage() = default;
    GpuImage(const Device& device, const ImageDesc& desc);

    VkImage get() const { return image_.get(); }
    VkImageView view() const { return view_.get(); }
    const ImageDesc& desc() const { return desc_; }
    VkImageSubresourceRange range() const {
        return {desc_.aspect, 0, desc_.mip_levels, 0, desc_.layers};
    }
    std::uint64_t size_bytes() const { return size_bytes_; }

 private:
    UniqueMemory memory_;
    UniqueImage image_;
    UniqueImageView view_;
    ImageDesc desc_;
    std::uint64_t size_bytes_ = 0;
};

/// A view of one layer, for rendering into it.
UniqueImageView make_layer_view(const Device& device, const GpuImage& image, std::uint32_t layer);

}  // namespace diorama
