/// Two pictures of one scene, pixel by pixel, and how well-determined each differing pixel was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/scene/scene.hpp"
#include "tests/oracle/geometry.hpp"

namespace diorama::oracle {

constexpr double kSubpixel = 1.0 / 256;    // pixels: the grid to which a GPU snaps vertices
constexpr double kDepthResolution = 2e-6;  // relative: what float depths can tell apart
constexpr double kDepthTolerance = 1e-4;   // relative: where two depths count as different

/// A pixel at which two pictures disagree.
struct Difference {
    int x = 0, y = 0;
    std::uint32_t id_a = 0, id_b = 0;
    float depth_a = 0, depth_b = 0;
    double edge_px = 0;      // from the center to the nearest outline of the two instances
    double crossing_px = 0;  // to the line along which the two surfaces cross, or how far one must
                             // be shifted to have the depth of its picture; +inf: neither
    double gap = 0;          // relative difference of their exact depths; +inf: not these depths

    /// True when no edge is within 1/256 pixel and no other surface is at the same float depth.
    bool unexplained() const {
        return edge_px > kSubpixel && crossing_px > kSubpixel && gap > kDepthResolution;
    }
    std::string to_string() const;
};

struct Comparison {
    std::uint64_t pixels = 0;
    std::uint64_t tied_pixels = 0;    // where the second picture knows no nearest instance
    std::vector<Difference> ids;      // different, and not tied there
    std::vector<Difference> ties;     // different, and each one of those that are tied there
    std::vector<Difference> depths;   // equal ids, depths further apart than kDepthTolerance
    std::vector<float> depth_errors;  // |a - b| / b where ids are equal, not background; sorted

    std::size_t unexplained() const;
    /// Of the pixels with different ids, the largest distance to what may decide them: the nearer
    /// of edge and crossing. Pixels that float depth cannot decide are left out.
    double largest_distance_px() const;
    float depth_quantile(double q) const;
    /// Counts and the worst differences, one per line.
    std::string to_string(std::size_t count = 10) const;
};

/// What decides a pixel, computed in double from the scene alone.
class Reference {
 public:
    explicit Reference(const Scene& scene) : scene_(&scene) {}

    /// Distance in pixels from (x, y) to the nearest projected edge at which the pixels of an
    /// instance can begin or end: silhouettes, open borders and the cut by the near plane. An edge
    /// whose two triangles project to its two sides is not one. A cut is as wide as the floats of
    /// clip space leave it: they resolve the ends of an edge, which may be 60 m from the point that
    /// is cut 5 cm before the eye.
    double edge_distance(std::size_t instance_index, double x, double y);

    /// A surface under a point of the picture: 1 / depth and its change per pixel.
    struct Surface {
        double inverse_depth = 0;
        glm::dvec2 gradient{0.0};
        double rounding_px = 0;  // how far clipping its triangle in floats may shift it
    };
    /// All surfaces of an instance under (x, y) beyond the near plane, nearest first. A triangle
    /// counts up to 1/256 pixel beyond its edges, as far as snapping may move them.
    std::vector<Surface> surfaces(std::size_t instance_index, double x, double y);

 private:
    struct Segment {
        glm::dvec2 a, b;
        double rounding_px = 0;  // how far clipping in floats may shift it
    };
    struct Outline {
        std::vector<Triangle> triangles;
        std::vector<Segment> edges;
    };
    const Outline& outline(std::size_t instance_index);

    const Scene* scene_;
    std::map<std::size_t, Outline> outlines_;
};

/// Compares two pictures taken by the scene's camera; the ties are those of `b`.
Comparison compare(const Scene& scene, const Picture& a, const Picture& b);

/// Compares two masks of one instance on the rectangle of `b`; outside of its own `a` is 0. The
/// ids of a difference are 0 or 1.
Comparison compare(const Scene& scene, std::size_t instance_index, const Mask& a, const Mask& b);

}  // namespace diorama::oracle
