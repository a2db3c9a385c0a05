#include "tests/oracle/rasterizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace diorama::oracle {
namespace {

__extension__ using Int128 = __int128;

// What a shader computes as m[0] * x + (m[1] * y + (m[2] * z + m[3])), each step rounded.
glm::vec4 shader_product(const glm::mat4& m, const glm::vec3& p) {
    return m[0] * p.x + (m[1] * p.y + (m[2] * p.z + m[3]));
}

// A vertex after the viewport transform, and on the grid of 1/256 pixel.
struct WindowVertex {
    double x = 0, y = 0;  // pixels of the picture
    double z = 0;         // Z = near / depth
    std::int64_t fixed_x = 0, fixed_y = 0;
};

std::int64_t snap(float window) {
    // Beyond this the integers of real rasterisers end; only unclipped triangles get there.
    const float limited = std::clamp(window * 256.0f, -0x1p40f, 0x1p40f);
    return static_cast<std::int64_t>(std::nearbyint(limited));
}

WindowVertex to_window(const glm::vec4& clip, Extent extent) {
    const float half_width = 0.5f * static_cast<float>(extent.width);
    const float half_height = 0.5f * static_cast<float>(extent.height);
    const float inverse_w = 1.0f / clip.w;
    const float x = clip.x * inverse_w * half_width + half_width;
    const float y = clip.y * inverse_w * half_height + half_height;
    return {.x = static_cast<double>(x),
            .y = static_cast<double>(y),
            .z = static_cast<double>(clip.z * inverse_w),
            .fixed_x = snap(x),
            .fixed_y = snap(y)};
}

// Cuts a convex polygon at the near plane, z <= w: Sutherland and Hodgman, CACM 1974. A new corner
// is outside + t * (inside - outside) whichever way the edge is walked.
std::vector<glm::vec4> clip_near(const std::vector<glm::vec4>& polygon) {
    std::vector<glm::vec4> result;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const glm::vec4& a = polygon[i];
        const glm::vec4& b = polygon[(i + 1) % polygon.size()];
        const float distance_a = a.w - a.z, distance_b = b.w - b.z;
        if (distance_a >= 0) result.push_back(a);
        if ((distance_a >= 0) == (distance_b >= 0)) continue;
        const glm::vec4& inside = distance_a >= 0 ? a : b;
        const glm::vec4& outside = distance_a >= 0 ? b : a;
        const float outer = distance_a >= 0 ? distance_b : distance_a;
        const float inner = distance_a >= 0 ? distance_a : distance_b;
        result.push_back(outside + outer / (outer - inner) * (inside - outside));
    }
    return result;
}

// The edge function of a directed edge: positive to its right as seen in the picture, where y
// grows downward, so that the inside of a clockwise triangle is positive for all three.
struct Edge {
    std::int64_t dx = 0, dy = 0;
    Int128 at_origin = 0;  // at the point (0, 0) of the grid
    bool inclusive = false;

    Edge(const WindowVertex& a, const WindowVertex& b)
        : dx(b.fixed_x - a.fixed_x),
          dy(b.fixed_y - a.fixed_y),
          at_origin(Int128{dy} * a.fixed_x - Int128{dx} * a.fixed_y),
          // A left edge goes up, a top edge goes right.
          inclusive(dy < 0 || (dy == 0 && dx > 0)) {}

    Int128 at(std::int64_t x, std::int64_t y) const {
        return at_origin + Int128{dx} * y - Int128{dy} * x;
    }
    bool inside(Int128 value) const { return inclusive ? value >= 0 : value > 0; }
};

// Z as a plane over the window, from the vertices before they were snapped.
struct DepthPlane {
    double x = 0, y = 0, z = 0, dz_dx = 0, dz_dy = 0;

    DepthPlane(const WindowVertex& a, const WindowVertex& b, const WindowVertex& c)
        : x(a.x), y(a.y), z(a.z) {
        const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if (area == 0) return;
        dz_dx = ((b.z - a.z) * (c.y - a.y) - (c.z - a.z) * (b.y - a.y)) / area;
        dz_dy = ((c.z - a.z) * (b.x - a.x) - (b.z - a.z) * (c.x - a.x)) / area;
    }
    double at(double px, double py) const { return z + dz_dx * (px - x) + dz_dy * (py - y); }
};

