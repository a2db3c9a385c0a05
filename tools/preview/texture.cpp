#include "tools/preview/texture.hpp"

#include <algorithm>
#include <cstring>

namespace diorama::preview {
namespace {

VkBufferImageCopy whole(Extent e) {
    return {.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
            .imageExtent = {static_cast<std::uint32_t>(e.width),
                            static_cast<std::uint32_t>(e.height), 1}};
}

}  // namespace

Image<Rgba8> read_pixels(const Device& device, Commands& commands, const GpuImage& image,
                         const Access& now) {
    Image<Rgba8> picture(image.desc().extent);
    const Buffer bytes(device, {.size_bytes = picture.size_bytes(),
                                .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                .memory = Memory::Readback,
                                .name = "interface read back"});
    const VkCommandBuffer buffer = commands.begin();
    const VkBufferImageCopy region = whole(picture.extent());
    image_barrier(buffer, image, now, access::kCopySource);
    vkCmdCopyImageToBuffer(buffer, image.get(), access::kCopySource.layout, bytes.get(), 1,
                           &region);
    image_barrier(buffer, image, access::kCopySource, now);
    memory_barrier(buffer, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                   VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
    commands.submit_and_wait();
    std::copy_n(bytes.as<Rgba8>(), picture.extent().area(), picture.data());
    return picture;
}

Texture::Texture(const Device& device, Reading smooth, Reading sharp)
    : device_(&device), smooth_(smooth), sharp_(sharp) {}

void Texture::upload(Commands& commands, const Image<Rgba8>& picture) {
    if (empty() || extent() != picture.extent()) {
        image_ = GpuImage(*device_,
                          {.extent = picture.extent(),
                           .format = VK_FORMAT_R8G8B8A8_UNORM,
                           .usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT |
                                    VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
                           .name = "interface picture"});
        for (const Reading& reading : {smooth_, sharp_}) {
            write_descriptors(
                *device_, reading.set,
                {{.binding = 0,
                  .type = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
                  .image = {reading.sampler, image_.view(), access::kSampled.layout}}});
        }
    }
    ensure_size(*device_, staging_,
                {.size_bytes = picture.size_bytes(),
                 .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                 .memory = Memory::Upload,
                 .name = "interface staging"});
    std::memcpy(staging_.data(), picture.data(), picture.size_bytes());
    const VkCommandBuffer buffer = commands.begin();
    const VkBufferImageCopy region = whole(picture.extent());
    image_barrier(buffer, image_, access::kNothing, access::kCopyTarget);
    vkCmdCopyBufferToImage(buffer, staging_.get(), image_.get(), access::kCopyTarget.layout, 1,
                           &region);
    image_barrier(buffer, image_, access::kCopyTarget, access::kSampled);
    commands.submit_and_wait();
}

}  // namespace diorama::preview
