/// The measurements of a depth picture that planes are fitted to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "augment/planes/fit_planes.hpp"

namespace diorama {

/// A measurement of the grid.
struct DepthPoint {
    double x = 0.0, y = 0.0;     // of its ray (x, y, -1)
    double inverse_depth = 0.0;  // 1/m
    double tolerance = 0.0;      // in meters, times inverse_depth
    glm::vec3 normal{0.0f};      // of the surface around it; 0 where that is no plane
    int column = 0, row = 0;     // in the grid
};

/// Measurements at every `stride`-th pixel in both directions, starting at half a stride.
struct DepthGrid {
    int stride = 1;
    Extent extent;                   // in grid cells
    std::vector<DepthPoint> points;  // those with depth, row by row
    Image<std::int32_t> index;       // of a cell's point, -1 without
};

bool is_measured(float depth_m, const PlaneOptions& options);

/// Half the side of the window in which the normal of a pixel is fitted.
inline int normal_radius(Extent picture) { return std::max(3, picture.width / 100); }

/// @param region  only pixels where it is 1 count; null: all.
DepthGrid sample_depth(const Image<float>& depth, const Intrinsics& intrinsics, const Mask* region,
                       const PlaneOptions& options);

/// Whether a point lies on the plane `v` of offset `offset_m`, and its surface beside it.
inline bool agrees(const DepthPoint& p, const InverseDepth& v, double offset_m,
                   const glm::vec3& normal, float min_cosine) {
    const double error = v.x * p.x + v.y * p.y + v.z - p.inverse_depth;
    if (error * offset_m > p.tolerance || -error * offset_m > p.tolerance) return false;
    return p.normal == glm::vec3(0.0f) || glm::dot(p.normal, normal) >= min_cosine;
}

/// Sums for a linear least-squares fit of inverse depth.
class InverseDepthFit {
 public:
    void add(double x, double y, double inverse_depth, double weight);
    /// Nothing when the points do not span a plane that the camera sees.
    std::optional<InverseDepth> solve() const;

 private:
    double ww_ = 0, xx_ = 0, xy_ = 0, yy_ = 0, x_ = 0, y_ = 0, xd_ = 0, yd_ = 0, d_ = 0;
};

}  // namespace diorama
