/// Textures on the device, and one descriptor set for each combination of them that materials use.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/core/model.hpp"
#include "engine/gpu/commands.hpp"
#include "engine/gpu/pipeline.hpp"

namespace diorama {

/// Uploads a texture once, with a full chain of mipmaps, and keeps it until the budget is full.
/// Between frames, textures that the last frame did not use are freed to stay under the budget.
class TextureCache {
 public:
    explicit TextureCache(const Device& device, std::uint64_t budget_bytes = 1ull << 30);

    /// The layout of set 1, shaders/shared/material_textures.glsl.
    VkDescriptorSetLayout set_layout() const { return set_layout_.get(); }

    /// Starts a frame; the device is idle. Frees what is over the budget.
    void begin_frame();
    /// The set of a material's five textures; uploads those that are new.
    VkDescriptorSet set_for(const Material& material);
    /// A set of white texels, for draws that sample nothing.
    VkDescriptorSet plain_set() const { return plain_set_; }

 private:
    struct Entry {
        std::shared_ptr<const Texture> texture;  // keeps the address unique while it is a key
        GpuImage image;
        std::uint64_t last_frame = 0;
    };
    using SetKey = std::array<const Texture*, 5>;

    GpuImage upload(const Texture& texture);
    VkSampler sampler_for(const Texture* texture);
    VkDescriptorSet make_set(const std::array<const Entry*, 5>& entries);
    void make_pool();

    const Device* device_;
    std::uint64_t budget_bytes_;
    std::uint64_t used_bytes_ = 0;
    std::uint64_t frame_ = 0;
    Commands commands_;
    Buffer staging_;
    UniqueDescriptorSetLayout set_layout_;
    UniqueDescriptorPool pool_;
    std::map<std::pair<Wrap, Wrap>, UniqueSampler> samplers_;
    std::unordered_map<const Texture*, Entry> entries_;
    std::map<SetKey, VkDescriptorSet> sets_;
    GpuImage white_, flat_;  // in place of absent textures; `flat_` is a normal straight up
    VkDescriptorSet plain_set_ = VK_NULL_HANDLE;
};

/// The next smaller level: 2x2 box filter (odd rows and columns keep their last), colors averaged
/// in linear light weighted by alpha where `srgb`.
Image<Rgba8> half_size(const Image<Rgba8>& image, bool srgb);

}  // namespace diorama