// Calls visit(x, y, Z) for each pixel of `canvas` whose center the triangle covers.
template <class Visit>
void fill_triangle(const WindowVertex& a, WindowVertex b, WindowVertex c, Rect canvas,
                   const Visit& visit) {
    const DepthPlane depth(a, b, c);
    const Int128 area = Edge(a, b).at(c.fixed_x, c.fixed_y);
    if (area == 0) return;
    if (area < 0) std::swap(b, c);
    const Edge edges[3] = {Edge(a, b), Edge(b, c), Edge(c, a)};

    // Pixel x has its center at 256 x + 128.
    const auto [left, right] = std::minmax({a.fixed_x, b.fixed_x, c.fixed_x});
    const auto [top, bottom] = std::minmax({a.fixed_y, b.fixed_y, c.fixed_y});
    const auto first = [](std::int64_t fixed) { return (fixed + 127) >> 8; };
    const auto x0 = std::max<std::int64_t>(canvas.x, first(left));
    const auto x1 = std::min<std::int64_t>(canvas.right(), first(right + 1));
    const auto y0 = std::max<std::int64_t>(canvas.y, first(top));
    const auto y1 = std::min<std::int64_t>(canvas.bottom(), first(bottom + 1));
    for (std::int64_t y = y0; y < y1; ++y) {
        Int128 values[3];
        for (int i = 0; i < 3; ++i) values[i] = edges[i].at(256 * x0 + 128, 256 * y + 128);
        for (std::int64_t x = x0; x < x1; ++x) {
            if (edges[0].inside(values[0]) && edges[1].inside(values[1]) &&
                edges[2].inside(values[2]))
                visit(static_cast<int>(x), static_cast<int>(y),
                      depth.at(static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5));
            for (int i = 0; i < 3; ++i) values[i] -= Int128{edges[i].dy} * 256;
        }
    }
}

// Calls visit(triangle, x, y, Z) for each covered pixel of each triangle of an instance.
template <class Visit>
void draw_instance(const Scene& scene, const Instance& instance, Rect canvas, const Visit& visit) {
    const glm::mat4 matrix = clip_from_object(scene.camera, instance.object.world_from_object);
    std::uint32_t triangle = 0;
    for (const MeshPart& part : instance.model->parts) {
        std::vector<glm::vec4> clip;
        for (const Vertex& vertex : part.vertices)
            clip.push_back(shader_product(matrix, vertex.position));
        for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3, ++triangle) {
            const auto polygon = clip_near(
                {clip[part.indices[i]], clip[part.indices[i + 1]], clip[part.indices[i + 2]]});
            std::vector<WindowVertex> window;
            for (const glm::vec4& corner : polygon)
                window.push_back(to_window(corner, scene.camera.extent));
            for (std::size_t k = 2; k < window.size(); ++k)
                fill_triangle(window[0], window[k - 1], window[k], canvas,
                              [&](int x, int y, double z) { visit(triangle, x, y, z); });
        }
    }
}

}  // namespace

Picture rasterize(const Scene& scene) {
    const Extent extent = scene.camera.extent;
    Picture picture = empty_picture(extent);
    Image<float> nearest(extent, 0.0f);  // Z, so 0 is infinitely far
    for (std::size_t i = 0; i < scene.instances.size(); ++i)
        draw_instance(scene, scene.instances[i], {0, 0, extent.width, extent.height},
                      [&](std::uint32_t triangle, int x, int y, double z) {
                          const auto rounded = static_cast<float>(z);
                          if (!(rounded > nearest.at(x, y))) return;
                          nearest.at(x, y) = rounded;
                          picture.ids.at(x, y) = static_cast<std::uint32_t>(i) + 1;
                          picture.triangles.at(x, y) = triangle;
                          picture.depth.at(x, y) =
                              static_cast<float>(static_cast<double>(scene.camera.near_m) / z);
                      });
    return picture;
}

Mask rasterize_alone(const Scene& scene, std::size_t instance_index, Rect canvas) {
    Mask mask{.x = canvas.x,
              .y = canvas.y,
              .pixels = Image<std::uint8_t>({canvas.width, canvas.height}, 0)};
    draw_instance(scene, scene.instances[instance_index], canvas,
                  [&](std::uint32_t, int x, int y, double) {
                      mask.pixels.at(x - canvas.x, y - canvas.y) = 1;
                  });
    return mask;
}

}  // namespace diorama::oracle
