#include "engine/render/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <iterator>

#include "engine/render/view_volume.hpp"

namespace diorama {
namespace {

// Sub-pixel positions of the antialiasing samples, in pixels from the center: rotated grids.
constexpr std::array<glm::vec2, 4> kFourSamples{
    glm::vec2(-0.125f, -0.375f), glm::vec2(0.375f, -0.125f), glm::vec2(0.125f, 0.375f),
    glm::vec2(-0.375f, 0.125f)};
constexpr std::array<glm::vec2, 12> kTwelveSamples{
    glm::vec2(-0.458f, -0.208f), glm::vec2(-0.375f, 0.292f), glm::vec2(-0.292f, -0.458f),
    glm::vec2(-0.208f, 0.042f),  glm::vec2(-0.125f, 0.458f), glm::vec2(-0.042f, -0.292f),
    glm::vec2(0.042f, 0.208f),   glm::vec2(0.125f, -0.042f), glm::vec2(0.208f, 0.375f),
    glm::vec2(0.292f, -0.375f),  glm::vec2(0.375f, 0.125f),  glm::vec2(0.458f, -0.125f)};

std::span<const glm::vec2> sample_positions(Quality quality) {
    switch (quality) {
        case Quality::Preview:
            return {};
        case Quality::High:
            return kTwelveSamples;
        case Quality::Standard:
            break;
    }
    return kFourSamples;
}

// Samples behind an aperture, each from another place on it.
std::size_t lens_sample_count(Quality quality) {
    switch (quality) {
        case Quality::Preview:
            return 8;
        case Quality::High:
            return 96;
        case Quality::Standard:
            break;
    }
    return 32;
}

VkRenderingAttachmentInfo attach(VkImageView view, VkImageLayout layout, VkClearValue clear) {
    return {.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO,
            .imageView = view,
            .imageLayout = layout,
            .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
            .storeOp = VK_ATTACHMENT_STORE_OP_STORE,
            .clearValue = clear};
}

VkRenderingAttachmentInfo attach_color(const GpuImage& image) {
    return attach(image.view(), access::kColorTarget.layout, {.color = {.uint32 = {0, 0, 0, 0}}});
}

VkRenderingAttachmentInfo attach_depth(VkImageView view, float clear) {
    return attach(view, access::kDepthTarget.layout, {.depthStencil = {clear, 0}});
}

VkRect2D whole(Extent e) {
    return {{0, 0}, {static_cast<std::uint32_t>(e.width), static_cast<std::uint32_t>(e.height)}};
}

// How many view volumes wide the viewport of the coarse tile is; a power of two, like its step.
constexpr int kCoarseVolumes = 8;

// A viewport of `volumes` view volumes, in pixels of `step`, whose picture starts at the pixel
// (-origin_x, -origin_y).
VkViewport volume_viewport(Extent picture, int origin_x, int origin_y, int volumes, int step) {
    const Extent volume = view_volume(picture);
    const auto scale = 1.0f / static_cast<float>(step);
    const auto place = [&](int origin, int size, int picture_size) {
        return scale * (0.5f * static_cast<float>(picture_size - volumes * size) -
                        static_cast<float>(origin));
    };
    return {.x = place(origin_x, volume.width, picture.width),
            .y = place(origin_y, volume.height, picture.height),
            .width = scale * static_cast<float>(volumes * volume.width),
            .height = scale * static_cast<float>(volumes * volume.height),
            .minDepth = 0.0f,
            .maxDepth = 1.0f};
}

VkViewport viewport_of(Extent e) {
    return {0.0f, 0.0f, static_cast<float>(e.width), static_cast<float>(e.height), 0.0f, 1.0f};
}

bool is_mask(const Draw& draw) { return draw.coverage == Coverage::Mask; }

}  // namespace

Recorder::Recorder(const Device& device, VkCommandBuffer commands, const Recording& recording,
                   const Targets& targets, const ShadowMaps& shadow_maps, Buffer& indirect)
    : recording_(recording), targets_(targets), shadow_maps_(shadow_maps), commands_(commands) {
    label_ = batches([](const Draw&) { return true; }, false);
    if (recording.request.color) {
        const auto solid = [](const Draw& d) { return d.coverage != Coverage::Blend; };
        for (const ShadowView& view : recording.lights.views)
            shadows_.push_back(batches(
                [&](const Draw& d) {
                    return solid(d) && may_cast_into(view.shadow_from_world,
                                                     recording.list.world_bounds[d.instance_index]);
                },
                false));
        color_ = batches(solid, true);
        blend_ = batch([](const Draw& d) { return d.coverage == Coverage::Blend; }, true);
        std::reverse(blend_.begin(), blend_.end());  // far ones first
    }
    // The slot of each labelled instance, to find its draws in a tile.
    std::vector<std::uint32_t> slot_of(recording.list.world_bounds.size(), UINT32_MAX);
    for (std::uint32_t slot = 0; slot < recording.list.labelled.size(); ++slot)
        slot_of[recording.list.labelled[slot]] = slot;
    for (const AloneTile& tile : recording.tiles) {
        std::uint32_t last = UINT32_MAX;
        for (const std::uint32_t slot : tile.slots) {
            if (slot / 32 == last) continue;
            last = slot / 32;
            alone_.push_back(batches(
                [&](const Draw& d) {
                    const std::uint32_t own = slot_of[d.instance_index];
                    return own != UINT32_MAX && own / 32 == last &&
                           std::binary_search(tile.slots.begin(), tile.slots.end(), own);
                },
                false));
        }
    }
    const std::uint64_t bytes = indirect_commands_.size() * sizeof(VkDrawIndexedIndirectCommand);
    ensure_size(device, indirect,
                {.size_bytes = std::max<std::uint64_t>(bytes, 64),
                 .usage = VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT,
                 .memory = Memory::Upload,
                 .name = "indirect commands"});
    std::memcpy(indirect.data(), indirect_commands_.data(), bytes);
    indirect_ = indirect.get();

    for (const auto point : {VK_PIPELINE_BIND_POINT_GRAPHICS, VK_PIPELINE_BIND_POINT_COMPUTE}) {
        const std::array sets{recording.frame_set, recording.plain_set};
        vkCmdBindDescriptorSets(commands_, point, recording.passes.layout.get(), 0,
                                static_cast<std::uint32_t>(sets.size()), sets.data(), 0, nullptr);
    }
    push({});
}

std::vector<DrawBatch> Recorder::batch(const Filter& wanted, bool by_textures) {
    std::vector<std::pair<DrawBatch, std::vector<VkDrawIndexedIndirectCommand>>> groups;
    for (const Draw& draw : recording_.list.draws) {
        if (!wanted(draw)) continue;
        const VkDescriptorSet set = by_textures ? draw.textures : recording_.plain_set;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) {
            return g.first.textures == set &&
                   (!by_textures || g.first.texture_use == draw.texture_use);
        });
        if (group == groups.end())
            group = groups.insert(group, {{.textures = set, .texture_use = draw.texture_use}, {}});
        group->second.push_back(draw.command);
    }
    std::vector<DrawBatch> batches;
    for (auto& [batch, commands] : groups) {
        batch.first = static_cast<std::uint32_t>(indirect_commands_.size());
        batch.count = static_cast<std::uint32_t>(commands.size());
        indirect_commands_.insert(indirect_commands_.end(), commands.begin(), commands.end());
        batches.push_back(batch);
    }
    return batches;
}

