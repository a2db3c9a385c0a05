#include "engine/render/environment_textures.hpp"

#include <algorithm>
#include <cstring>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

std::vector<std::uint16_t> to_half(const Image<glm::vec3>& image) {
    std::vector<std::uint16_t> texels(4 * image.extent().area());
    std::uint16_t* next = texels.data();
    for (const glm::vec3& c : image) {
        for (int k = 0; k < 3; ++k) next[k] = half_bits(std::min(c[k], 60000.0f));
        next[3] = 0x3C00;
        next += 4;
    }
    return texels;
}

}  // namespace

const EnvironmentTextures& EnvironmentCache::get(const Environment& environment) {
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
        return entry.key == environment.key && entry.black == !environment.radiance;
    });
    if (known != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, known);
        return entries_.front();
    }
    if (entries_.size() == kCapacity) entries_.pop_back();
    EnvironmentTextures& entry = entries_.emplace_front();
    entry.key = environment.key;
    entry.black = !environment.radiance;
    const Image<glm::vec3> black(Extent{8, 4});
    const Image<glm::vec3>& radiance = environment.radiance ? *environment.radiance : black;
    entry.map = make_environment_map(radiance);

    constexpr VkImageUsageFlags kUsage =
        VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    entry.cube =
        GpuImage(*device_, {.extent = {EnvironmentMap::kFaceSize, EnvironmentMap::kFaceSize},
                            .format = VK_FORMAT_R16G16B16A16_SFLOAT,
                            .usage = kUsage,
                            .mip_levels = EnvironmentMap::kLevels,
                            .layers = 6,
                            .cube = true,
                            .name = "environment cube"});
    entry.panorama = GpuImage(*device_, {.extent = radiance.extent(),
                                         .format = VK_FORMAT_R16G16B16A16_SFLOAT,
                                         .usage = kUsage,
                                         .name = "environment panorama"});

    const std::vector<std::uint16_t> panorama = to_half(radiance);
    std::uint64_t bytes = panorama.size() * 2;
    for (const auto& level : entry.map.levels) bytes += level.size() * 2;
    ensure_size(*device_, staging_,
                {.size_bytes = bytes,
                 .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                 .memory = Memory::Upload,
                 .name = "environment staging"});
    std::uint64_t offset = 0;
    const auto stage = [&](const std::vector<std::uint16_t>& texels) {
        std::memcpy(staging_.data() + offset, texels.data(), texels.size() * 2);
        return std::exchange(offset, offset + texels.size() * 2);
    };
    const VkBufferImageCopy picture{
        .bufferOffset = stage(panorama),
        .imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1},
        .imageExtent = {static_cast<std::uint32_t>(radiance.width()),
                        static_cast<std::uint32_t>(radiance.height()), 1}};
    std::vector<VkBufferImageCopy> faces;
    for (std::uint32_t level = 0; level < entry.map.levels.size(); ++level) {
        const std::uint32_t size = static_cast<std::uint32_t>(EnvironmentMap::kFaceSize) >> level;
        faces.push_back({.bufferOffset = stage(entry.map.levels[level]),
                         .imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, level, 0, 6},
                         .imageExtent = {size, size, 1}});
    }
    entry.map.levels.clear();

    const VkCommandBuffer commands = commands_.begin();
    for (const GpuImage* image : {&entry.cube, &entry.panorama})
        image_barrier(commands, *image, access::kNothing, access::kCopyTarget);
    vkCmdCopyBufferToImage(commands, staging_.get(), entry.panorama.get(),
                           VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &picture);
    vkCmdCopyBufferToImage(commands, staging_.get(), entry.cube.get(),
                           VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                           static_cast<std::uint32_t>(faces.size()), faces.data());
    for (const GpuImage* image : {&entry.cube, &entry.panorama})
        image_barrier(commands, *image, access::kCopyTarget, access::kSampled);
    commands_.submit_and_wait();
    return entry;
}

}  // namespace diorama
