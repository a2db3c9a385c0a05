/// Draws Dear ImGui's triangle lists with Vulkan.
#pragma once

#include <cstdint>

#include "tools/preview/texture.hpp"

struct ImDrawData;

namespace diorama::preview {

/// For the end of the work of a device that was opened with validation.
/// @throws std::runtime_error with the first thing that the validation layer has said.
void expect_valid(const Device& device);

/// The pipeline, buffers and textures of the interface. The UI library's own Vulkan backend of
/// this version shows a single texture (the font); here every draw names its own, an
/// `ImTextureID` being a descriptor set, and rendering is dynamic like everywhere else.
class Painter {
 public:
    /// Also puts the current font atlas of the current ImGui context on the device.
    /// @param format  of the targets that will be painted.
    Painter(const Device& device, Commands& commands, VkFormat format);

    /// A texture for ImGui::Image; at most 8 are made.
    Texture make_texture();

    /// Records one pass that clears `target` and draws `data` into it. The target has the layout
    /// of a color attachment before and after. The frame before must have finished.
    void paint(VkCommandBuffer commands, VkImageView target, Extent extent, const ImDrawData& data);

 private:
    VkDescriptorSet allocate(VkDescriptorSetLayout layout);
    void fill_buffers(const ImDrawData& data);

    const Device* device_;
    UniqueDescriptorSetLayout vertex_layout_, texture_layout_;
    UniquePipelineLayout layout_;
    UniquePipeline pipeline_;
    UniqueDescriptorPool pool_;
    UniqueSampler linear_, nearest_;
    VkDescriptorSet vertex_set_ = VK_NULL_HANDLE;
    Buffer vertices_, indices_;
    Texture font_;
};

}  // namespace diorama::preview
