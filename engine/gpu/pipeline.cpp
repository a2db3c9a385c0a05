#include "engine/gpu/pipeline.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "engine/core/model.hpp"

namespace diorama {
namespace {

UniqueShaderModule make_module(const Device& device, Spirv words) {
    const VkShaderModuleCreateInfo info{.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
                                        .codeSize = words.size_bytes(),
                                        .pCode = words.data()};
    VkShaderModule module{};
    check(vkCreateShaderModule(device.get(), &info, nullptr, &module), "vkCreateShaderModule");
    return {device.get(), module};
}

constexpr VkVertexInputBindingDescription kVertexBinding{0, sizeof(Vertex),
                                                         VK_VERTEX_INPUT_RATE_VERTEX};
constexpr std::array kVertexAttributes{
    VkVertexInputAttributeDescription{0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(Vertex, position)},
    VkVertexInputAttributeDescription{1, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(Vertex, normal)},
    VkVertexInputAttributeDescription{2, 0, VK_FORMAT_R32G32B32A32_SFLOAT,
                                      offsetof(Vertex, tangent)},
    VkVertexInputAttributeDescription{3, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(Vertex, uv)},
    VkVertexInputAttributeDescription{4, 0, VK_FORMAT_R32G32B32A32_SFLOAT, offsetof(Vertex, color)},
};

}  // namespace

UniqueDescriptorSetLayout make_set_layout(const Device& device,
                                          std::initializer_list<BindingDesc> bindings) {
    std::vector<VkDescriptorSetLayoutBinding> list;
    for (const BindingDesc& b : bindings)
        list.push_back({b.binding, b.type, b.count, b.stages, nullptr});
    const VkDescriptorSetLayoutCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
        .bindingCount = static_cast<std::uint32_t>(list.size()),
        .pBindings = list.data()};
    VkDescriptorSetLayout handle{};
    check(vkCreateDescriptorSetLayout(device.get(), &info, nullptr, &handle),
          "vkCreateDescriptorSetLayout");
    return {device.get(), handle};
}

UniquePipelineLayout make_pipeline_layout(const Device& device,
                                          std::initializer_list<VkDescriptorSetLayout> sets,
                                          std::uint32_t push_constant_bytes) {
    const VkPushConstantRange range{
        VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT | VK_SHADER_STAGE_COMPUTE_BIT, 0,
        push_constant_bytes};
    const VkPipelineLayoutCreateInfo info{.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
                                          .setLayoutCount = static_cast<std::uint32_t>(sets.size()),
                                          .pSetLayouts = sets.begin(),
                                          .pushConstantRangeCount = push_constant_bytes ? 1u : 0u,
                                          .pPushConstantRanges = &range};
    VkPipelineLayout handle{};
    check(vkCreatePipelineLayout(device.get(), &info, nullptr, &handle), "vkCreatePipelineLayout");
    return {device.get(), handle};
}

UniqueSampler make_sampler(const Device& device, const SamplerDesc& desc) {
    const VkSamplerCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO,
        .magFilter = desc.filter,
        .minFilter = desc.filter,
        .mipmapMode = desc.mipmaps ? VK_SAMPLER_MIPMAP_MODE_LINEAR : VK_SAMPLER_MIPMAP_MODE_NEAREST,
        .addressModeU = desc.wrap_u,
        .addressModeV = desc.wrap_v,
        .addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
        .compareEnable = desc.compare_less,
        .compareOp = VK_COMPARE_OP_LESS_OR_EQUAL,
        .maxLod = desc.mipmaps ? VK_LOD_CLAMP_NONE : 0.0f,
        .borderColor = VK_BORDER_COLOR_FLOAT_OPAQUE_WHITE};
    VkSampler handle{};
    check(vkCreateSampler(device.get(), &info, nullptr, &handle), "vkCreateSampler");
    return {device.get(), handle};
}

