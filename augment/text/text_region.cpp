#include "augment/text/text_region.hpp"

#include <algorithm>
#include <cmath>

#include "augment/regions/segments.hpp"

namespace diorama {
namespace {

constexpr std::uint32_t kPlaneBits = 8;

/// 0 off every plane, else the plane (from 1) and the instance of each pixel.
Image<std::uint32_t> barriers(const Frame& frame, const std::vector<PlaneRegion>& planes) {
    Image<std::uint32_t> barrier(frame.color.extent(), 0);
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const Mask& mask = planes[i].mask;
        for (int y = 0; y < mask.pixels.height(); ++y) {
            for (int x = 0; x < mask.pixels.width(); ++x) {
                if (!mask.pixels.at(x, y)) continue;
                const std::uint32_t id =
                    frame.ids.empty() ? 0 : frame.ids.at(mask.x + x, mask.y + y);
                barrier.at(mask.x + x, mask.y + y) =
                    id << kPlaneBits | static_cast<std::uint32_t>(i + 1);
            }
        }
    }
    return barrier;
}

/// A level direction in a wall, from its left to its right as it is seen; in a floor, to the right
/// of the camera.
glm::vec3 level_in(const Plane& plane, const glm::vec3& up) {
    constexpr float kFloor = 0.85f;  // cosine, 32 degrees
    if (std::abs(glm::dot(plane.normal, up)) > kFloor) return {1, 0, 0};
    return glm::normalize(glm::cross(up, plane.normal));
}

struct Extents {
    int x0 = 1 << 30, y0 = 1 << 30, x1 = 0, y1 = 0;
    std::size_t area = 0;
    std::uint32_t barrier = 0;
};

}  // namespace

std::vector<TextRegion> find_text_regions(const Frame& frame,
                                          const std::vector<PlaneRegion>& planes,
                                          const RegionLimits& limits, const glm::vec3& up) {
    const Image<std::uint32_t> barrier = barriers(frame, planes);
    const Image<glm::vec3> smooth = smoothed(frame.color, 0.8f);
    const Segments segments = build_segment_tree(smooth, barrier, segment_graph(smooth, barrier))
                                  .cut(limits.border_strength);
    const std::vector<float> textures = Texture(frame.color).scores(segments);

    std::vector<Extents> extents(static_cast<std::size_t>(segments.count));
    for (int y = 0; y < frame.color.height(); ++y) {
        for (int x = 0; x < frame.color.width(); ++x) {
            Extents& e = extents[static_cast<std::size_t>(segments.labels.at(x, y))];
            e.x0 = std::min(e.x0, x);
            e.y0 = std::min(e.y0, y);
            e.x1 = std::max(e.x1, x + 1);
            e.y1 = std::max(e.y1, y + 1);
            e.barrier = barrier.at(x, y);
            ++e.area;
        }
    }
    std::vector<TextRegion> regions;
    for (std::size_t i = 0; i < extents.size(); ++i) {
        const Extents& e = extents[i];
        const int width = e.x1 - e.x0, height = e.y1 - e.y0;
        if (e.barrier == 0 || std::min(width, height) < limits.min_side_px) continue;
        if (static_cast<float>(e.area) < limits.min_fill * static_cast<float>(width * height))
            continue;
        if (textures[i] > limits.max_texture) continue;
        const std::size_t plane = (e.barrier & ((1u << kPlaneBits) - 1)) - 1;
        TextRegion region{.mask = {e.x0, e.y0, Image<std::uint8_t>({width, height}, 0)},
                          .area = e.area,
                          .plane = planes[plane].plane,
                          .right = level_in(planes[plane].plane, up),
                          .texture = textures[i]};
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x)
                region.mask.pixels.at(x, y) =
                    segments.labels.at(e.x0 + x, e.y0 + y) == static_cast<std::int32_t>(i);
        }
        regions.push_back(std::move(region));
    }
    std::stable_sort(regions.begin(), regions.end(),
                     [](const auto& a, const auto& b) { return a.area > b.area; });
    return regions;
}

}  // namespace diorama