Recorder::Batches Recorder::batches(const Filter& wanted, bool opaque_by_textures) {
    return {.opaque =
                batch([&](const Draw& d) { return !is_mask(d) && wanted(d); }, opaque_by_textures),
            .mask = batch([&](const Draw& d) { return is_mask(d) && wanted(d); }, true)};
}

Recorder::Batches Recorder::with_textures(const Batches& all, TextureUse use) {
    Batches some;
    const auto used = [use](const DrawBatch& batch) { return batch.texture_use == use; };
    std::copy_if(all.opaque.begin(), all.opaque.end(), std::back_inserter(some.opaque), used);
    std::copy_if(all.mask.begin(), all.mask.end(), std::back_inserter(some.mask), used);
    return some;
}

void Recorder::draw(const Batches& batches, const PipelinePair& pipelines) const {
    draw(batches.opaque, pipelines.opaque);
    draw(batches.mask, pipelines.mask);
}

void Recorder::draw(const std::vector<DrawBatch>& batches, const LazyPipeline& pipeline) const {
    if (batches.empty()) return;
    constexpr std::uint32_t kStride = sizeof(VkDrawIndexedIndirectCommand);
    vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.get());
    for (const DrawBatch& batch : batches) {
        vkCmdBindDescriptorSets(commands_, VK_PIPELINE_BIND_POINT_GRAPHICS,
                                recording_.passes.layout.get(), 1, 1, &batch.textures, 0, nullptr);
        vkCmdDrawIndexedIndirect(commands_, indirect_, std::uint64_t{batch.first} * kStride,
                                 batch.count, kStride);
    }
}