UniquePipeline make_graphics_pipeline(const Device& device, const GraphicsPipelineDesc& desc) {
    const UniqueShaderModule vertex = make_module(device, desc.vertex);
    UniqueShaderModule fragment;
    if (!desc.fragment.empty()) fragment = make_module(device, desc.fragment);

    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < desc.constants.size(); ++i) entries.push_back({i, 4 * i, 4});
    const VkSpecializationInfo specialization{static_cast<std::uint32_t>(entries.size()),
                                              entries.data(), 4 * entries.size(),
                                              desc.constants.data()};
    const std::array stages{
        VkPipelineShaderStageCreateInfo{
            .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
            .stage = VK_SHADER_STAGE_VERTEX_BIT,
            .module = vertex.get(),
            .pName = "main"},
        VkPipelineShaderStageCreateInfo{
            .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
            .stage = VK_SHADER_STAGE_FRAGMENT_BIT,
            .module = fragment.get(),
            .pName = "main",
            .pSpecializationInfo = desc.constants.empty() ? nullptr : &specialization}};

    const VkPipelineVertexInputStateCreateInfo input{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO,
        .vertexBindingDescriptionCount = desc.vertex_input ? 1u : 0u,
        .pVertexBindingDescriptions = &kVertexBinding,
        .vertexAttributeDescriptionCount =
            desc.vertex_input ? static_cast<std::uint32_t>(kVertexAttributes.size()) : 0u,
        .pVertexAttributeDescriptions = kVertexAttributes.data()};
    const VkPipelineInputAssemblyStateCreateInfo assembly{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
        .topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST};
    const VkPipelineViewportStateCreateInfo viewport{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
        .viewportCount = 1,
        .scissorCount = 1};
    const VkPipelineRasterizationStateCreateInfo raster{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
        .depthClampEnable = desc.depth_clamp,
        .polygonMode = VK_POLYGON_MODE_FILL,
        .cullMode = VK_CULL_MODE_NONE,
        .frontFace = VK_FRONT_FACE_COUNTER_CLOCKWISE,
        .depthBiasEnable = desc.depth_bias != 0.0f || desc.depth_bias_slope != 0.0f,
        .depthBiasConstantFactor = desc.depth_bias,
        .depthBiasSlopeFactor = desc.depth_bias_slope,
        .lineWidth = 1.0f};
    const VkPipelineMultisampleStateCreateInfo multisample{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
        .rasterizationSamples = VK_SAMPLE_COUNT_1_BIT};
    const VkPipelineDepthStencilStateCreateInfo depth{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO,
        .depthTestEnable = desc.depth != VK_FORMAT_UNDEFINED,
        .depthWriteEnable = desc.depth_write,
        .depthCompareOp = desc.depth_compare};
    constexpr VkColorComponentFlags kAll = VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT |
                                           VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    const std::vector<VkPipelineColorBlendAttachmentState> attachments(
        desc.colors.size(), VkPipelineColorBlendAttachmentState{
                                .blendEnable = desc.alpha_blend,
                                .srcColorBlendFactor = VK_BLEND_FACTOR_SRC_ALPHA,
                                .dstColorBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
                                .srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE,
                                .dstAlphaBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
                                .colorWriteMask = desc.color_write ? kAll : 0u});
    const VkPipelineColorBlendStateCreateInfo blend{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
        .logicOpEnable = desc.logic_or,
        .logicOp = VK_LOGIC_OP_OR,
        .attachmentCount = static_cast<std::uint32_t>(attachments.size()),
        .pAttachments = attachments.data()};
    const std::array states{VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
    const VkPipelineDynamicStateCreateInfo dynamic{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO,
        .dynamicStateCount = static_cast<std::uint32_t>(states.size()),
        .pDynamicStates = states.data()};
    const VkPipelineRenderingCreateInfo rendering{
        .sType = VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO,
        .colorAttachmentCount = static_cast<std::uint32_t>(desc.colors.size()),
        .pColorAttachmentFormats = desc.colors.data(),
        .depthAttachmentFormat = desc.depth};
    const VkGraphicsPipelineCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO,
        .pNext = &rendering,
        .stageCount = desc.fragment.empty() ? 1u : 2u,
        .pStages = stages.data(),
        .pVertexInputState = &input,
        .pInputAssemblyState = &assembly,
        .pViewportState = &viewport,
        .pRasterizationState = &raster,
        .pMultisampleState = &multisample,
        .pDepthStencilState = &depth,
        .pColorBlendState = &blend,
        .pDynamicState = &dynamic,
        .layout = desc.layout};
    VkPipeline handle{};
    check(vkCreateGraphicsPipelines(device.get(), device.pipeline_cache(), 1, &info, nullptr,
                                    &handle),
          "vkCreateGraphicsPipelines");
    device.name(VK_OBJECT_TYPE_PIPELINE, reinterpret_cast<std::uint64_t>(handle), desc.name);
    return {device.get(), handle};
}

UniquePipeline make_compute_pipeline(const Device& device, Spirv shader, VkPipelineLayout layout,
                                     const char* name) {
    const UniqueShaderModule module = make_module(device, shader);
    const VkComputePipelineCreateInfo info{
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = module.get(),
                  .pName = "main"},
        .layout = layout};
    VkPipeline handle{};
    check(
        vkCreateComputePipelines(device.get(), device.pipeline_cache(), 1, &info, nullptr, &handle),
        "vkCreateComputePipelines");
    device.name(VK_OBJECT_TYPE_PIPELINE, reinterpret_cast<std::uint64_t>(handle), name);
    return {device.get(), handle};
}

void write_descriptors(const Device& device, VkDescriptorSet set,
                       std::initializer_list<DescriptorWrite> writes) {
    std::vector<VkWriteDescriptorSet> list;
    for (const DescriptorWrite& w : writes)
        list.push_back({.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
                        .dstSet = set,
                        .dstBinding = w.binding,
                        .descriptorCount = 1,
                        .descriptorType = w.type,
                        .pImageInfo = &w.image,
                        .pBufferInfo = &w.buffer});
    vkUpdateDescriptorSets(device.get(), static_cast<std::uint32_t>(list.size()), list.data(), 0,
                           nullptr);
}

}  // namespace diorama
