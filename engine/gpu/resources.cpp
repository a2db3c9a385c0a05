#include "engine/gpu/resources.hpp"

#include <algorithm>

namespace diorama {
namespace {

UniqueMemory allocate(const Device& device, const VkMemoryRequirements& needs, Memory purpose) {
    VkMemoryPropertyFlags required = 0, preferred = 0;
    switch (purpose) {
        case Memory::DeviceLocal:
            required = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
            break;
        case Memory::Upload:
            required = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
            break;
        case Memory::Readback:
            required = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
            preferred = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
            break;
    }
    const VkMemoryAllocateInfo info{
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .allocationSize = needs.size,
        .memoryTypeIndex = device.memory_type(needs.memoryTypeBits, required, preferred)};
    VkDeviceMemory handle{};
    check(vkAllocateMemory(device.get(), &info, nullptr, &handle), "vkAllocateMemory");
    return {device.get(), handle};
}

}  // namespace

Buffer::Buffer(const Device& device, const BufferDesc& desc) : size_bytes_(desc.size_bytes) {
    const VkBufferCreateInfo info{.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                  .size = std::max<std::uint64_t>(desc.size_bytes, 4),
                                  .usage = desc.usage};
    VkBuffer handle{};
    check(vkCreateBuffer(device.get(), &info, nullptr, &handle), "vkCreateBuffer");
    buffer_ = {device.get(), handle};
    VkMemoryRequirements needs{};
    vkGetBufferMemoryRequirements(device.get(), handle, &needs);
    memory_ = allocate(device, needs, desc.memory);
    check(vkBindBufferMemory(device.get(), handle, memory_.get(), 0), "vkBindBufferMemory");
    if (desc.memory != Memory::DeviceLocal) {
        void* mapped = nullptr;
        check(vkMapMemory(device.get(), memory_.get(), 0, VK_WHOLE_SIZE, 0, &mapped),
              "vkMapMemory");
        mapped_ = static_cast<std::byte*>(mapped);
    }
    device.name(VK_OBJECT_TYPE_BUFFER, reinterpret_cast<std::uint64_t>(handle), desc.name);
}

void ensure_size(const Device& device, Buffer& buffer, BufferDesc desc) {
    if (buffer.get() && buffer.size_bytes() >= desc.size_bytes) return;
    desc.size_bytes = std::max(desc.size_bytes, buffer.size_bytes() + buffer.size_bytes() / 2);
    buffer = Buffer();  // frees the old one first: both need not fit
    buffer = Buffer(device, desc);
}

GpuImage::GpuImage(const Device& device, const ImageDesc& desc) : desc_(desc) {
    const VkImageCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
        .flags = desc.cube ? VkImageCreateFlags{VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT} : 0u,
        .imageType = VK_IMAGE_TYPE_2D,
        .format = desc.format,
        .extent = {static_cast<std::uint32_t>(desc.extent.width),
                   static_cast<std::uint32_t>(desc.extent.height), 1},
        .mipLevels = desc.mip_levels,
        .arrayLayers = desc.layers,
        .samples = VK_SAMPLE_COUNT_1_BIT,
        .tiling = VK_IMAGE_TILING_OPTIMAL,
        .usage = desc.usage};
    VkImage handle{};
    check(vkCreateImage(device.get(), &info, nullptr, &handle), "vkCreateImage");
    image_ = {device.get(), handle};
    VkMemoryRequirements needs{};
    vkGetImageMemoryRequirements(device.get(), handle, &needs);
    size_bytes_ = needs.size;
    memory_ = allocate(device, needs, Memory::DeviceLocal);
    check(vkBindImageMemory(device.get(), handle, memory_.get(), 0), "vkBindImageMemory");
    device.name(VK_OBJECT_TYPE_IMAGE, reinterpret_cast<std::uint64_t>(handle), desc.name);

    const VkImageViewType type = desc.cube                            ? VK_IMAGE_VIEW_TYPE_CUBE
                                 : desc.layers > 1 || desc.array_view ? VK_IMAGE_VIEW_TYPE_2D_ARRAY
                                                                      : VK_IMAGE_VIEW_TYPE_2D;
    const VkImageViewCreateInfo view_info{.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
                                          .image = handle,
                                          .viewType = type,
                                          .format = desc.format,
                                          .subresourceRange = range()};
    VkImageView view{};
    check(vkCreateImageView(device.get(), &view_info, nullptr, &view), "vkCreateImageView");
    view_ = {device.get(), view};
}

UniqueImageView make_layer_view(const Device& device, const GpuImage& image, std::uint32_t layer) {
    const VkImageViewCreateInfo info{.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
                                     .image = image.get(),
                                     .viewType = VK_IMAGE_VIEW_TYPE_2D,
                                     .format = image.desc().format,
                                     .subresourceRange = {image.desc().aspect, 0, 1, layer, 1}};
    VkImageView view{};
    check(vkCreateImageView(device.get(), &info, nullptr, &view), "vkCreateImageView");
    return {device.get(), view};
}

}  // namespace diorama
