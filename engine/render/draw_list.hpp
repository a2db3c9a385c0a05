/// A Scene as the device draws it: one list for every pass, so that color and labels cannot differ.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/gpu/resources.hpp"
#include "engine/render/texture_cache.hpp"
#include "engine/scene/scene.hpp"
#include "shaders/shared/scene.h"

namespace diorama {

enum class Coverage { Opaque, Mask, Blend };

/// What of a part shading needs, as shaders/color.frag tells it apart: All also stands for parts
/// with vertex colors, Layers is All and a clear coat or sheen.
enum class TextureUse : std::uint32_t { None, BaseColor, All, Layers };

/// One part of one instance.
struct Draw {
    std::uint32_t instance_index = 0;
    Coverage coverage = Coverage::Opaque;
    TextureUse texture_use = TextureUse::All;
    VkDescriptorSet textures = VK_NULL_HANDLE;
    VkDrawIndexedIndirectCommand command{};
    float nearest = 0;  // distance of its bounds to the camera, for sorting
};

/// Consecutive indirect commands with one descriptor set.
struct DrawBatch {
    VkDescriptorSet textures = VK_NULL_HANDLE;
    TextureUse texture_use = TextureUse::All;
    std::uint32_t first = 0;  // into the indirect buffer
    std::uint32_t count = 0;
};

struct DrawList {
    std::vector<Draw> draws;                      // front to back
    std::vector<shader::DrawInstance> instances;  // by draw index, which firstInstance holds
    std::vector<const MeshPart*> parts;           // of each, from the scene
    std::vector<shader::MaterialParams> materials;
    std::vector<std::uint32_t> labelled;  // instance indices with amodal masks, in id order
    std::vector<Aabb> world_bounds;       // of each instance
    Aabb all_bounds;
    Aabb focus_bounds;                 // of objects and distractors; all when there are none
    std::uint32_t triangle_count = 0;  // of all draws
    std::uint64_t vertex_bytes = 0;
    std::uint64_t index_bytes = 0;
};

/// Lays out every part of every instance. A model that appears several times is stored once.
DrawList make_draw_list(const Scene& scene, TextureCache& textures);

/// Copies the triangles of a draw list: indices, then vertices, `index_bytes + vertex_bytes` long.
void write_triangles(const Scene& scene, std::byte* target);

}  // namespace diorama
