#include "tests/oracle/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace diorama::oracle {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double segment_distance(const glm::dvec2& p, const glm::dvec2& a, const glm::dvec2& b) {
    const glm::dvec2 along = b - a;
    const double length2 = glm::dot(along, along);
    const double t = length2 > 0 ? std::clamp(glm::dot(p - a, along) / length2, 0.0, 1.0) : 0.0;
    return glm::length(p - (a + t * along));
}

// Cuts a segment at the near plane; false when nothing is left.
bool clip_segment(glm::dvec3& a, glm::dvec3& b, double near) {
    if (-a.z < near && -b.z < near) return false;
    const auto cut = [near](const glm::dvec3& in, const glm::dvec3& out) {
        return in + (-near - in.z) / (out.z - in.z) * (out - in);
    };
    if (-a.z < near) a = cut(b, a);
    if (-b.z < near) b = cut(a, b);
    return true;
}

// How far in pixels rounding may move the points at which the near plane cuts a triangle, 0 when it
// does not: the ends of an edge are floats as coarse as the edge is long, and so is their
// difference.
double cut_rounding_px(const Camera& camera, const Triangle& t) {
    constexpr double kUnit = 0x1p-24;
    const double near = static_cast<double>(camera.near_m);
    double longest = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const glm::dvec3 &a = t[i], &b = t[(i + 1) % 3];
        if ((-a.z < near) != (-b.z < near)) longest = std::max(longest, glm::length(b - a));
    }
    return kUnit * longest * std::max(camera.intrinsics.fx, camera.intrinsics.fy) / near;
}

// The distance of a point of the picture to a projected triangle, 0 inside of it.
double triangle_distance(const Camera& camera, const Triangle& t, const glm::dvec2& p) {
    const glm::dvec3 ray = pixel_ray(camera, p.x, p.y);
    const double s0 = glm::dot(glm::cross(t[0], t[1]), ray);
    const double s1 = glm::dot(glm::cross(t[1], t[2]), ray);
    const double s2 = glm::dot(glm::cross(t[2], t[0]), ray);
    if ((s0 >= 0 && s1 >= 0 && s2 >= 0) || (s0 <= 0 && s1 <= 0 && s2 <= 0)) return 0.0;
    double nearest = kInfinity;
    for (std::size_t i = 0; i < 3; ++i) {
        glm::dvec3 a = t[i], b = t[(i + 1) % 3];
        if (!clip_segment(a, b, static_cast<double>(camera.near_m))) continue;
        nearest = std::min(nearest,
                           segment_distance(p, project_point(camera, a), project_point(camera, b)));
    }
    return nearest;
}

// One use of an edge by a triangle; `side` tells on which side of the plane through the eye and
// the edge the triangle lies.
struct EdgeUse {
    glm::dvec3 a, b;
    int side = 0;

    auto key() const { return std::tuple(a.x, a.y, a.z, b.x, b.y, b.z); }
};

std::vector<EdgeUse> edge_uses(const std::vector<Triangle>& triangles) {
    std::vector<EdgeUse> uses;
    uses.reserve(3 * triangles.size());
    for (const Triangle& t : triangles)
        for (std::size_t i = 0; i < 3; ++i) {
            EdgeUse use{.a = t[i], .b = t[(i + 1) % 3]};
            if (std::tie(use.b.x, use.b.y, use.b.z) < std::tie(use.a.x, use.a.y, use.a.z))
                std::swap(use.a, use.b);
            const double side = glm::dot(glm::cross(use.a, use.b), t[(i + 2) % 3]);
            use.side = side > 0 ? 1 : side < 0 ? -1 : 0;
            uses.push_back(use);
        }
    std::sort(uses.begin(), uses.end(),
              [](const EdgeUse& a, const EdgeUse& b) { return a.key() < b.key(); });
    return uses;
}

const Reference::Surface& nearest_to(const std::vector<Reference::Surface>& surfaces, float depth) {
    const double inverse = 1.0 / static_cast<double>(depth);
    return *std::min_element(surfaces.begin(), surfaces.end(), [&](const auto& a, const auto& b) {
        return std::abs(a.inverse_depth - inverse) < std::abs(b.inverse_depth - inverse);
    });
}

// How far a surface must be shifted to have the depth that a picture claims; 0 when it has it.
double shift_of(const Reference::Surface& surface, float depth) {
    const double step = std::abs(surface.inverse_depth - 1 / static_cast<double>(depth));
    if (step <= kDepthTolerance * surface.inverse_depth) return 0.0;
    return step / glm::length(surface.gradient);
}