void Recorder::draw_fullscreen(VkPipeline pipeline, const shader::PassParams& params) const {
    vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
    push(params);
    vkCmdDraw(commands_, 3, 1, 0, 0);
}

void Recorder::dispatch(VkPipeline pipeline, int divisor) const {
    const auto groups = [&](int size) {
        return static_cast<std::uint32_t>(((size + divisor - 1) / divisor + 7) / 8);
    };
    dispatch_groups(pipeline, groups(targets_.extent.width), groups(targets_.extent.height));
}

void Recorder::dispatch_groups(VkPipeline pipeline, std::uint32_t x, std::uint32_t y) const {
    vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
    vkCmdDispatch(commands_, x, y, 1);
    compute_barrier();
}

void Recorder::compute_barrier() const {
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                   VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
                   VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
                   VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT);
}

void Recorder::push(const shader::PassParams& params) const {
    vkCmdPushConstants(
        commands_, recording_.passes.layout.get(),
        VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT | VK_SHADER_STAGE_COMPUTE_BIT, 0,
        sizeof params, &params);
}

void Recorder::begin_pass(std::span<const VkRenderingAttachmentInfo> colors,
                          const VkRenderingAttachmentInfo* depth, VkRect2D area,
                          const VkViewport& viewport) const {
    const VkRenderingInfo info{.sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
                               .renderArea = area,
                               .layerCount = 1,
                               .colorAttachmentCount = static_cast<std::uint32_t>(colors.size()),
                               .pColorAttachments = colors.data(),
                               .pDepthAttachment = depth};
    vkCmdBeginRendering(commands_, &info);
    vkCmdSetViewport(commands_, 0, 1, &viewport);
    vkCmdSetScissor(commands_, 0, 1, &area);
}

void Recorder::upload_triangles(const Buffer& staging, const Buffer& triangles) {
    const std::uint64_t index_bytes = recording_.list.index_bytes;
    const std::uint64_t bytes = index_bytes + recording_.list.vertex_bytes;
    if (bytes == 0) return;
    const VkBufferCopy copy{.size = bytes};
    vkCmdCopyBuffer(commands_, staging.get(), triangles.get(), 1, &copy);
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                   VK_PIPELINE_STAGE_2_VERTEX_INPUT_BIT,
                   VK_ACCESS_2_VERTEX_ATTRIBUTE_READ_BIT | VK_ACCESS_2_INDEX_READ_BIT);
    const VkBuffer vertices = triangles.get();
    // Indices come first: Mesa 22.3 ignores an index buffer's offset in indirect draws.
    vkCmdBindVertexBuffers(commands_, 0, 1, &vertices, &index_bytes);
    vkCmdBindIndexBuffer(commands_, triangles.get(), 0, VK_INDEX_TYPE_UINT32);
}

VkViewport Recorder::view() const { return volume_viewport(targets_.extent, 0, 0, 1, 1); }

void Recorder::draw_labels() {
    std::vector<VkRenderingAttachmentInfo> colors{attach_color(targets_.ids)};
    image_barrier(commands_, targets_.ids, access::kNothing, access::kColorTarget);
    if (recording_.normals) {
        image_barrier(commands_, targets_.normals, access::kNothing, access::kColorTarget);
        colors.push_back(attach_color(targets_.normals));
    }
    image_barrier(commands_, targets_.depth, access::kNothing, access::kDepthTarget);
    const VkRenderingAttachmentInfo depth = attach_depth(targets_.depth.view(), 0.0f);
    begin_pass(colors, &depth, whole(targets_.extent), view());
    push({.view_scale = 1.0f});
    draw(label_,
         recording_.normals ? recording_.passes.label_normals : recording_.passes.label_ids);
    vkCmdEndRendering(commands_);
}

