/// Records one frame: the order of the passes, their barriers, and where the results are read.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/gpu/commands.hpp"
#include "engine/render/alone.hpp"
#include "engine/render/draw_list.hpp"
#include "engine/render/lights.hpp"
#include "engine/render/passes.hpp"
#include "engine/render/renderer.hpp"
#include "engine/render/targets.hpp"

namespace diorama {

/// Everything that one frame is recorded from.
struct Recording {
    const DrawList& list;
    const FrameRequest& request;
    const Passes& passes;
    VkDescriptorSet frame_set;
    VkDescriptorSet plain_set;
    const std::vector<AloneTile>& tiles;
    const LightSetup& lights;
    ThinLens lens;
    double fx = 0, fy = 0;       // of the camera, pixels
    const Film* film = nullptr;  // where the picture has effects of lens and sensor
    bool normals = false;        // drawn, whether or not they are read back
};

constexpr std::uint32_t kCoverageSamples = 16;

/// Offsets in bytes into the readback buffer.
struct ReadbackLayout {
    struct Words {
        std::size_t tile;  // into Recording::tiles
        std::uint32_t word;
        std::uint64_t offset;
    };
    std::uint64_t ids = 0, normals = 0, picture = 0;
    std::uint64_t coverage = 0;  // ids of kCoverageSamples samples, one after the other
    std::uint64_t linear = 0, albedo = 0, shading = 0;  // packed as in shaders/shared/color.glsl
    std::vector<Words> words;
    std::uint64_t size_bytes = 0;
};

ReadbackLayout make_readback_layout(const Recording& recording, Extent extent);

/// Fills the pixels of a frame from the readback buffer.
void read_back(const Buffer& readback, const ReadbackLayout& layout, const FrameRequest& request,
               const Scene& scene, const DrawList& list, Frame& frame);

class Recorder {
 public:
    /// Writes all indirect commands of the frame into `indirect`, growing it as needed.
    Recorder(const Device& device, VkCommandBuffer commands, const Recording& recording,
             const Targets& targets, const ShadowMaps& shadow_maps, Buffer& indirect);

    void upload_triangles(const Buffer& staging, const Buffer& triangles);
    void draw_labels();
    void read_labels(const Buffer& readback, const ReadbackLayout& layout);
    /// Draws the ids again at kCoverageSamples positions within each pixel and copies each. Comes
    /// last of what uses the ids.
    void draw_coverage(const Buffer& readback, const ReadbackLayout& layout);
    void draw_alone(const Buffer& readback, const ReadbackLayout& layout);
    void draw_shadows();
    /// @param linear_to  where the linear color at pixel centers is copied to, or null.
    void shade(const Buffer* linear_to, std::uint64_t offset);
    void read_picture(const Buffer& readback, const ReadbackLayout& layout);
    /// Draws what the colors of opaque surfaces at pixel centers are made of. @pre  shade() came
    /// before it, with `readback` given.
    void draw_intrinsic(const Buffer& readback, const ReadbackLayout& layout);
    /// Makes what was copied visible to the host.
    void finish();

 private:
    struct Batches {
        std::vector<DrawBatch> opaque, mask;
    };
    using Filter = std::function<bool(const Draw&)>;

    std::vector<DrawBatch> batch(const Filter& wanted, bool by_textures);
    Batches batches(const Filter& wanted, bool opaque_by_textures);
    static Batches with_textures(const Batches& all, TextureUse use);
    void draw(const Batches& batches, const PipelinePair& pipelines) const;
    void draw(const std::vector<DrawBatch>& batches, const LazyPipeline& pipeline) const;
    void draw_fullscreen(VkPipeline pipeline, const shader::PassParams& params) const;
    void dispatch(VkPipeline pipeline, int divisor = 1) const;
    void dispatch_groups(VkPipeline pipeline, std::uint32_t x, std::uint32_t y) const;
    void compute_barrier() const;
    void push(const shader::PassParams& params) const;
    void begin_pass(std::span<const VkRenderingAttachmentInfo> colors,
                    const VkRenderingAttachmentInfo* depth, VkRect2D area,
                    const VkViewport& viewport) const;
    VkViewport view() const;
    std::vector<shader::PassParams> sample_params() const;
    void apply_film() const;
    /// The depth of the labels becomes the color pass's own.
    void copy_label_depth() const;
    void draw_sample(const shader::PassParams& params, bool only_edges);
    void copy_image(const GpuImage& image, const Buffer& readback, std::uint64_t offset) const;

    const Recording& recording_;
    const Targets& targets_;
    const ShadowMaps& shadow_maps_;
    VkCommandBuffer commands_;
    VkBuffer indirect_ = VK_NULL_HANDLE;
    std::vector<VkDrawIndexedIndirectCommand> indirect_commands_;
    Batches label_, color_;
    std::vector<Batches> shadows_;  // of each shadow view, what may cast into it
    std::vector<DrawBatch> blend_;
    std::vector<Batches> alone_;  // for each Words of the layout, in its order
};

}  // namespace diorama
