/// The images and buffers that one renderer draws a frame into.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/gpu/resources.hpp"

namespace diorama {

/// Made for one picture size; labels alone need only the first group.
struct Targets {
    Targets() = default;
    Targets(const Device& device, Extent extent);
    void add_color(const Device& device);
    void add_coverage(const Device& device);
    void add_intrinsic(const Device& device);

    Extent extent;
    GpuImage ids, normals, depth;  // ground truth, [height, width]
    GpuImage words;                // alone masks, alone_target_extent()

    GpuImage color, behind, color_depth;  // one antialiasing sample; what see-through parts cover
    GpuImage coverage_depth;              // where coverage is asked for
    GpuImage albedo, shading;             // where intrinsic images are asked for
    Buffer edges, edge_list, accumulated, picture, visibility, raw_visibility, meter;
    Buffer bloom;  // levels of half the size each, shaders/shared/film.glsl
};

/// Levels of the bloom, and the size of one of them: 1 is half as large as the picture.
constexpr int kBloomLevels = 5;
constexpr Extent bloom_extent(Extent picture, int level) {
    const auto part = [level](int size) { return (size + (1 << level) - 1) >> level; };
    return {part(picture.width), part(picture.height)};
}

/// Depth maps of all lights, one layer each.
struct ShadowMaps {
    ShadowMaps() = default;
    ShadowMaps(const Device& device, int size, std::uint32_t layer_count);

    int size = 0;
    GpuImage image;
    std::vector<UniqueImageView> layers;
};

}  // namespace diorama
