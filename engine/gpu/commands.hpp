/// Recording and submitting: one command buffer, waited for on a timeline, and the barriers.
#pragma once

#include <cstdint>
#include <span>

#include "engine/gpu/resources.hpp"

namespace diorama {

/// One reusable command buffer with its own pool and timeline. One thread at a time.
class Commands {
 public:
    explicit Commands(const Device& device);

    /// Starts recording; everything submitted before has finished.
    VkCommandBuffer begin();
    /// Ends recording, submits and waits.
    /// @throws GpuError when the device is lost or, a GPU, does not finish within a minute.
    void submit_and_wait();

 private:
    const Device* device_;
    UniqueCommandPool pool_;
    UniqueSemaphore done_;
    VkCommandBuffer buffer_ = VK_NULL_HANDLE;
    std::uint64_t value_ = 0;
};

/// One side of a dependency: what is done, and where.
struct Access {
    VkPipelineStageFlags2 stages;
    VkAccessFlags2 access;
    VkImageLayout layout;
};

namespace access {
constexpr Access kNothing{VK_PIPELINE_STAGE_2_NONE, VK_ACCESS_2_NONE, VK_IMAGE_LAYOUT_UNDEFINED};
constexpr Access kColorTarget{
    VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
    VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
    VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
constexpr Access kDepthTarget{
    VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
    VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT,
    VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL};
constexpr Access kSampled{
    VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    VK_ACCESS_2_SHADER_SAMPLED_READ_BIT, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
/// An image that shaders both sample and write as storage: one layout for its whole life.
constexpr Access kStorage{
    VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    VK_ACCESS_2_SHADER_SAMPLED_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_READ_BIT |
        VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
    VK_IMAGE_LAYOUT_GENERAL};
constexpr Access kCopySource{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT,
                             VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL};
constexpr Access kCopyTarget{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                             VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL};
}  // namespace access

/// Makes everything done to the whole image under `from` visible to `to`, and changes its layout.
void image_barrier(VkCommandBuffer commands, const GpuImage& image, const Access& from,
                   const Access& to);

/// Makes all writes under the first pair of flags visible to the second, for all memory.
void memory_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 from, VkAccessFlags2 writes,
                    VkPipelineStageFlags2 to, VkAccessFlags2 reads);

}  // namespace diorama
