#include "tools/preview/painter.hpp"

#include <imgui.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>

#include "shaders/embedded.hpp"

namespace diorama::preview {
namespace {

constexpr std::uint32_t kMaxTextures = 8;
constexpr VkShaderStageFlags kEveryStage =
    VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT | VK_SHADER_STAGE_COMPUTE_BIT;

// As shaders/interface.vert reads them.
static_assert(sizeof(ImDrawVert) == 20 && offsetof(ImDrawVert, uv) == 8 &&
              offsetof(ImDrawVert, col) == 16);
static_assert(sizeof(ImDrawIdx) == 2);

/// From the interface's units to clip space.
struct Placement {
    ImVec2 scale, offset;
};

UniqueDescriptorPool make_pool(const Device& device) {
    const VkDescriptorPoolSize sizes[] = {
        {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1},
        {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 2 * (kMaxTextures + 1)}};
    const VkDescriptorPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
                                          .maxSets = 2 * (kMaxTextures + 1) + 1,
                                          .poolSizeCount = 2,
                                          .pPoolSizes = sizes};
    VkDescriptorPool pool{};
    check(vkCreateDescriptorPool(device.get(), &info, nullptr, &pool), "vkCreateDescriptorPool");
    return {device.get(), pool};
}

Image<Rgba8> font_picture() {
    unsigned char* pixels = nullptr;
    Extent extent;
    ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &extent.width, &extent.height);
    Image<Rgba8> picture(extent);
    std::memcpy(picture.data(), pixels, picture.size_bytes());
    return picture;
}

std::uint32_t natural(float value) { return static_cast<std::uint32_t>(std::max(value, 0.0f)); }

}  // namespace

void expect_valid(const Device& device) {
    if (const auto found = device.validation_messages(); !found.empty())
        throw std::runtime_error("the validation layer objects: " + found.front());
}

Painter::Painter(const Device& device, Commands& commands, VkFormat format)
    : device_(&device),
      vertex_layout_(make_set_layout(
          device, {{0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT}})),
      texture_layout_(make_set_layout(
          device, {{0, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, VK_SHADER_STAGE_FRAGMENT_BIT}})),
      layout_(make_pipeline_layout(device, {vertex_layout_.get(), texture_layout_.get()},
                                   sizeof(Placement))),
      pipeline_(make_graphics_pipeline(device, {.vertex = shaders::interface_vert,
                                                .fragment = shaders::interface_frag,
                                                .layout = layout_.get(),
                                                .colors = {format},
                                                .alpha_blend = true,
                                                .vertex_input = false,
                                                .name = "interface"})),
      pool_(make_pool(device)),
      linear_(make_sampler(device, {})),
      nearest_(make_sampler(device, {.filter = VK_FILTER_NEAREST})),
      vertex_set_(allocate(vertex_layout_.get())),
      font_(make_texture()) {
    font_.upload(commands, font_picture());
    ImGui::GetIO().Fonts->SetTexID(font_.smooth());
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
}

Texture Painter::make_texture() {
    const VkDescriptorSetLayout layout = texture_layout_.get();
    return {*device_, {allocate(layout), linear_.get()}, {allocate(layout), nearest_.get()}};
}

VkDescriptorSet Painter::allocate(VkDescriptorSetLayout layout) {
    const VkDescriptorSetAllocateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
                                           .descriptorPool = pool_.get(),
                                           .descriptorSetCount = 1,
                                           .pSetLayouts = &layout};
    VkDescriptorSet set{};
    check(vkAllocateDescriptorSets(device_->get(), &info, &set), "vkAllocateDescriptorSets");
    return set;
}

