#include "engine/render/texture_cache.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace diorama {
namespace {

constexpr std::uint32_t kMaxSets = 4096;

// sRGB bytes to linear and back, by table.
struct SrgbTables {
    std::array<float, 256> linear;
    std::array<std::uint8_t, 4096> encoded;
    SrgbTables() {
        for (std::size_t i = 0; i < 256; ++i) {
            const float c = static_cast<float>(i) / 255.0f;
            linear[i] = c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
        }
        for (std::size_t i = 0; i < 4096; ++i) {
            const float c = static_cast<float>(i) / 4095.0f;
            const float s =
                c <= 0.0031308f ? 12.92f * c : 1.055f * std::pow(c, 1.0f / 2.4f) - 0.055f;
            encoded[i] = static_cast<std::uint8_t>(s * 255.0f + 0.5f);
        }
    }
};

const SrgbTables& srgb_tables() {
    static const SrgbTables tables;
    return tables;
}

Rgba8 mean_of(const std::array<Rgba8, 4>& texels, bool srgb, const SrgbTables& tables) {
    const int alpha = texels[0].a + texels[1].a + texels[2].a + texels[3].a;
    const auto byte = [](int sum) { return static_cast<std::uint8_t>((sum + 2) / 4); };
    if (!srgb)
        return {byte(texels[0].r + texels[1].r + texels[2].r + texels[3].r),
                byte(texels[0].g + texels[1].g + texels[2].g + texels[3].g),
                byte(texels[0].b + texels[1].b + texels[2].b + texels[3].b), byte(alpha)};
    if (alpha == 4 * 255) {
        const auto encode = [&](float sum) {
            return tables.encoded[static_cast<std::size_t>(sum * (4095.0f / 4.0f) + 0.5f)];
        };
        const auto& l = tables.linear;
        return {encode(l[texels[0].r] + l[texels[1].r] + l[texels[2].r] + l[texels[3].r]),
                encode(l[texels[0].g] + l[texels[1].g] + l[texels[2].g] + l[texels[3].g]),
                encode(l[texels[0].b] + l[texels[1].b] + l[texels[2].b] + l[texels[3].b]), 255};
    }
    float r = 0, g = 0, b = 0, weight = 0;
    for (const Rgba8& t : texels) {
        const float w = alpha > 0 ? static_cast<float>(t.a) : 1.0f;
        r += w * tables.linear[t.r];
        g += w * tables.linear[t.g];
        b += w * tables.linear[t.b];
        weight += w;
    }
    const auto encode = [&](float sum) {
        return tables.encoded[static_cast<std::size_t>(sum / weight * 4095.0f + 0.5f)];
    };
    return {encode(r), encode(g), encode(b), byte(alpha)};
}

VkSamplerAddressMode address_mode(Wrap wrap) {
    switch (wrap) {
        case Wrap::Clamp:
            return VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
        case Wrap::Mirror:
            return VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT;
        case Wrap::Repeat:
            break;
    }
    return VK_SAMPLER_ADDRESS_MODE_REPEAT;
}

}  // namespace

Image<Rgba8> half_size(const Image<Rgba8>& image, bool srgb) {
    const Extent extent{std::max(image.width() / 2, 1), std::max(image.height() / 2, 1)};
    Image<Rgba8> result(extent);
    const SrgbTables& tables = srgb_tables();
    for (int y = 0; y < extent.height; ++y) {
        Rgba8* target = result.row(y);
        const Rgba8* upper = image.row(std::min(2 * y, image.height() - 1));
        const Rgba8* lower = image.row(std::min(2 * y + 1, image.height() - 1));
        for (int x = 0; x < extent.width; ++x) {
            const int left = std::min(2 * x, image.width() - 1);
            const int right = std::min(2 * x + 1, image.width() - 1);
            target[x] =
                mean_of({upper[left], upper[right], lower[left], lower[right]}, srgb, tables);
        }
    }
    return result;
}

TextureCache::TextureCache(const Device& device, std::uint64_t budget_bytes)
    : device_(&device), budget_bytes_(budget_bytes), commands_(device) {
    constexpr auto kSampled = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
    constexpr auto kFragment = VK_SHADER_STAGE_FRAGMENT_BIT;
    set_layout_ = make_set_layout(device, {{0, kSampled, kFragment},
                                           {1, kSampled, kFragment},
                                           {2, kSampled, kFragment},
                                           {3, kSampled, kFragment},
                                           {4, kSampled, kFragment}});
    Texture texel;
    texel.name = "white";
    texel.pixels = Image<Rgba8>(Extent{1, 1}, Rgba8{255, 255, 255, 255});
    white_ = upload(texel);
    texel.name = "flat";
    texel.pixels.at(0, 0) = {128, 128, 255, 255};
    flat_ = upload(texel);
    make_pool();
}

void TextureCache::make_pool() {
    const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 5 * kMaxSets};
    const VkDescriptorPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
                                          .maxSets = kMaxSets,
                                          .poolSizeCount = 1,
                                          .pPoolSizes = &size};
    VkDescriptorPool handle{};
    check(vkCreateDescriptorPool(device_->get(), &info, nullptr, &handle),
          "vkCreateDescriptorPool");
    pool_ = {device_->get(), handle};
    sets_.clear();
    plain_set_ = make_set({});
}

