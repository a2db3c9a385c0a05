#include "tools/preview/swapchain.hpp"

#include <algorithm>
#include <limits>

namespace diorama::preview {
namespace {

UniqueSemaphore make_semaphore(const Device& device) {
    const VkSemaphoreCreateInfo info{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    VkSemaphore handle{};
    check(vkCreateSemaphore(device.get(), &info, nullptr, &handle), "vkCreateSemaphore");
    return {device.get(), handle};
}

UniqueFence make_signalled_fence(const Device& device) {
    const VkFenceCreateInfo info{.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO,
                                 .flags = VK_FENCE_CREATE_SIGNALED_BIT};
    VkFence handle{};
    check(vkCreateFence(device.get(), &info, nullptr, &handle), "vkCreateFence");
    return {device.get(), handle};
}

UniqueImageView make_view(const Device& device, VkImage image, VkFormat format) {
    const VkImageViewCreateInfo info{.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
                                     .image = image,
                                     .viewType = VK_IMAGE_VIEW_TYPE_2D,
                                     .format = format,
                                     .subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1}};
    VkImageView handle{};
    check(vkCreateImageView(device.get(), &info, nullptr, &handle), "vkCreateImageView");
    return {device.get(), handle};
}

/// Changes the layout of a picture of the window. It is acquired at, and shown after, the stage
/// that writes colors, which the semaphores wait at.
void change_layout(VkCommandBuffer commands, VkImage image, VkImageLayout from, VkImageLayout to) {
    const VkImageMemoryBarrier2 barrier{
        .sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2,
        .srcStageMask = VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
        .srcAccessMask = from == VK_IMAGE_LAYOUT_UNDEFINED ? VK_ACCESS_2_NONE
                                                           : VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
        .dstStageMask = VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
        .dstAccessMask =
            from == VK_IMAGE_LAYOUT_UNDEFINED
                ? VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT
                : VK_ACCESS_2_NONE,
        .oldLayout = from,
        .newLayout = to,
        .srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
        .dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
        .image = image,
        .subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1}};
    const VkDependencyInfo info{.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                .imageMemoryBarrierCount = 1,
                                .pImageMemoryBarriers = &barrier};
    vkCmdPipelineBarrier2(commands, &info);
}

}  // namespace

VkSurfaceFormatKHR choose_format(const Device& device, VkSurfaceKHR surface) {
    std::uint32_t count = 0;
    check(vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical(), surface, &count, nullptr),
          "vkGetPhysicalDeviceSurfaceFormatsKHR");
    std::vector<VkSurfaceFormatKHR> formats(count);
    check(vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical(), surface, &count, formats.data()),
          "vkGetPhysicalDeviceSurfaceFormatsKHR");
    for (const VkFormat wanted : {VK_FORMAT_B8G8R8A8_UNORM, VK_FORMAT_R8G8B8A8_UNORM})
        for (const VkSurfaceFormatKHR& format : formats)
            if (format.format == wanted) return format;
    throw GpuUnavailable(device.info().name + " shows no 8-bit RGB pictures in this window");
}

Swapchain::Swapchain(const Device& device, VkSurfaceKHR surface, VkSurfaceFormatKHR format)
    : device_(&device),
      surface_(surface),
      format_(format),
      acquired_(make_semaphore(device)),
      finished_(make_signalled_fence(device)) {
    const VkCommandPoolCreateInfo pool{.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                       .flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT,
                                       .queueFamilyIndex = device.queue_family()};
    VkCommandPool handle{};
    check(vkCreateCommandPool(device.get(), &pool, nullptr, &handle), "vkCreateCommandPool");
    pool_ = {device.get(), handle};
    const VkCommandBufferAllocateInfo buffer{
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = handle,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = 1};
    check(vkAllocateCommandBuffers(device.get(), &buffer, &commands_), "vkAllocateCommandBuffers");
}

Swapchain::~Swapchain() { vkDeviceWaitIdle(device_->get()); }

void Swapchain::wait() const {
    const VkFence fence = finished_.get();
    check(vkWaitForFences(device_->get(), 1, &fence, VK_TRUE,
                          std::numeric_limits<std::uint64_t>::max()),
          "vkWaitForFences");
}

