#include "engine/gpu/commands.hpp"

namespace diorama {

Commands::Commands(const Device& device) : device_(&device) {
    const VkCommandPoolCreateInfo pool_info{.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                            .flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT,
                                            .queueFamilyIndex = device.queue_family()};
    VkCommandPool pool{};
    check(vkCreateCommandPool(device.get(), &pool_info, nullptr, &pool), "vkCreateCommandPool");
    pool_ = {device.get(), pool};
    const VkCommandBufferAllocateInfo buffer_info{
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = pool,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = 1};
    check(vkAllocateCommandBuffers(device.get(), &buffer_info, &buffer_),
          "vkAllocateCommandBuffers");
    const VkSemaphoreTypeCreateInfo type{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                         .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    const VkSemaphoreCreateInfo semaphore_info{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                               .pNext = &type};
    VkSemaphore semaphore{};
    check(vkCreateSemaphore(device.get(), &semaphore_info, nullptr, &semaphore),
          "vkCreateSemaphore");
    done_ = {device.get(), semaphore};
}

VkCommandBuffer Commands::begin() {
    check(vkResetCommandPool(device_->get(), pool_.get(), 0), "vkResetCommandPool");
    const VkCommandBufferBeginInfo info{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
                                        .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
    check(vkBeginCommandBuffer(buffer_, &info), "vkBeginCommandBuffer");
    return buffer_;
}

void Commands::submit_and_wait() {
    // A driver on the CPU cannot hang, but on a loaded machine a frame may take minutes; what it
    // draws into must not go before it is done.
    const bool cpu = device_->info().kind == DeviceKind::Cpu;
    const std::uint64_t timeout_ns = cpu ? UINT64_MAX : 60'000'000'000;
    check(vkEndCommandBuffer(buffer_), "vkEndCommandBuffer");
    device_->submit(buffer_, done_.get(), ++value_);
    const VkSemaphore semaphore = done_.get();
    const VkSemaphoreWaitInfo info{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
                                   .semaphoreCount = 1,
                                   .pSemaphores = &semaphore,
                                   .pValues = &value_};
    const VkResult result = vkWaitSemaphores(device_->get(), &info, timeout_ns);
    if (result == VK_TIMEOUT)
        throw GpuError(VK_ERROR_DEVICE_LOST, "the device did not finish a frame within a minute");
    check(result, "vkWaitSemaphores");
}

void image_barrier(VkCommandBuffer commands, const GpuImage& image, const Access& from,
                   const Access& to) {
    const VkImageMemoryBarrier2 barrier{.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2,
                                        .srcStageMask = from.stages,
                                        .srcAccessMask = from.access,
                                        .dstStageMask = to.stages,
                                        .dstAccessMask = to.access,
                                        .oldLayout = from.layout,
                                        .newLayout = to.layout,
                                        .srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
                                        .dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
                                        .image = image.get(),
                                        .subresourceRange = image.range()};
    const VkDependencyInfo info{.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                .imageMemoryBarrierCount = 1,
                                .pImageMemoryBarriers = &barrier};
    vkCmdPipelineBarrier2(commands, &info);
}

void memory_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 from, VkAccessFlags2 writes,
                    VkPipelineStageFlags2 to, VkAccessFlags2 reads) {
    const VkMemoryBarrier2 barrier{.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
                                   .srcStageMask = from,
                                   .srcAccessMask = writes,
                                   .dstStageMask = to,
                                   .dstAccessMask = reads};
    const VkDependencyInfo info{.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                .memoryBarrierCount = 1,
                                .pMemoryBarriers = &barrier};
    vkCmdPipelineBarrier2(commands, &info);
}

}  // namespace diorama
