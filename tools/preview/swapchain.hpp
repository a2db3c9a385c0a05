/// The pictures of a window that are painted in turns.
#pragma once

#include <optional>
#include <vector>

#include "engine/gpu/commands.hpp"

namespace diorama::preview {

using UniqueSwapchain = Unique<VkSwapchainKHR, vkDestroySwapchainKHR>;
using UniqueFence = Unique<VkFence, vkDestroyFence>;

/// The format that a surface takes bytes in as they are, without conversion to sRGB.
VkSurfaceFormatKHR choose_format(const Device& device, VkSurfaceKHR surface);

/// One swapchain at a time, remade when the window changes; one frame in flight.
class Swapchain {
 public:
    /// @param surface  not owned; destroyed after this.
    Swapchain(const Device& device, VkSurfaceKHR surface, VkSurfaceFormatKHR format);
    ~Swapchain();
    Swapchain(const Swapchain&) = delete;
    Swapchain& operator=(const Swapchain&) = delete;

    /// A picture to paint, in the layout of a color attachment.
    struct Target {
        VkCommandBuffer commands;
        VkImageView view;
        Extent extent;
    };

    /// Waits for the frame before, then starts recording the next one.
    /// @param wanted  the size of the window's framebuffer in pixels; another size than before
    ///                remakes the pictures.
    /// @return nothing when the window cannot be painted just now: it has no size, or it changed
    ///         that very moment. Try again.
    std::optional<Target> begin(Extent wanted);
    /// Submits what was recorded and shows it.
    void present();
    /// Waits for the frame in flight.
    void wait() const;

 private:
    struct Picture {
        VkImage image;
        UniqueImageView view;
        UniqueSemaphore painted;
    };
    void remake(Extent wanted);

    const Device* device_;
    VkSurfaceKHR surface_;
    VkSurfaceFormatKHR format_;
    UniqueCommandPool pool_;
    VkCommandBuffer commands_ = VK_NULL_HANDLE;
    UniqueSemaphore acquired_;
    UniqueFence finished_;
    UniqueSwapchain swapchain_;
    std::vector<Picture> pictures_;
    Extent extent_;
    Extent wanted_;  // for which the pictures were made
    std::uint32_t current_ = 0;
    bool outdated_ = true;
};

}  // namespace diorama::preview
