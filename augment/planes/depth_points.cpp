#include "augment/planes/depth_points.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {

bool is_measured(float depth_m, const PlaneOptions& options) {
    return depth_m > 0.0f && depth_m <= options.max_depth_m;  // neither NaN nor infinite
}

void InverseDepthFit::add(double x, double y, double inverse_depth, double weight) {
    ww_ += weight;
    x_ += weight * x;
    y_ += weight * y;
    d_ += weight * inverse_depth;
    xx_ += weight * x * x;
    xy_ += weight * x * y;
    yy_ += weight * y * y;
    xd_ += weight * x * inverse_depth;
    yd_ += weight * y * inverse_depth;
}

std::optional<InverseDepth> InverseDepthFit::solve() const {
    if (ww_ <= 0.0) return std::nullopt;
    // Centered, so that two unknowns remain.
    const double mx = x_ / ww_, my = y_ / ww_, md = d_ / ww_;
    const double xx = xx_ - x_ * mx, xy = xy_ - x_ * my, yy = yy_ - y_ * my;
    const double xd = xd_ - x_ * md, yd = yd_ - y_ * md;
    const double determinant = xx * yy - xy * xy;
    if (!(determinant > 1e-9 * xx * yy) || xx <= 0.0) return std::nullopt;
    const double a = (xd * yy - yd * xy) / determinant, b = (yd * xx - xd * xy) / determinant;
    const InverseDepth v(a, b, md - a * mx - b * my);
    if (!(glm::dot(v, v) > 1e-12)) return std::nullopt;
    return v;
}

namespace {

/// The normal of the surface in a window around a pixel, 0 when it has an edge or is half unknown.
glm::vec3 local_normal(const Image<float>& depth, const Intrinsics& k, int cx, int cy, int radius,
                       const PlaneOptions& options) {
    const int step = std::max(1, radius / 3);  // about 7 x 7 measurements
    InverseDepthFit fit;
    int measured = 0, all = 0;
    const auto each = [&](const auto& visit) {
        for (int y = cy - radius; y <= cy + radius; y += step) {
            for (int x = cx - radius; x <= cx + radius; x += step) {
                ++all;
                if (x < 0 || y < 0 || x >= depth.width() || y >= depth.height()) continue;
                const float d = depth.at(x, y);
                if (!is_measured(d, options)) continue;
                const glm::dvec3 ray = pixel_ray(k, x + 0.5, y + 0.5);
                visit(ray.x, ray.y, 1.0 / static_cast<double>(d), d);
            }
        }
    };
    each([&](double x, double y, double w, float) {
        fit.add(x, y, w, 1.0);
        ++measured;
    });
    if (2 * measured < all) return glm::vec3(0.0f);
    const auto v = fit.solve();
    if (!v) return glm::vec3(0.0f);
    const Plane plane = plane_of(*v);
    int far = 0;
    each([&](double x, double y, double w, float d) {
        const double error = std::abs(v->x * x + v->y * y + v->z - w);
        if (error * static_cast<double>(plane.offset_m * d) >
            static_cast<double>(options.noise.tolerance_m(d)))
            ++far;
    });
    return 10 * far > measured ? glm::vec3(0.0f) : plane.normal;
}

}  // namespace

DepthGrid sample_depth(const Image<float>& depth, const Intrinsics& k, const Mask* region,
                       const PlaneOptions& options) {
    const Rect picture{0, 0, depth.width(), depth.height()};
    const Rect area = region ? intersection(picture, region->rect()) : picture;
    DepthGrid grid;
    const auto cells = [&](int stride) {
        return static_cast<std::int64_t>((area.width + stride - 1) / stride) *
               ((area.height + stride - 1) / stride);
    };
    while (cells(grid.stride) > options.max_points) ++grid.stride;
    grid.extent = {(depth.width() + grid.stride - 1) / grid.stride,
                   (depth.height() + grid.stride - 1) / grid.stride};
    grid.index = Image<std::int32_t>(grid.extent, -1);
    const int radius = normal_radius(depth.extent());
    for (int row = 0; row < grid.extent.height; ++row) {
        for (int column = 0; column < grid.extent.width; ++column) {
            const int x = std::min(column * grid.stride + grid.stride / 2, depth.width() - 1);
            const int y = std::min(row * grid.stride + grid.stride / 2, depth.height() - 1);
            if (x < area.x || y < area.y || x >= area.right() || y >= area.bottom()) continue;
            if (region && !region->pixels.at(x - region->x, y - region->y)) continue;
            const float d = depth.at(x, y);
            if (!is_measured(d, options)) continue;
            const glm::dvec3 ray = pixel_ray(k, x + 0.5, y + 0.5);
            grid.index.at(column, row) = static_cast<std::int32_t>(grid.points.size());
            grid.points.push_back({.x = ray.x,
                                   .y = ray.y,
                                   .inverse_depth = 1.0 / static_cast<double>(d),
                                   .tolerance = static_cast<double>(options.noise.tolerance_m(d)) /
                                                static_cast<double>(d),
                                   .normal = local_normal(depth, k, x, y, radius, options),
                                   .column = column,
                                   .row = row});
        }
    }
    return grid;
}

}  // namespace diorama
