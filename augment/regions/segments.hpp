/// A picture cut into regions of similar color, and how strongly neighbors differ.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// Every pixel's region, numbered from 0 in the order of their first pixels.
struct Segments {
    Image<std::int32_t> labels;  // [height, width]
    std::int32_t count = 0;
};

struct SegmentOptions {
    float k = 300.0f;      // larger: larger regions; on the scale of 8-bit colors
    int min_pixels = 100;  // smaller regions are absorbed by a neighbor
};

/// A picture after a Gaussian of 4 sigma to either side, the border repeated; 8-bit levels.
Image<glm::vec3> smoothed(const Image<Rgb8>& color, float sigma);

/// Cuts a picture into 8-connected regions.
///
/// @param smooth   the picture, smoothed by about 0.8 pixels.
/// @param barrier  [height, width] or empty: pixels with different values are never in one region,
///                 whatever their size: surfaces, instances.
/// Method: "Efficient Graph-Based Image Segmentation", IJCV 2004; edges are sorted by counting, in
/// 1/16 of a grey level.
Segments segment_graph(const Image<glm::vec3>& smooth, const Image<std::uint32_t>& barrier,
                       const SegmentOptions& options = {});

/// Regions that merge one after the other, the weakest border first: cutting the tree anywhere
/// gives nested partitions.
struct SegmentTree {
    struct Merge {
        std::int32_t into = 0, from = 0;  // segments that stand for all that was merged into them
        float height = 0.0f;              // never less than that of the merge before
    };
    Segments base;
    std::vector<Merge> merges;

    /// The partition in which all borders below `height` are gone.
    Segments cut(float height) const;
};

/// The hierarchy over some segments: the strength of a border is the mean color distance across it
/// of the smoothed picture, borders along a barrier never go.
/// Method: ultrametric contour maps as in "Contour Detection and Hierarchical Image Segmentation",
/// PAMI 2011, over the segments above in place of a watershed.
SegmentTree build_segment_tree(const Image<glm::vec3>& smooth, const Image<std::uint32_t>& barrier,
                               Segments base);

/// Mean over a mask of the absolute Laplacian of luminance, clipped at 64 levels and divided by the
/// deviation of the whole picture (at least 20): about 0.02 for a wall, above 0.2 for leaves.
/// @param region  1 where it counts, [height, width] of the picture.
class Texture {
 public:
    explicit Texture(const Image<Rgb8>& color);
    /// Of the pixels whose label is `segment`, for every segment.
    std::vector<float> scores(const Segments& segments) const;

 private:
    Image<float> laplacian_;
};

}  // namespace diorama