void TextureCache::begin_frame() {
    ++frame_;
    if (used_bytes_ <= budget_bytes_ && sets_.size() < kMaxSets / 2) return;
    for (auto it = entries_.begin(); it != entries_.end();) {
        if (it->second.last_frame + 1 < frame_) {
            used_bytes_ -= it->second.image.size_bytes();
            it = entries_.erase(it);
        } else {
            ++it;
        }
    }
    make_pool();  // sets may name freed images
}

VkDescriptorSet TextureCache::set_for(const Material& material) {
    const std::array slots{&material.base_color_texture, &material.normal_texture,
                           &material.metallic_roughness_texture, &material.occlusion_texture,
                           &material.emissive_texture};
    SetKey key{};
    std::array<const Entry*, 5> used{};
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto& texture = slots[i]->texture;
        if (!texture || texture->pixels.empty()) continue;
        key[i] = texture.get();
        Entry& entry = entries_[texture.get()];
        if (!entry.texture) {
            entry.texture = texture;
            entry.image = upload(*texture);
            used_bytes_ += entry.image.size_bytes();
        }
        entry.last_frame = frame_;
        used[i] = &entry;
    }
    if (const auto known = sets_.find(key); known != sets_.end()) return known->second;
    return sets_[key] = make_set(used);
}

VkDescriptorSet TextureCache::make_set(const std::array<const Entry*, 5>& entries) {
    const VkDescriptorSetLayout layout = set_layout_.get();
    const VkDescriptorSetAllocateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
                                           .descriptorPool = pool_.get(),
                                           .descriptorSetCount = 1,
                                           .pSetLayouts = &layout};
    VkDescriptorSet set{};
    check(vkAllocateDescriptorSets(device_->get(), &info, &set), "vkAllocateDescriptorSets");
    for (std::uint32_t i = 0; i < 5; ++i) {
        const Texture* texture = entries[i] ? entries[i]->texture.get() : nullptr;
        const GpuImage& image = entries[i] ? entries[i]->image : i == 1 ? flat_ : white_;
        write_descriptors(*device_, set,
                          {{.binding = i,
                            .type = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
                            .image = {sampler_for(texture), image.view(),
                                      VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL}}});
    }
    return set;
}

VkSampler TextureCache::sampler_for(const Texture* texture) {
    const Wrap u = texture ? texture->wrap_u : Wrap::Repeat;
    const Wrap v = texture ? texture->wrap_v : Wrap::Repeat;
    UniqueSampler& sampler = samplers_[{u, v}];
    if (!sampler)
        sampler = make_sampler(
            *device_, {.wrap_u = address_mode(u), .wrap_v = address_mode(v), .mipmaps = true});
    return sampler.get();
}

GpuImage TextureCache::upload(const Texture& texture) {
    Image<Rgba8> reduced;  // of what exceeds the device's limit
    const Image<Rgba8>* first = &texture.pixels;
    const int limit = static_cast<int>(device_->limits().maxImageDimension2D);
    while (first->width() > limit || first->height() > limit) {
        reduced = half_size(*first, texture.srgb);
        first = &reduced;
    }
    std::vector<Image<Rgba8>> smaller;
    const auto last = [&]() -> const Image<Rgba8>& {
        return smaller.empty() ? *first : smaller.back();
    };
    while (last().width() > 1 || last().height() > 1)
        smaller.push_back(half_size(last(), texture.srgb));
    std::vector<const Image<Rgba8>*> levels{first};
    for (const auto& level : smaller) levels.push_back(&level);

    std::uint64_t bytes = 0;
    for (const auto* level : levels) bytes += level->size_bytes();
    ensure_size(*device_, staging_,
                {.size_bytes = bytes,
                 .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                 .memory = Memory::Upload,
                 .name = "texture staging"});
    GpuImage image(*device_,
                   {.extent = first->extent(),
                    .format = texture.srgb ? VK_FORMAT_R8G8B8A8_SRGB : VK_FORMAT_R8G8B8A8_UNORM,
                    .usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT,
                    .mip_levels = static_cast<std::uint32_t>(levels.size()),
                    .name = texture.name.c_str()});
    std::vector<VkBufferImageCopy> copies;
    std::uint64_t offset = 0;
    for (const auto* level : levels) {
        std::memcpy(staging_.data() + offset, level->data(), level->size_bytes());
        copies.push_back({.bufferOffset = offset,
                          .imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT,
                                               static_cast<std::uint32_t>(copies.size()), 0, 1},
                          .imageExtent = {static_cast<std::uint32_t>(level->width()),
                                          static_cast<std::uint32_t>(level->height()), 1}});
        offset += level->size_bytes();
    }
    const VkCommandBuffer commands = commands_.begin();
    image_barrier(commands, image, access::kNothing, access::kCopyTarget);
    vkCmdCopyBufferToImage(commands, staging_.get(), image.get(),
                           VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                           static_cast<std::uint32_t>(copies.size()), copies.data());
    image_barrier(commands, image, access::kCopyTarget, access::kSampled);
    commands_.submit_and_wait();
    return image;
}

}  // namespace diorama