// Fills in where the two surfaces that were seen cross. Surfaces without the claimed depths are no
// explanation, whatever their distance.
void explain(Difference& difference, const std::vector<Reference::Surface>& surfaces_a,
             const std::vector<Reference::Surface>& surfaces_b) {
    if (surfaces_a.empty() || surfaces_b.empty()) return;
    const Reference::Surface& a = nearest_to(surfaces_a, difference.depth_a);
    const Reference::Surface& b = nearest_to(surfaces_b, difference.depth_b);
    const double shift = std::max(shift_of(a, difference.depth_a), shift_of(b, difference.depth_b));
    const double step = std::abs(a.inverse_depth - b.inverse_depth);
    const double slope = glm::length(a.gradient - b.gradient);
    const double rounding =
        a.rounding_px * glm::length(a.gradient) + b.rounding_px * glm::length(b.gradient);
    const double rest = std::max(0.0, step - rounding);
    const double crossing = rest == 0 ? 0.0 : slope > 0 ? rest / slope : kInfinity;
    difference.crossing_px = std::max(shift, crossing);
    if (shift == 0) difference.gap = step / std::max(a.inverse_depth, b.inverse_depth);
}

// Whether an id is one of those that a picture cannot tell apart at a pixel.
bool tied(const Picture& picture, int x, int y, std::uint32_t id) {
    const auto pixel = static_cast<std::size_t>(&picture.ids.at(x, y) - picture.ids.data());
    const auto found = picture.ties.find(pixel);
    return found != picture.ties.end() &&
           std::find(found->second.begin(), found->second.end(), id) != found->second.end();
}

}  // namespace

std::string Difference::to_string() const {
    return fmt::format(
        "({}, {}): id {} at {} against {} at {}; edge {:.5f}/256 px, crossing "
        "{:.5f}/256 px, gap {:.2g}",
        x, y, id_a, depth_a, id_b, depth_b, 256 * edge_px, 256 * crossing_px, gap);
}

std::size_t Comparison::unexplained() const {
    const auto count = [](const std::vector<Difference>& differences) {
        return std::count_if(differences.begin(), differences.end(),
                             [](const Difference& d) { return d.unexplained(); });
    };
    return static_cast<std::size_t>(count(ids) + count(depths));
}

double Comparison::largest_distance_px() const {
    double largest = 0;
    for (const Difference& d : ids)
        if (d.gap > kDepthResolution)
            largest = std::max(largest, std::min(d.edge_px, d.crossing_px));
    return largest;
}

float Comparison::depth_quantile(double q) const {
    if (depth_errors.empty()) return 0.0f;
    const auto index = static_cast<std::size_t>(q * static_cast<double>(depth_errors.size() - 1));
    return depth_errors[index];
}

std::string Comparison::to_string(std::size_t count) const {
    std::string text = fmt::format(
        "{} pixels, {} ids and {} depths differ, {} of them unexplained, and {} of {} ties; depth "
        "error p99 {:.2g}, largest {:.2g}\n",
        pixels, ids.size(), depths.size(), unexplained(), ties.size(), tied_pixels,
        depth_quantile(0.99), depth_quantile(1));
    for (const auto* list : {&ids, &depths, &ties}) {
        auto worst = *list;
        std::stable_sort(worst.begin(), worst.end(), [](const Difference& a, const Difference& b) {
            return std::min(a.edge_px, a.crossing_px) > std::min(b.edge_px, b.crossing_px);
        });
        for (std::size_t i = 0; i < std::min(count, worst.size()); ++i)
            text += "    " + worst[i].to_string() + '\n';
    }
    return text;
}

const Reference::Outline& Reference::outline(std::size_t instance_index) {
    const auto [position, inserted] = outlines_.try_emplace(instance_index);
    Outline& result = position->second;
    if (!inserted) return result;
    result.triangles = camera_triangles(*scene_, instance_index);
    const double near = static_cast<double>(scene_->camera.near_m);
    const auto add = [&](glm::dvec3 a, glm::dvec3 b) {
        if (!clip_segment(a, b, near)) return;
        result.edges.push_back(
            {project_point(scene_->camera, a), project_point(scene_->camera, b)});
    };

    const std::vector<EdgeUse> uses = edge_uses(result.triangles);
    for (std::size_t i = 0, end = 0; i < uses.size(); i = end) {
        while (end < uses.size() && uses[end].key() == uses[i].key()) ++end;
        const bool inner = end - i == 2 && uses[i].side * uses[i + 1].side == -1;
        if (!inner) add(uses[i].a, uses[i].b);
    }
    // The cuts by the near plane.
    for (const Triangle& t : result.triangles) {
        std::vector<glm::dvec3> cut;
        for (std::size_t i = 0; i < 3; ++i) {
            const glm::dvec3 &a = t[i], &b = t[(i + 1) % 3];
            if ((-a.z < near) == (-b.z < near)) continue;
            cut.push_back(a + (-near - a.z) / (b.z - a.z) * (b - a));
        }
        if (cut.size() == 2)
            result.edges.push_back({project_point(scene_->camera, cut[0]),
                                    project_point(scene_->camera, cut[1]),
                                    cut_rounding_px(scene_->camera, t)});
    }
    return result;
}

