/// The pipelines of the renderer and the layout of its descriptors.
#pragma once

#include <array>
#include <functional>

#include "engine/gpu/pipeline.hpp"

namespace diorama {

namespace formats {
constexpr VkFormat kIds = VK_FORMAT_R32G32_UINT;  // instance id, triangle
constexpr VkFormat kWords = VK_FORMAT_R32_UINT;
constexpr VkFormat kDepth = VK_FORMAT_D32_SFLOAT;
constexpr VkFormat kNormals = VK_FORMAT_R16G16B16A16_SNORM;
constexpr VkFormat kColor = VK_FORMAT_R32G32_UINT;  // two pairs of halves, shared/color.glsl
}  // namespace formats

/// A pipeline that is made when it is first asked for. One thread at a time.
class LazyPipeline {
 public:
    LazyPipeline() = default;
    explicit LazyPipeline(std::function<UniquePipeline()> make) : make_(std::move(make)) {}

    VkPipeline get() const {
        if (!pipeline_) pipeline_ = make_();
        return pipeline_.get();
    }

 private:
    std::function<UniquePipeline()> make_;
    mutable UniquePipeline pipeline_;
};

/// One pipeline for opaque parts, one that tests the alpha of masked ones.
struct PipelinePair {
    LazyPipeline opaque, mask;
};

struct Passes {
    /// @param device  must outlive the passes.
    Passes(const Device& device, VkDescriptorSetLayout material_set);
    /// Makes what nearly every picture in color needs, which takes 0.1 s, ahead of its use.
    void prepare() const;

    UniqueDescriptorSetLayout frame_set;  // set 0, shaders/shared/bindings.glsl
    UniquePipelineLayout layout;
    PipelinePair label_ids;      // ids and depth
    PipelinePair label_normals;  // and normals
    PipelinePair alone;
    PipelinePair shadow;
    std::array<PipelinePair, 4> color;      // by TextureUse, at pixel centers
    std::array<PipelinePair, 4> color_off;  // off them
    std::array<PipelinePair, 4> intrinsic;  // albedo and shading, at pixel centers
    LazyPipeline color_blend, color_blend_off;
    LazyPipeline background;
    LazyPipeline interior;
    LazyPipeline visibility, visibility_blur, edges, meter, expose, accumulate, develop;
    LazyPipeline bloom, film;  // of frames with effects of lens and sensor
};

}  // namespace diorama
