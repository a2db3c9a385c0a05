/// The pipelines of the renderer and the layout of its descriptors.
#pragma once

#include <array>

#include "engine/gpu/pipeline.hpp"

namespace diorama {

namespace formats {
constexpr VkFormat kIds = VK_FORMAT_R32G32_UINT;  // instance id, triangle
constexpr VkFormat kWords = VK_FORMAT_R32_UINT;
constexpr VkFormat kDepth = VK_FORMAT_D32_SFLOAT;
constexpr VkFormat kNormals = VK_FORMAT_R16G16B16A16_SNORM;
constexpr VkFormat kColor = VK_FORMAT_R32G32_UINT;  // two pairs of halves, shared/color.glsl
}  // namespace formats

/// One pipeline for opaque parts, one that tests the alpha of masked ones.
struct PipelinePair {
    UniquePipeline opaque, mask;
};

struct Passes {
    Passes(const Device& device, VkDescriptorSetLayout material_set);
    /// What only intrinsic images need.
    void add_intrinsic(const Device& device);

    UniqueDescriptorSetLayout frame_set;  // set 0, shaders/shared/bindings.glsl
    UniquePipelineLayout layout;
    PipelinePair label_ids;      // ids and depth
    PipelinePair label_normals;  // and normals
    PipelinePair alone;
    PipelinePair shadow;
    std::array<PipelinePair, 4> color;      // by TextureUse, at pixel centers
    std::array<PipelinePair, 4> color_off;  // off them
    std::array<PipelinePair, 4> intrinsic;  // albedo and shading, at pixel centers; when added
    UniquePipeline color_blend, color_blend_off;
    UniquePipeline background;
    UniquePipeline interior;
    UniquePipeline visibility, visibility_blur, edges, meter, expose, accumulate, develop;
    UniquePipeline bloom, film;  // of frames with effects of lens and sensor
};

}  // namespace diorama