void Recorder::copy_image(const GpuImage& image, const Buffer& readback,
                          std::uint64_t offset) const {
    const VkBufferImageCopy copy{
        .bufferOffset = offset,
        .imageSubresource = {image.desc().aspect, 0, 0, 1},
        .imageExtent = {static_cast<std::uint32_t>(targets_.extent.width),
                        static_cast<std::uint32_t>(targets_.extent.height), 1}};
    vkCmdCopyImageToBuffer(commands_, image.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                           readback.get(), 1, &copy);
}

void Recorder::read_labels(const Buffer& readback, const ReadbackLayout& layout) {
    const auto read = [&](const GpuImage& image, const Access& drawn, bool wanted,
                          std::uint64_t offset) {
        image_barrier(commands_, image, drawn, access::kCopySource);
        if (wanted) copy_image(image, readback, offset);
        image_barrier(commands_, image, access::kCopySource, access::kSampled);
    };
    read(targets_.ids, access::kColorTarget, true, layout.ids);
    image_barrier(commands_, targets_.depth, access::kDepthTarget, access::kSampled);
    if (recording_.normals)
        read(targets_.normals, access::kColorTarget, recording_.request.normals, layout.normals);
}

void Recorder::draw_coverage(const Buffer& readback, const ReadbackLayout& layout) {
    const Extent volume = view_volume(targets_.extent);
    Access before = access::kSampled;
    for (std::uint32_t i = 0; i < kCoverageSamples; ++i) {
        // Hammersley's points: each row and each column of a 16x16 grid in a pixel has one.
        const std::uint32_t reversed = (i & 1) << 3 | (i & 2) << 1 | (i & 4) >> 1 | (i & 8) >> 3;
        const glm::vec2 offset = (glm::vec2(i, reversed) + 0.5f) / 16.0f - 0.5f;
        image_barrier(commands_, targets_.ids, before, access::kColorTarget);
        image_barrier(commands_, targets_.coverage_depth,
                      i == 0 ? access::kNothing : access::kDepthTarget, access::kDepthTarget);
        const std::array colors{attach_color(targets_.ids)};
        const VkRenderingAttachmentInfo depth = attach_depth(targets_.coverage_depth.view(), 0.0f);
        begin_pass(colors, &depth, whole(targets_.extent), view());
        // A picture that moves by -offset shows at its pixel centers what lay at offset.
        push({.jitter = {-offset.x * 2.0f / static_cast<float>(volume.width),
                         -offset.y * 2.0f / static_cast<float>(volume.height)},
              .view_scale = 1.0f});
        draw(label_, recording_.passes.label_ids);
        vkCmdEndRendering(commands_);
        image_barrier(commands_, targets_.ids, access::kColorTarget, access::kCopySource);
        copy_image(targets_.ids, readback, layout.coverage + i * 8 * targets_.extent.area());
        before = access::kCopySource;
    }
}

void Recorder::draw_alone(const Buffer& readback, const ReadbackLayout& layout) {
    Access before = access::kNothing;
    for (std::size_t i = 0; i < layout.words.size(); ++i) {
        const ReadbackLayout::Words& words = layout.words[i];
        const AloneTile& tile = recording_.tiles[words.tile];
        const int volumes = tile.step == 1 ? 1 : kCoarseVolumes;
        const VkViewport viewport =
            volume_viewport(targets_.extent, tile.origin_x, tile.origin_y, volumes, tile.step);
        const VkOffset2D corner{(tile.rect.x - tile.origin_x) / tile.step,
                                (tile.rect.y - tile.origin_y) / tile.step};
        const VkExtent2D size{static_cast<std::uint32_t>(tile.rect.width / tile.step),
                              static_cast<std::uint32_t>(tile.rect.height / tile.step)};
        image_barrier(commands_, targets_.words, before, access::kColorTarget);
        const std::array colors{attach_color(targets_.words)};
        begin_pass(colors, nullptr, {corner, size}, viewport);
        push({.view_scale = 1.0f / static_cast<float>(volumes)});
        draw(alone_[i], recording_.passes.alone);
        vkCmdEndRendering(commands_);
        image_barrier(commands_, targets_.words, access::kColorTarget, access::kCopySource);
        const VkBufferImageCopy copy{.bufferOffset = words.offset,
                                     .imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
                                     .imageOffset = {corner.x, corner.y, 0},
                                     .imageExtent = {size.width, size.height, 1}};
        vkCmdCopyImageToBuffer(commands_, targets_.words.get(),
                               VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, readback.get(), 1, &copy);
        before = access::kCopySource;
    }
}

