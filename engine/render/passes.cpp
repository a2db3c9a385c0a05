#include "engine/render/passes.hpp"

#include "shaders/embedded.hpp"
#include "shaders/shared/scene.h"

namespace diorama {

Passes::Passes(const Device& device, VkDescriptorSetLayout material_set) {
    constexpr auto kVertex = VK_SHADER_STAGE_VERTEX_BIT;
    constexpr auto kFragment = VK_SHADER_STAGE_FRAGMENT_BIT;
    constexpr auto kCompute = VK_SHADER_STAGE_COMPUTE_BIT;
    constexpr auto kSampler = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
    constexpr auto kStorage = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    constexpr VkShaderStageFlags kAll = kVertex | kFragment | kCompute;
    frame_set = make_set_layout(device, {{0, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, kAll},
                                         {1, kStorage, kVertex | kFragment},
                                         {2, kStorage, kFragment},
                                         {3, kSampler, kFragment},
                                         {4, kSampler, kFragment},
                                         {5, kSampler, kCompute},
                                         {6, kSampler, kCompute},
                                         {7, kSampler, kFragment | kCompute},
                                         {8, kSampler, kCompute},
                                         {9, kSampler, kCompute},
                                         {10, kStorage, kFragment | kCompute},
                                         {11, kStorage, kFragment | kCompute},
                                         {12, kStorage, kCompute},
                                         {13, kSampler, kCompute},
                                         {14, kStorage, kCompute},
                                         {15, kStorage, kCompute},
                                         {16, kStorage, kCompute},
                                         {17, kSampler, kFragment},
                                         {18, kStorage, kCompute},
                                         {19, kStorage, kCompute}});
    layout =
        make_pipeline_layout(device, {frame_set.get(), material_set}, sizeof(shader::PassParams));

    const auto graphics = [&](GraphicsPipelineDesc desc) {
        desc.layout = layout.get();
        return LazyPipeline([&device, desc] { return make_graphics_pipeline(device, desc); });
    };
    const auto is_lean = [](std::uint32_t use) {
        return use < 2;
    };  // no normal map, no vertex colors
    const auto shading = [&](std::vector<std::uint32_t> constants) {
        const bool lean = is_lean(constants[2]);
        return graphics({.vertex = lean ? shaders::geometry_lean_vert : shaders::geometry_vert,
                         .fragment = lean ? shaders::color_lean_frag : shaders::color_frag,
                         .colors = {formats::kColor},
                         .depth = formats::kDepth,
                         .constants = std::move(constants),
                         .name = "color"});
    };
    for (const std::uint32_t mask : {0u, 1u}) {
        const auto pick = [mask](PipelinePair& pair) -> LazyPipeline& {
            return mask ? pair.mask : pair.opaque;
        };
        pick(label_ids) = graphics({.vertex = shaders::label_vert,
                                    .fragment = shaders::label_frag,
                                    .colors = {formats::kIds},
                                    .depth = formats::kDepth,
                                    .constants = {mask},
                                    .name = "label ids"});
        pick(label_normals) = graphics({.vertex = shaders::label_vert,
                                        .fragment = shaders::label_normals_frag,
                                        .colors = {formats::kIds, formats::kNormals},
                                        .depth = formats::kDepth,
                                        .constants = {mask},
                                        .name = "label normals"});
        pick(alone) = graphics({.vertex = shaders::label_vert,
                                .fragment = shaders::alone_frag,
                                .colors = {formats::kWords},
                                .logic_or = true,
                                .constants = {mask},
                                .name = "alone"});
        pick(shadow) = graphics({.vertex = shaders::shadow_vert,
                                 .fragment = mask ? shaders::shadow_frag : Spirv{},
                                 .depth = formats::kDepth,
                                 .depth_compare = VK_COMPARE_OP_LESS_OR_EQUAL,
                                 .depth_clamp = true,
                                 .name = "shadow"});
        for (std::uint32_t use = 0; use < color.size(); ++use) {
            pick(color[use]) = shading({mask, 0, use, 0});
            pick(color_off[use]) = shading({mask, 0, use, 1});
            pick(intrinsic[use]) = graphics(
                {.vertex = is_lean(use) ? shaders::geometry_lean_vert : shaders::geometry_vert,
                 .fragment = is_lean(use) ? shaders::intrinsic_lean_frag : shaders::intrinsic_frag,
                 .colors = {formats::kColor, formats::kColor},
                 .depth = formats::kDepth,
                 .constants = {mask, 0, use, 0},
                 .name = "intrinsic"});
        }
    }
    color_blend = shading({0, 1, 3, 0});
    color_blend_off = shading({0, 1, 3, 1});
    background = graphics({.vertex = shaders::fullscreen_vert,
                           .fragment = shaders::background_frag,
                           .colors = {formats::kColor},
                           .depth = formats::kDepth,
                           .depth_write = false,
                           .vertex_input = false,
                           .name = "background"});
    interior = graphics({.vertex = shaders::fullscreen_vert,
                         .fragment = shaders::interior_frag,
                         .colors = {formats::kColor},
                         .depth = formats::kDepth,
                         .depth_compare = VK_COMPARE_OP_ALWAYS,
                         .color_write = false,
                         .vertex_input = false,
                         .name = "interior"});
    const auto compute = [&](Spirv words, const char* name) {
        return LazyPipeline([&device, words, name, pipeline_layout = layout.get()] {
            return make_compute_pipeline(device, words, pipeline_layout, name);
        });
    };
    visibility = compute(shaders::visibility_comp, "visibility");
    visibility_blur = compute(shaders::visibility_blur_comp, "visibility blur");
    edges = compute(shaders::edges_comp, "edges");
    meter = compute(shaders::meter_comp, "meter");
    expose = compute(shaders::expose_comp, "expose");
    accumulate = compute(shaders::accumulate_comp, "accumulate");
    develop = compute(shaders::develop_comp, "develop");
    bloom = compute(shaders::bloom_comp, "bloom");
    film = compute(shaders::film_comp, "film");
}

void Passes::prepare() const {
    for (const PipelinePair* pair : {&label_normals, &alone, &shadow}) pair->opaque.get();
    for (std::size_t use = 0; use < 3; ++use) {  // vertex colors are rare
        color[use].opaque.get();
        color_off[use].opaque.get();
    }
    for (const LazyPipeline* pipeline : {&background, &interior, &visibility, &visibility_blur,
                                         &edges, &meter, &expose, &accumulate, &develop})
        pipeline->get();
}

}  // namespace diorama