double Reference::edge_distance(std::size_t instance_index, double x, double y) {
    double nearest = kInfinity;
    for (const Segment& edge : outline(instance_index).edges)
        nearest = std::min(
            nearest, std::max(0.0, segment_distance({x, y}, edge.a, edge.b) - edge.rounding_px));
    return nearest;
}

std::vector<Reference::Surface> Reference::surfaces(std::size_t instance_index, double x,
                                                    double y) {
    const Intrinsics& k = scene_->camera.intrinsics;
    const double near = static_cast<double>(scene_->camera.near_m);
    const glm::dvec3 ray = pixel_ray(scene_->camera, x, y);
    std::vector<Surface> result;
    for (const Triangle& t : outline(instance_index).triangles) {
        if (triangle_distance(scene_->camera, t, {x, y}) > kSubpixel) continue;
        // The point ray * depth lies in the plane: 1 / depth = dot(n, ray) / dot(n, t0).
        const glm::dvec3 n = glm::cross(t[1] - t[0], t[2] - t[0]);
        const double offset = glm::dot(n, t[0]);
        if (offset == 0) continue;
        const double inverse_depth = glm::dot(n, ray) / offset;
        if (inverse_depth <= 0 || inverse_depth > 1 / near) continue;
        result.push_back({inverse_depth,
                          {n.x / k.fx / offset, -n.y / k.fy / offset},
                          cut_rounding_px(scene_->camera, t)});
    }
    std::sort(result.begin(), result.end(),
              [](const Surface& a, const Surface& b) { return a.inverse_depth > b.inverse_depth; });
    return result;
}

Comparison compare(const Scene& scene, const Picture& a, const Picture& b) {
    assert(a.ids.extent() == b.ids.extent());
    Reference reference(scene);
    Comparison result{.pixels = a.ids.extent().area(), .tied_pixels = b.ties.size()};
    for (int y = 0; y < a.ids.height(); ++y)
        for (int x = 0; x < a.ids.width(); ++x) {
            Difference d{.x = x,
                         .y = y,
                         .id_a = a.ids.at(x, y),
                         .id_b = b.ids.at(x, y),
                         .depth_a = a.depth.at(x, y),
                         .depth_b = b.depth.at(x, y),
                         .edge_px = kInfinity,
                         .crossing_px = kInfinity,
                         .gap = kInfinity};
            const bool same = d.id_a == d.id_b;
            if (same) {
                if (d.id_a == kBackgroundId) continue;
                const float error = std::abs(d.depth_a - d.depth_b) / d.depth_b;
                result.depth_errors.push_back(error);
                if (error <= static_cast<float>(kDepthTolerance)) continue;
            }
            const double px = x + 0.5, py = y + 0.5;
            std::vector<Reference::Surface> surfaces_a, surfaces_b;
            if (d.id_a != kBackgroundId) {
                d.edge_px = reference.edge_distance(d.id_a - 1, px, py);
                surfaces_a = reference.surfaces(d.id_a - 1, px, py);
            }
            if (d.id_b != kBackgroundId) {
                d.edge_px = std::min(d.edge_px, reference.edge_distance(d.id_b - 1, px, py));
                surfaces_b = reference.surfaces(d.id_b - 1, px, py);
            }
            explain(d, surfaces_a, surfaces_b);
            (same ? result.depths : tied(b, x, y, d.id_a) ? result.ties : result.ids).push_back(d);
        }
    std::sort(result.depth_errors.begin(), result.depth_errors.end());
    return result;
}

Comparison compare(const Scene& scene, std::size_t instance_index, const Mask& a, const Mask& b) {
    Reference reference(scene);
    Comparison result{.pixels = b.pixels.extent().area()};
    for (int y = b.y; y < b.rect().bottom(); ++y)
        for (int x = b.x; x < b.rect().right(); ++x) {
            const bool inside =
                x >= a.x && y >= a.y && x < a.rect().right() && y < a.rect().bottom();
            const std::uint32_t of_a = inside ? a.pixels.at(x - a.x, y - a.y) : 0u;
            const std::uint32_t of_b = b.pixels.at(x - b.x, y - b.y);
            if (of_a == of_b) continue;
            result.ids.push_back(
                {.x = x,
                 .y = y,
                 .id_a = of_a,
                 .id_b = of_b,
                 .edge_px = reference.edge_distance(instance_index, x + 0.5, y + 0.5),
                 .crossing_px = kInfinity,
                 .gap = kInfinity});
        }
    return result;
}

}  // namespace diorama::oracle