void Recorder::draw_shadows() {
    const GpuImage& image = shadow_maps_.image;
    image_barrier(commands_, image, access::kNothing, access::kDepthTarget);
    const auto texels = static_cast<float>(shadow_maps_.size);
    const std::vector<ShadowView>& views = recording_.lights.views;
    for (std::size_t i = 0; i < views.size(); ++i) {
        const ShadowView& view = views[i];
        const VkViewport viewport{texels * view.corner_x,
                                  texels * view.corner_y,
                                  texels * view.size,
                                  texels * view.size,
                                  0.0f,
                                  1.0f};
        if (i == 0 || views[i - 1].layer != view.layer) {
            if (i > 0) vkCmdEndRendering(commands_);
            const VkRenderingAttachmentInfo depth =
                attach_depth(shadow_maps_.layers[view.layer].get(), 1.0f);
            begin_pass({}, &depth, whole({shadow_maps_.size, shadow_maps_.size}), viewport);
        }
        const auto side = static_cast<std::uint32_t>(viewport.width);
        const VkRect2D square{
            {static_cast<std::int32_t>(viewport.x), static_cast<std::int32_t>(viewport.y)},
            {side, side}};
        vkCmdSetViewport(commands_, 0, 1, &viewport);
        vkCmdSetScissor(commands_, 0, 1, &square);
        push({.index = static_cast<std::uint32_t>(i)});
        draw(shadows_[i], recording_.passes.shadow);
    }
    if (!views.empty()) vkCmdEndRendering(commands_);
    image_barrier(commands_, image, access::kDepthTarget, access::kSampled);
}

