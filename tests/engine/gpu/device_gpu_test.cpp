// The device itself: opening it, memory, and a round trip of bytes through an image.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <vector>

#include "engine/gpu/commands.hpp"
#include "engine/gpu/device.hpp"
#include "engine/gpu/resources.hpp"

namespace diorama {
namespace {

TEST(Device, IsListedAsItIsOpened) {
    const std::vector<DeviceInfo> list = list_devices();
    ASSERT_FALSE(list.empty());
    const Device device({.which = "cpu", .validation = true});
    EXPECT_EQ(device.info().name, list[static_cast<std::size_t>(device.info().index)].name);
    EXPECT_EQ(device.info().uuid.size(), 32u);
    EXPECT_GT(device.info().memory_bytes, 1u << 20);
    EXPECT_TRUE(device.validation_messages().empty());
}

TEST(Device, ValidationIsAwake) {
    const Device device({.which = "cpu", .validation = true});
    // A buffer of no bytes is against the rules; the layer says so.
    const VkBufferCreateInfo wrong{.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                   .size = 0,
                                   .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT};
    VkBuffer buffer{};
    if (vkCreateBuffer(device.get(), &wrong, nullptr, &buffer) == VK_SUCCESS)
        vkDestroyBuffer(device.get(), buffer, nullptr);
    EXPECT_FALSE(device.validation_messages().empty());
}

TEST(Device, BytesSurviveTheWayThroughAnImage) {
    const Device device({.which = "cpu", .validation = true});
    constexpr Extent kExtent{37, 11};
    std::vector<std::uint32_t> texels(kExtent.area());
    std::iota(texels.begin(), texels.end(), 0xABC00000u);
    const std::uint64_t bytes = 4 * kExtent.area();
    const Buffer up(
        device,
        {.size_bytes = bytes, .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT, .memory = Memory::Upload});
    const Buffer down(device, {.size_bytes = bytes,
                               .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                               .memory = Memory::Readback});
    const GpuImage image(
        device, {.extent = kExtent,
                 .format = VK_FORMAT_R32_UINT,
                 .usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT |
                          VK_IMAGE_USAGE_SAMPLED_BIT});
    std::memcpy(up.data(), texels.data(), bytes);

    Commands commands(device);
    for (int round = 0; round < 3; ++round) {
        const VkCommandBuffer buffer = commands.begin();
        const VkBufferImageCopy copy{.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
                                     .imageExtent = {37, 11, 1}};
        image_barrier(buffer, image, access::kNothing, access::kCopyTarget);
        vkCmdCopyBufferToImage(buffer, up.get(), image.get(), access::kCopyTarget.layout, 1, &copy);
        image_barrier(buffer, image, access::kCopyTarget, access::kCopySource);
        vkCmdCopyImageToBuffer(buffer, image.get(), access::kCopySource.layout, down.get(), 1,
                               &copy);
        memory_barrier(buffer, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                       VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
        commands.submit_and_wait();
        EXPECT_EQ(std::memcmp(down.data(), texels.data(), bytes), 0);
    }
    EXPECT_TRUE(device.validation_messages().empty());
}

TEST(Resources, GrowOnlyWhenTheyMust) {
    const Device device({.which = "cpu"});
    const auto desc = [](std::uint64_t bytes) {
        return BufferDesc{.size_bytes = bytes,
                          .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                          .memory = Memory::Upload};
    };
    Buffer buffer;
    ensure_size(device, buffer, desc(100));
    const VkBuffer first = buffer.get();
    ensure_size(device, buffer, desc(80));
    EXPECT_EQ(buffer.get(), first);
    ensure_size(device, buffer, desc(101));
    EXPECT_GE(buffer.size_bytes(), 150u);  // by half, against many small steps
}

}  // namespace
}  // namespace diorama