void Swapchain::remake(Extent wanted) {
    check(vkDeviceWaitIdle(device_->get()), "vkDeviceWaitIdle");
    VkSurfaceCapabilitiesKHR can{};
    check(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device_->physical(), surface_, &can),
          "vkGetPhysicalDeviceSurfaceCapabilitiesKHR");
    VkExtent2D extent = can.currentExtent;
    if (extent.width == std::numeric_limits<std::uint32_t>::max()) {  // the surface leaves it open
        extent = {std::clamp(static_cast<std::uint32_t>(wanted.width), can.minImageExtent.width,
                             can.maxImageExtent.width),
                  std::clamp(static_cast<std::uint32_t>(wanted.height), can.minImageExtent.height,
                             can.maxImageExtent.height)};
    }
    pictures_.clear();
    wanted_ = wanted;
    extent_ = {static_cast<int>(extent.width), static_cast<int>(extent.height)};
    if (extent_.area() == 0) return;
    std::uint32_t count = std::max(can.minImageCount + 1, 2u);
    if (can.maxImageCount > 0) count = std::min(count, can.maxImageCount);
    const VkSwapchainCreateInfoKHR info{.sType = VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR,
                                        .surface = surface_,
                                        .minImageCount = count,
                                        .imageFormat = format_.format,
                                        .imageColorSpace = format_.colorSpace,
                                        .imageExtent = extent,
                                        .imageArrayLayers = 1,
                                        .imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
                                        .imageSharingMode = VK_SHARING_MODE_EXCLUSIVE,
                                        .preTransform = can.currentTransform,
                                        .compositeAlpha = VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR,
                                        .presentMode = VK_PRESENT_MODE_FIFO_KHR,
                                        .clipped = VK_TRUE,
                                        .oldSwapchain = swapchain_.get()};
    VkSwapchainKHR handle{};
    check(vkCreateSwapchainKHR(device_->get(), &info, nullptr, &handle), "vkCreateSwapchainKHR");
    swapchain_ = {device_->get(), handle};

    check(vkGetSwapchainImagesKHR(device_->get(), handle, &count, nullptr),
          "vkGetSwapchainImagesKHR");
    std::vector<VkImage> images(count);
    check(vkGetSwapchainImagesKHR(device_->get(), handle, &count, images.data()),
          "vkGetSwapchainImagesKHR");
    for (const VkImage image : images)
        pictures_.push_back(
            {image, make_view(*device_, image, format_.format), make_semaphore(*device_)});
    outdated_ = false;
}

std::optional<Swapchain::Target> Swapchain::begin(Extent wanted) {
    wait();
    if (wanted.area() == 0) return {};
    if (outdated_ || wanted != wanted_) remake(wanted);
    if (pictures_.empty()) return {};
    const VkResult result = vkAcquireNextImageKHR(device_->get(), swapchain_.get(),
                                                  std::numeric_limits<std::uint64_t>::max(),
                                                  acquired_.get(), VK_NULL_HANDLE, &current_);
    if (result == VK_ERROR_OUT_OF_DATE_KHR) {
        outdated_ = true;
        return {};
    }
    check(result, "vkAcquireNextImageKHR");
    outdated_ = result == VK_SUBOPTIMAL_KHR;  // this one can still be shown
    check(vkResetCommandPool(device_->get(), pool_.get(), 0), "vkResetCommandPool");
    const VkCommandBufferBeginInfo info{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
                                        .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
    check(vkBeginCommandBuffer(commands_, &info), "vkBeginCommandBuffer");
    change_layout(commands_, pictures_[current_].image, VK_IMAGE_LAYOUT_UNDEFINED,
                  access::kColorTarget.layout);
    return Target{commands_, pictures_[current_].view.get(), extent_};
}

void Swapchain::present() {
    const Picture& picture = pictures_[current_];
    change_layout(commands_, picture.image, access::kColorTarget.layout,
                  VK_IMAGE_LAYOUT_PRESENT_SRC_KHR);
    check(vkEndCommandBuffer(commands_), "vkEndCommandBuffer");
    const auto at_colors = [](VkSemaphore semaphore) {
        return VkSemaphoreSubmitInfo{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                     .semaphore = semaphore,
                                     .stageMask = VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT};
    };
    const VkSemaphoreSubmitInfo waits = at_colors(acquired_.get());
    const VkSemaphoreSubmitInfo signals = at_colors(picture.painted.get());
    const VkCommandBufferSubmitInfo commands{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                             .commandBuffer = commands_};
    const VkSubmitInfo2 submit{.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                               .waitSemaphoreInfoCount = 1,
                               .pWaitSemaphoreInfos = &waits,
                               .commandBufferInfoCount = 1,
                               .pCommandBufferInfos = &commands,
                               .signalSemaphoreInfoCount = 1,
                               .pSignalSemaphoreInfos = &signals};
    const VkFence fence = finished_.get();
    check(vkResetFences(device_->get(), 1, &fence), "vkResetFences");
    check(vkQueueSubmit2(device_->queue(), 1, &submit, fence), "vkQueueSubmit2");

    const VkSemaphore painted = picture.painted.get();
    const VkSwapchainKHR swapchain = swapchain_.get();
    const VkPresentInfoKHR present{.sType = VK_STRUCTURE_TYPE_PRESENT_INFO_KHR,
                                   .waitSemaphoreCount = 1,
                                   .pWaitSemaphores = &painted,
                                   .swapchainCount = 1,
                                   .pSwapchains = &swapchain,
                                   .pImageIndices = &current_};
    const VkResult result = vkQueuePresentKHR(device_->queue(), &present);
    if (result == VK_ERROR_OUT_OF_DATE_KHR || result == VK_SUBOPTIMAL_KHR) {
        outdated_ = true;
    } else {
        check(result, "vkQueuePresentKHR");
    }
}

}  // namespace diorama::preview