void Recorder::copy_label_depth() const {
    image_barrier(commands_, targets_.depth, access::kSampled, access::kCopySource);
    image_barrier(commands_, targets_.color_depth, access::kDepthTarget, access::kCopyTarget);
    const VkImageCopy copy{.srcSubresource = {VK_IMAGE_ASPECT_DEPTH_BIT, 0, 0, 1},
                           .dstSubresource = {VK_IMAGE_ASPECT_DEPTH_BIT, 0, 0, 1},
                           .extent = {static_cast<std::uint32_t>(targets_.extent.width),
                                      static_cast<std::uint32_t>(targets_.extent.height), 1}};
    vkCmdCopyImage(commands_, targets_.depth.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                   targets_.color_depth.get(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
    image_barrier(commands_, targets_.depth, access::kCopySource, access::kSampled);
    image_barrier(commands_, targets_.color_depth, access::kCopyTarget, access::kDepthTarget);
}

void Recorder::draw_sample(const shader::PassParams& params, bool only_edges) {
    const Passes& passes = recording_.passes;
    // The depth is cleared each time; what it held before does not matter.
    image_barrier(commands_, targets_.color,
                  {access::kSampled.stages, access::kSampled.access, VK_IMAGE_LAYOUT_UNDEFINED},
                  access::kColorTarget);
    image_barrier(
        commands_, targets_.color_depth,
        {access::kDepthTarget.stages, access::kDepthTarget.access, VK_IMAGE_LAYOUT_UNDEFINED},
        access::kDepthTarget);
    const std::array colors{attach_color(targets_.color)};
    VkRenderingAttachmentInfo depth = attach_depth(targets_.color_depth.view(), 0.0f);
    // At pixel centers the labels tell what is nearest, so that nothing hidden is shaded. What
    // blends counts as solid for them: they do not know what lies behind it.
    if (!only_edges && blend_.empty()) {
        depth.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
        copy_label_depth();
    }
    begin_pass(colors, &depth, whole(targets_.extent), viewport_of(targets_.extent));
    if (only_edges) draw_fullscreen(passes.interior.get(), {.index = 1});
    const VkViewport wide = view(), narrow = viewport_of(targets_.extent);
    vkCmdSetViewport(commands_, 0, 1, &wide);
    push(params);
    for (std::uint32_t use = 0; use < passes.color.size(); ++use)
        draw(with_textures(color_, static_cast<TextureUse>(use)),
             only_edges ? passes.color_off[use] : passes.color[use]);
    vkCmdSetViewport(commands_, 0, 1, &narrow);
    // The same shift in the clip units of its own viewport.
    const Extent volume = view_volume(targets_.extent);
    const glm::vec2 pictures(
        static_cast<float>(volume.width) / static_cast<float>(targets_.extent.width),
        static_cast<float>(volume.height) / static_cast<float>(targets_.extent.height));
    draw_fullscreen(passes.background.get(), {.jitter = params.jitter * pictures});
    vkCmdEndRendering(commands_);

    if (!blend_.empty()) {
        image_barrier(commands_, targets_.color, access::kColorTarget, access::kCopySource);
        image_barrier(commands_, targets_.behind,
                      {access::kSampled.stages, access::kSampled.access, VK_IMAGE_LAYOUT_UNDEFINED},
                      access::kCopyTarget);
        const VkImageCopy copy{.srcSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
                               .dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
                               .extent = {static_cast<std::uint32_t>(targets_.extent.width),
                                          static_cast<std::uint32_t>(targets_.extent.height), 1}};
        vkCmdCopyImage(commands_, targets_.color.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                       targets_.behind.get(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
        image_barrier(commands_, targets_.behind, access::kCopyTarget, access::kSampled);
        image_barrier(commands_, targets_.color, access::kCopySource, access::kColorTarget);
        image_barrier(commands_, targets_.color_depth, access::kDepthTarget, access::kDepthTarget);
        auto kept = colors;
        auto kept_depth = depth;
        kept[0].loadOp = kept_depth.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
        begin_pass(kept, &kept_depth, whole(targets_.extent), wide);
        push(params);
        draw(blend_, only_edges ? passes.color_blend_off : passes.color_blend);
        vkCmdEndRendering(commands_);
    }
    image_barrier(commands_, targets_.color, access::kColorTarget, access::kSampled);
}

void Recorder::shade(const Buffer* linear_to, std::uint64_t offset) {
    const Passes& passes = recording_.passes;
    image_barrier(commands_, targets_.behind, access::kNothing, access::kSampled);
    image_barrier(commands_, targets_.color, access::kNothing, access::kSampled);
    for (const Buffer* counted : {&targets_.meter, &targets_.edge_list})
        vkCmdFillBuffer(commands_, counted->get(), 0, VK_WHOLE_SIZE, 0);
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                   VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                   VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT);
    dispatch(passes.visibility.get());
    dispatch(passes.visibility_blur.get());
    dispatch(passes.edges.get());

    const std::vector<shader::PassParams> samples = sample_params();
    draw_sample({.view_scale = 1.0f}, false);
    if (linear_to) {
        image_barrier(commands_, targets_.color, access::kSampled, access::kCopySource);
        copy_image(targets_.color, *linear_to, offset);
        image_barrier(commands_, targets_.color, access::kCopySource, access::kSampled);
    }
    dispatch(passes.meter.get(), 4);
    dispatch_groups(passes.expose.get(), 1, 1);
    push({.index = samples.empty() ? 0u : 1u});
    dispatch(passes.develop.get());

    // The other samples, of the pixels on edges alone.
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                   VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT, VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
                   VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        draw_sample(samples[i], true);
        push({.index = i + 1 == samples.size() ? 1u : 0u});
        vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, passes.accumulate.get());
        vkCmdDispatchIndirect(commands_, targets_.edge_list.get(), 0);
        compute_barrier();
    }
    if (recording_.film) apply_film();
}

std::vector<shader::PassParams> Recorder::sample_params() const {
    const Extent volume = view_volume(targets_.extent);
    const glm::vec2 clip_per_pixel(2.0f / static_cast<float>(volume.width),
                                   2.0f / static_cast<float>(volume.height));
    std::vector<shader::PassParams> samples;
    const ThinLens& lens = recording_.lens;
    if (lens.radius_m <= 0.0f) {
        for (const glm::vec2& position : sample_positions(recording_.request.quality))
            samples.push_back({.jitter = position * clip_per_pixel, .view_scale = 1.0f});
        return samples;
    }
    // Places on the aperture on Vogel's spiral, places in the pixel on the R2 sequence. Seen from
    // `at` on the aperture, a point moves against it by fx / depth and, so that the plane of focus
    // stays, along with it by fx / focus.
    const std::size_t count = lens_sample_count(recording_.request.quality);
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = static_cast<float>(i);
        const float r = std::sqrt((n + 0.5f) / static_cast<float>(count)) * lens.radius_m;
        const float phi = 2.39996323f * n;
        const glm::vec2 at = r * glm::vec2(std::cos(phi), std::sin(phi));
        const glm::vec2 in_pixel(glm::fract(0.5f + 0.75487767f * n) - 0.5f,
                                 glm::fract(0.5f + 0.56984029f * n) - 0.5f);
        const glm::vec2 pixels_at_1m(static_cast<float>(recording_.fx) * at.x,
                                     -static_cast<float>(recording_.fy) * at.y);
        samples.push_back({.jitter = (in_pixel + pixels_at_1m / lens.focus_m) * clip_per_pixel,
                           .view_scale = 1.0f,
                           .lens = pixels_at_1m * clip_per_pixel});
    }
    return samples;
}

