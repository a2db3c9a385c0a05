#include "tests/oracle/rasterizer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
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
    double x = 0, y = 0;  // pixels from the corner of its viewport
    double z = 0;         // Z = near / depth
    std::int64_t fixed_x = 0, fixed_y = 0;
};

std::int64_t snap(float window) {
    // Beyond this the integers of real rasterisers end; only unclipped triangles get there.
    const float limited = std::clamp(window * 256.0f, -0x1p40f, 0x1p40f);
    return static_cast<std::int64_t>(std::nearbyint(limited));
}

// The side of the view volume in pixels: the power of two from five pictures on.
int volume_side(int picture) {
    int side = 1024;
    while (side < 5 * picture && side < 16384) side *= 2;
    return side;
}

// The camera whose picture is the view volume, around the picture of `camera`.
Camera volume_camera(Camera camera) {
    const Extent picture = camera.extent;
    camera.extent = {volume_side(picture.width), volume_side(picture.height)};
    camera.intrinsics.cx += 0.5 * (camera.extent.width - picture.width);
    camera.intrinsics.cy += 0.5 * (camera.extent.height - picture.height);
    return camera;
}

// `corner` is the pixel of the picture at (0, 0) of the window.
WindowVertex to_window(const glm::vec4& clip, Extent picture, const glm::ivec2& corner) {
    const glm::vec2 half =
        0.5f * glm::vec2(volume_side(picture.width), volume_side(picture.height));
    const glm::vec2 center = 0.5f * glm::vec2(picture.width, picture.height) - glm::vec2(corner);
    const float inverse_w = 1.0f / clip.w;
    // Half a power of two: the product is exact, fused with the sum or not.
    const float x = clip.x * inverse_w * half.x + center.x;
    const float y = clip.y * inverse_w * half.y + center.y;
    return {.x = static_cast<double>(x),
            .y = static_cast<double>(y),
            .z = static_cast<double>(clip.z * inverse_w),
            .fixed_x = snap(x),
            .fixed_y = snap(y)};
}

// The planes of the view volume: positive inside. Z has no far plane.
constexpr std::array<float (*)(const glm::vec4&), 5> kViewVolume{
    [](const glm::vec4& p) { return p.w - p.x; }, [](const glm::vec4& p) { return p.w + p.x; },
    [](const glm::vec4& p) { return p.w - p.y; }, [](const glm::vec4& p) { return p.w + p.y; },
    [](const glm::vec4& p) { return p.w - p.z; },
};

// The point of an edge on a plane, reckoned from the end nearer to the plane, of equals from the
// one inside: the choice of Mesa, and the one with the smaller rounding.
glm::vec4 cut(const glm::vec4& inside, const glm::vec4& outside, float inner, float outer) {
    if (-outer < inner) return outside + outer / (outer - inner) * (inside - outside);
    return inside + inner / (inner - outer) * (outside - inside);
}

// Cuts a convex polygon at the planes in turn: Sutherland and Hodgman, CACM 1974.
std::vector<glm::vec4> clip_polygon(std::vector<glm::vec4> polygon) {
    for (const auto& distance : kViewVolume) {
        std::vector<glm::vec4> kept;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const glm::vec4& a = polygon[i];
            const glm::vec4& b = polygon[(i + 1) % polygon.size()];
            const float of_a = distance(a), of_b = distance(b);
            if (of_a >= 0) kept.push_back(a);
            if ((of_a >= 0) == (of_b >= 0)) continue;
            kept.push_back(of_a >= 0 ? cut(a, b, of_a, of_b) : cut(b, a, of_b, of_a));
        }
        polygon = std::move(kept);
    }
    return polygon;
}

// The edge function of a directed edge: positive to its right as seen in the picture, where y
// grows downward, so that the inside of a clockwise triangle is positive for all three.
class Edge {
 public:
    Edge(const WindowVertex& a, const WindowVertex& b)
        : dx_(b.fixed_x - a.fixed_x),
          dy_(b.fixed_y - a.fixed_y),
          at_origin_(Int128{dy_} * a.fixed_x - Int128{dx_} * a.fixed_y),
          // A left edge goes up, a top edge goes right: their own points are inside.
          least_(dy_ < 0 || (dy_ == 0 && dx_ > 0) ? 0 : 1) {}

