/// Shaders, layouts, samplers and pipelines from short descriptions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "engine/gpu/device.hpp"

namespace diorama {

/// SPIR-V words, as the build embeds them.
using Spirv = std::span<const std::uint32_t>;

struct BindingDesc {
    std::uint32_t binding;
    VkDescriptorType type;
    VkShaderStageFlags stages;
    std::uint32_t count = 1;
};

UniqueDescriptorSetLayout make_set_layout(const Device& device,
                                          std::initializer_list<BindingDesc> bindings);

UniquePipelineLayout make_pipeline_layout(const Device& device,
                                          std::initializer_list<VkDescriptorSetLayout> sets,
                                          std::uint32_t push_constant_bytes);

struct SamplerDesc {
    VkFilter filter = VK_FILTER_LINEAR;
    VkSamplerAddressMode wrap_u = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    VkSamplerAddressMode wrap_v = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    bool mipmaps = false;
    bool compare_less = false;  // a shadow sampler: 1 where reference <= texel
};

UniqueSampler make_sampler(const Device& device, const SamplerDesc& desc);

struct GraphicsPipelineDesc {
    Spirv vertex;
    Spirv fragment;  // may be empty: depth only
    VkPipelineLayout layout = VK_NULL_HANDLE;
    std::vector<VkFormat> colors;
    VkFormat depth = VK_FORMAT_UNDEFINED;
    VkCompareOp depth_compare = VK_COMPARE_OP_GREATER_OR_EQUAL;
    bool depth_write = true;
    bool color_write = true;   // false: the targets keep what they hold
    bool logic_or = false;     // integer targets: bitwise or instead of replace
    bool alpha_blend = false;  // color over color by the source's alpha
    bool vertex_input = true;  // false: a full-screen triangle without vertices
    bool depth_clamp = false;
    float depth_bias = 0.0f;  // constant and slope-scaled, in depth units
    float depth_bias_slope = 0.0f;
    std::vector<std::uint32_t> constants;  // specialization constants 0, 1, ... (fragment)
    const char* name = "";
};

/// The vertex input is engine/core/model.hpp's Vertex, interleaved in binding 0. Viewport and
/// scissor are dynamic; nothing is culled.
UniquePipeline make_graphics_pipeline(const Device& device, const GraphicsPipelineDesc& desc);

UniquePipeline make_compute_pipeline(const Device& device, Spirv shader, VkPipelineLayout layout,
                                     const char* name);

/// Writes one descriptor; the variants cover what diorama binds.
struct DescriptorWrite {
    std::uint32_t binding;
    VkDescriptorType type;
    VkDescriptorBufferInfo buffer{};
    VkDescriptorImageInfo image{};
};

void write_descriptors(const Device& device, VkDescriptorSet set,
                       std::initializer_list<DescriptorWrite> writes);

}  // namespace diorama