void Recorder::apply_film() const {
    const Passes& passes = recording_.passes;
    if (recording_.film->bloom > 0.0f) {
        const auto step = [&](int index, int level) {
            const Extent size = bloom_extent(targets_.extent, level);
            push({.index = static_cast<std::uint32_t>(index)});
            dispatch_groups(passes.bloom.get(), static_cast<std::uint32_t>((size.width + 7) / 8),
                            static_cast<std::uint32_t>((size.height + 7) / 8));
        };
        for (int level = 1; level <= kBloomLevels; ++level) step(level, level);
        for (int level = kBloomLevels - 1; level >= 1; --level) step(kBloomLevels + level, level);
    }
    dispatch(passes.film.get());
}

void Recorder::read_picture(const Buffer& readback, const ReadbackLayout& layout) {
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                   VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT, VK_PIPELINE_STAGE_2_COPY_BIT,
                   VK_ACCESS_2_TRANSFER_READ_BIT);
    const VkBufferCopy copy{
        .srcOffset = 0, .dstOffset = layout.picture, .size = 4 * targets_.extent.area()};
    vkCmdCopyBuffer(commands_, targets_.picture.get(), readback.get(), 1, &copy);
}

void Recorder::draw_intrinsic(const Buffer& readback, const ReadbackLayout& layout) {
    const Passes& passes = recording_.passes;
    for (const GpuImage* image : {&targets_.albedo, &targets_.shading})
        image_barrier(commands_, *image, access::kNothing, access::kColorTarget);
    image_barrier(
        commands_, targets_.color_depth,
        {access::kDepthTarget.stages, access::kDepthTarget.access, VK_IMAGE_LAYOUT_UNDEFINED},
        access::kDepthTarget);
    const std::array colors{attach_color(targets_.albedo), attach_color(targets_.shading)};
    const VkRenderingAttachmentInfo depth = attach_depth(targets_.color_depth.view(), 0.0f);
    begin_pass(colors, &depth, whole(targets_.extent), view());
    push({.view_scale = 1.0f});
    for (std::uint32_t use = 0; use < passes.intrinsic.size(); ++use)
        draw(with_textures(color_, static_cast<TextureUse>(use)), passes.intrinsic[use]);
    vkCmdEndRendering(commands_);
    for (const auto& [image, offset] : {std::pair{&targets_.albedo, layout.albedo},
                                        std::pair{&targets_.shading, layout.shading}}) {
        image_barrier(commands_, *image, access::kColorTarget, access::kCopySource);
        copy_image(*image, readback, offset);
    }
}

void Recorder::finish() {
    memory_barrier(commands_, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                   VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}

}  // namespace diorama