    Int128 at(std::int64_t x, std::int64_t y) const {
        return at_origin_ + Int128{dx_} * y - Int128{dy_} * x;
    }

    // Narrows the pixels [first, last) of a row to those whose centers are inside.
    void narrow(std::int64_t row, std::int64_t& first, std::int64_t& last) const {
        // at = surplus + least - step * x must be least or more.
        const Int128 surplus = at(128, 256 * row + 128) - least_;
        const Int128 step = Int128{dy_} * 256;
        if (step == 0) {
            if (surplus < 0) last = first;
        } else if (step > 0) {
            const Int128 end = floor_quotient(surplus, step) + 1;
            if (end < last) last = static_cast<std::int64_t>(end < first ? first : end);
        } else {
            const Int128 begin = -floor_quotient(surplus, -step);
            if (begin > first) first = static_cast<std::int64_t>(begin > last ? last : begin);
        }
    }

 private:
    static Int128 floor_quotient(Int128 a, Int128 b) {  // b > 0
        return a >= 0 ? a / b : -((b - 1 - a) / b);
    }

    std::int64_t dx_, dy_;
    Int128 at_origin_;  // at the point (0, 0) of the grid
    int least_;         // the smallest value that is inside
};

// Z at a pixel center, and how far rounding may move it.
struct PixelZ {
    double z = 0, rounding = 0;
};

// Z as a plane over the window, from the vertices before they were snapped.
struct DepthPlane {
    double x = 0, y = 0, z = 0, dz_dx = 0, dz_dy = 0;
    double size_dx = 0, size_dy = 0;  // of the terms that dz_dx and dz_dy are sums of

    DepthPlane(const WindowVertex& a, const WindowVertex& b, const WindowVertex& c)
        : x(a.x), y(a.y), z(a.z) {
        const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if (area == 0) return;
        dz_dx = ((b.z - a.z) * (c.y - a.y) - (c.z - a.z) * (b.y - a.y)) / area;
        dz_dy = ((c.z - a.z) * (b.x - a.x) - (b.z - a.z) * (c.x - a.x)) / area;
        const double to_b = std::abs(b.z - a.z), to_c = std::abs(c.z - a.z);
        size_dx = (to_b * std::abs(c.y - a.y) + to_c * std::abs(b.y - a.y)) / std::abs(area);
        size_dy = (to_c * std::abs(b.x - a.x) + to_b * std::abs(c.x - a.x)) / std::abs(area);
    }
    PixelZ at(double px, double py) const {
        constexpr double kUnit = 0x1p-24;   // of rounding to float
        constexpr double kRoundings = 4.0;  // of each term: difference, product, quotient, sum
        return {.z = z + dz_dx * (px - x) + dz_dy * (py - y),
                .rounding = kRoundings * kUnit *
                            (z + size_dx * (std::abs(x) + px) + size_dy * (std::abs(y) + py))};
    }
};

// Calls visit(x, y, PixelZ) for each pixel of `canvas` whose center the triangle covers.
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
        std::int64_t first_x = x0, last_x = std::max(x0, x1);
        for (const Edge& edge : edges) edge.narrow(y, first_x, last_x);
        for (std::int64_t x = first_x; x < last_x; ++x)
            visit(static_cast<int>(x), static_cast<int>(y),
                  depth.at(static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5));
    }
}

// Calls visit(triangle, x, y, PixelZ) for each pixel of `window` that a triangle of an instance
// covers. The window is in pixels from `corner`, and so are x and y.
template <class Visit>
void draw_instance(const Scene& scene, const Instance& instance, const glm::ivec2& corner,
                   Rect window, const Visit& visit) {
    const glm::mat4 matrix =
        clip_from_object(volume_camera(scene.camera), instance.object.world_from_object);
    std::uint32_t triangle = 0;
    for (const MeshPart& part : instance.model->parts) {
        std::vector<glm::vec4> clip;
        for (const Vertex& vertex : part.vertices)
            clip.push_back(shader_product(matrix, vertex.position));
        for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3, ++triangle) {
            const auto polygon = clip_polygon(
                {clip[part.indices[i]], clip[part.indices[i + 1]], clip[part.indices[i + 2]]});
            std::vector<WindowVertex> corners;
            for (const glm::vec4& point : polygon)
                corners.push_back(to_window(point, scene.camera.extent, corner));
            for (std::size_t k = 2; k < corners.size(); ++k)
                fill_triangle(corners[0], corners[k - 1], corners[k], window,
                              [&](int x, int y, PixelZ z) { visit(triangle, x, y, z); });
        }
    }
}

