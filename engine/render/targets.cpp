#include "engine/render/targets.hpp"

#include "engine/render/alone.hpp"
#include "engine/render/passes.hpp"

namespace diorama {

Targets::Targets(const Device& device, Extent size) : extent(size) {
    constexpr VkImageUsageFlags kReadable =
        VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
    const auto target = [&](Extent e, VkFormat format, const char* name) {
        return GpuImage(device, {.extent = e,
                                 .format = format,
                                 .usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | kReadable,
                                 .name = name});
    };
    ids = target(extent, formats::kIds, "ids");
    normals = target(extent, formats::kNormals, "normals");
    words = target(alone_target_extent(extent), formats::kWords, "alone words");
    depth = GpuImage(device, {.extent = extent,
                              .format = formats::kDepth,
                              .usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | kReadable,
                              .aspect = VK_IMAGE_ASPECT_DEPTH_BIT,
                              .name = "label depth"});
}

void Targets::add_color(const Device& device) {
    if (color.get()) return;
    color = GpuImage(device, {.extent = extent,
                              .format = formats::kColor,
                              .usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
                                       VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
                              .name = "color"});
    behind =
        GpuImage(device, {.extent = extent,
                          .format = formats::kColor,
                          .usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT,
                          .name = "behind"});
    color_depth = GpuImage(device, {.extent = extent,
                                    .format = formats::kDepth,
                                    .usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT |
                                             VK_IMAGE_USAGE_TRANSFER_DST_BIT,
                                    .aspect = VK_IMAGE_ASPECT_DEPTH_BIT,
                                    .name = "color depth"});
    const auto buffer = [&](std::uint64_t bytes, const char* name) {
        return Buffer(
            device,
            {.size_bytes = bytes,
             .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |
                      VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
             .name = name});
    };
    const std::uint64_t area = extent.area();
    edges = buffer(4 * area, "edges");
    edge_list = buffer(16 + 4 * area, "edge list");
    accumulated = buffer(16 * area, "accumulated");
    picture = buffer(4 * area, "picture");
    visibility = buffer(8 * area, "visibility");
    raw_visibility = buffer(12 * area, "raw visibility");
    meter = buffer(260, "meter");
    std::uint64_t texels = 0;
    for (int level = 1; level <= kBloomLevels; ++level) {
        const Extent part = bloom_extent(extent, level);
        texels += part.area();
    }
    bloom = buffer(16 * texels, "bloom");
}

void Targets::add_coverage(const Device& device) {
    if (coverage_depth.get()) return;
    coverage_depth = GpuImage(device, {.extent = extent,
                                       .format = formats::kDepth,
                                       .usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
                                       .aspect = VK_IMAGE_ASPECT_DEPTH_BIT,
                                       .name = "coverage depth"});
}

void Targets::add_intrinsic(const Device& device) {
    if (albedo.get()) return;
    for (GpuImage* image : {&albedo, &shading})
        *image = GpuImage(
            device, {.extent = extent,
                     .format = formats::kColor,
                     .usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
                     .name = "intrinsic"});
}

ShadowMaps::ShadowMaps(const Device& device, int map_size, std::uint32_t layer_count)
    : size(map_size) {
    image = GpuImage(
        device, {.extent = {size, size},
                 .format = formats::kDepth,
                 .usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT,
                 .layers = layer_count,
                 .array_view = true,
                 .aspect = VK_IMAGE_ASPECT_DEPTH_BIT,
                 .name = "shadow maps"});
    for (std::uint32_t i = 0; i < layer_count; ++i)
        layers.push_back(make_layer_view(device, image, i));
}

}  // namespace diorama