void Painter::fill_buffers(const ImDrawData& data) {
    const auto vertex_bytes = static_cast<std::uint64_t>(data.TotalVtxCount) * sizeof(ImDrawVert);
    const auto index_bytes = static_cast<std::uint64_t>(data.TotalIdxCount) * sizeof(ImDrawIdx);
    ensure_size(*device_, vertices_,
                {.size_bytes = std::max<std::uint64_t>(vertex_bytes, 1 << 16),
                 .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                 .memory = Memory::Upload,
                 .name = "interface vertices"});
    ensure_size(*device_, indices_,
                {.size_bytes = std::max<std::uint64_t>(index_bytes, 1 << 14),
                 .usage = VK_BUFFER_USAGE_INDEX_BUFFER_BIT,
                 .memory = Memory::Upload,
                 .name = "interface indices"});
    // Every time: a larger buffer may get the handle that the smaller one had.
    write_descriptors(*device_, vertex_set_,
                      {{.binding = 0,
                        .type = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                        .buffer = {vertices_.get(), 0, VK_WHOLE_SIZE}}});
    auto* vertex = vertices_.as<ImDrawVert>();
    auto* index = indices_.as<ImDrawIdx>();
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        vertex = std::copy_n(list.VtxBuffer.Data, list.VtxBuffer.Size, vertex);
        index = std::copy_n(list.IdxBuffer.Data, list.IdxBuffer.Size, index);
    }
}

void Painter::paint(VkCommandBuffer commands, VkImageView target, Extent extent,
                    const ImDrawData& data) {
    fill_buffers(data);
    const VkRect2D area{
        {0, 0},
        {static_cast<std::uint32_t>(extent.width), static_cast<std::uint32_t>(extent.height)}};
    const VkRenderingAttachmentInfo color{.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO,
                                          .imageView = target,
                                          .imageLayout = access::kColorTarget.layout,
                                          .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
                                          .storeOp = VK_ATTACHMENT_STORE_OP_STORE,
                                          .clearValue = {.color = {.float32 = {0, 0, 0, 1}}}};
    const VkRenderingInfo rendering{.sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
                                    .renderArea = area,
                                    .layerCount = 1,
                                    .colorAttachmentCount = 1,
                                    .pColorAttachments = &color};
    vkCmdBeginRendering(commands, &rendering);
    const VkViewport viewport{
        0, 0, static_cast<float>(extent.width), static_cast<float>(extent.height), 0, 1};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline_.get());
    vkCmdBindIndexBuffer(commands, indices_.get(), 0, VK_INDEX_TYPE_UINT16);
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout_.get(), 0, 1,
                            &vertex_set_, 0, nullptr);
    const ImVec2 scale{2.0f / data.DisplaySize.x, 2.0f / data.DisplaySize.y};
    const Placement placement{
        scale, {-1.0f - data.DisplayPos.x * scale.x, -1.0f - data.DisplayPos.y * scale.y}};
    vkCmdPushConstants(commands, layout_.get(), kEveryStage, 0, sizeof placement, &placement);

    std::uint32_t first_index = 0;
    std::int32_t first_vertex = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        for (const ImDrawCmd& draw : list.CmdBuffer) {
            // In pixels of the target, and inside it.
            const auto x = [&](float v) {
                return std::min((v - data.DisplayPos.x) * data.FramebufferScale.x,
                                static_cast<float>(extent.width));
            };
            const auto y = [&](float v) {
                return std::min((v - data.DisplayPos.y) * data.FramebufferScale.y,
                                static_cast<float>(extent.height));
            };
            const std::uint32_t left = natural(x(draw.ClipRect.x)),
                                top = natural(y(draw.ClipRect.y));
            const std::uint32_t right = natural(x(draw.ClipRect.z)),
                                bottom = natural(y(draw.ClipRect.w));
            if (draw.ElemCount == 0 || right <= left || bottom <= top) continue;
            const VkRect2D scissor{
                {static_cast<std::int32_t>(left), static_cast<std::int32_t>(top)},
                {right - left, bottom - top}};
            vkCmdSetScissor(commands, 0, 1, &scissor);
            const auto texture = static_cast<VkDescriptorSet>(draw.GetTexID());
            vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout_.get(), 1, 1,
                                    &texture, 0, nullptr);
            vkCmdDrawIndexed(commands, draw.ElemCount, 1, first_index + draw.IdxOffset,
                             first_vertex + static_cast<std::int32_t>(draw.VtxOffset), 0);
        }
        first_index += static_cast<std::uint32_t>(list.IdxBuffer.Size);
        first_vertex += list.VtxBuffer.Size;
    }
    vkCmdEndRendering(commands);
}

}  // namespace diorama::preview