// Notes every instance whose Z may be above what some other is surely at.
void add_ties(const Scene& scene, const Image<double>& surely, Picture& picture) {
    const Rect window{0, 0, surely.width(), surely.height()};
    for (std::size_t i = 0; i < scene.instances.size(); ++i) {
        const auto id = static_cast<std::uint32_t>(i) + 1;
        draw_instance(scene, scene.instances[i], {0, 0}, window,
                      [&](std::uint32_t, int x, int y, PixelZ pixel) {
                          if (pixel.z + pixel.rounding < surely.at(x, y)) return;
                          const std::uint32_t nearest = picture.ids.at(x, y);
                          if (id == nearest) return;
                          auto& ids = picture.ties[static_cast<std::size_t>(y) *
                                                       static_cast<std::size_t>(window.width) +
                                                   static_cast<std::size_t>(x)];
                          if (ids.empty()) ids.push_back(nearest);
                          if (ids.back() != id) ids.push_back(id);
                      });
    }
}

int floor_quotient(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

}  // namespace

Picture rasterize(const Scene& scene) {
    const Extent extent = scene.camera.extent;
    const Rect window{0, 0, extent.width, extent.height};
    Picture picture = empty_picture(extent);
    Image<float> nearest(extent, 0.0f);  // Z, so 0 is infinitely far
    Image<double> surely(extent, 0.0);   // the nearest Z less its rounding
    for (std::size_t i = 0; i < scene.instances.size(); ++i)
        draw_instance(scene, scene.instances[i], {0, 0}, window,
                      [&](std::uint32_t triangle, int x, int y, PixelZ pixel) {
                          double& least = surely.at(x, y);
                          least = std::max(least, pixel.z - pixel.rounding);
                          const auto rounded = static_cast<float>(pixel.z);
                          if (!(rounded > nearest.at(x, y))) return;
                          nearest.at(x, y) = rounded;
                          picture.ids.at(x, y) = static_cast<std::uint32_t>(i) + 1;
                          picture.triangles.at(x, y) = triangle;
                      });
    add_ties(scene, surely, picture);
    // Z is good enough to tell what is in front; the depth is that of the exact triangle.
    for (std::size_t i = 0; i < scene.instances.size(); ++i) {
        const std::vector<Triangle> triangles = camera_triangles(scene, i);
        for (int y = 0; y < extent.height; ++y)
            for (int x = 0; x < extent.width; ++x)
                if (picture.ids.at(x, y) == i + 1)
                    picture.depth.at(x, y) = static_cast<float>(plane_depth(
                        scene.camera, triangles[picture.triangles.at(x, y)], x + 0.5, y + 0.5));
    }
    return picture;
}

Mask rasterize_alone(const Scene& scene, std::size_t instance_index, Rect canvas) {
    Mask mask{.x = canvas.x,
              .y = canvas.y,
              .pixels = Image<std::uint8_t>({canvas.width, canvas.height}, 0)};
    const Extent extent = scene.camera.extent;
    for (int row = floor_quotient(canvas.y, extent.height); row * extent.height < canvas.bottom();
         ++row)
        for (int column = floor_quotient(canvas.x, extent.width);
             column * extent.width < canvas.right(); ++column) {
            const glm::ivec2 corner{column * extent.width, row * extent.height};
            Rect part = intersection(canvas, {corner.x, corner.y, extent.width, extent.height});
            part.x -= corner.x;
            part.y -= corner.y;
            draw_instance(scene, scene.instances[instance_index], corner, part,
                          [&](std::uint32_t, int x, int y, PixelZ) {
                              mask.pixels.at(corner.x + x - canvas.x, corner.y + y - canvas.y) = 1;
                          });
        }
    return mask;
}

}  // namespace diorama::oracle
