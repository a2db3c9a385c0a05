#include "augment/text/surface_mesh.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

constexpr double kStepsPerUnit = 512.0;

/// Not level, from its upper to its lower end.
struct Edge {
    glm::dvec2 top, bottom;
    int winding = 0;

    double at(double y) const {
        return top.x + (bottom.x - top.x) * (y - top.y) / (bottom.y - top.y);
    }
};

std::vector<Edge> edges_of(const Outline& outline) {
    const auto rounded = [](const glm::vec2& p) {
        return glm::dvec2(static_cast<double>(p.x),
                          std::round(static_cast<double>(p.y) * kStepsPerUnit) / kStepsPerUnit);
    };
    std::vector<Edge> edges;
    std::size_t begin = 0;
    for (const std::size_t end : outline.ends) {
        for (std::size_t i = begin; i < end; ++i) {
            const glm::dvec2 a = rounded(outline.points[i]),
                             b = rounded(outline.points[i + 1 == end ? begin : i + 1]);
            if (a.y < b.y) edges.push_back({a, b, 1});
            if (a.y > b.y) edges.push_back({b, a, -1});
        }
        begin = end;
    }
    return edges;
}

/// Calls `fill(left, right, top, bottom)` with each trapezoid: its sides lie on two edges.
template <class Fill>
void each_trapezoid(const std::vector<Edge>& edges, const Fill& fill) {
    std::vector<double> heights;
    for (const Edge& edge : edges) heights.insert(heights.end(), {edge.top.y, edge.bottom.y});
    std::sort(heights.begin(), heights.end());
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    std::vector<std::pair<double, const Edge*>> crossed;
    for (std::size_t i = 0; i + 1 < heights.size(); ++i) {
        const double top = heights[i], bottom = heights[i + 1];
        crossed.clear();
        for (const Edge& edge : edges)
            if (edge.top.y <= top && edge.bottom.y >= bottom)
                crossed.emplace_back(edge.at(0.5 * (top + bottom)), &edge);
        std::stable_sort(crossed.begin(), crossed.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        int winding = 0;
        const Edge* left = nullptr;
        for (const auto& [x, edge] : crossed) {
            if (winding == 0) left = edge;
            winding += edge->winding;
            if (winding == 0) fill(*left, *edge, top, bottom);
        }
    }
}

}  // namespace

MeshPart surface_mesh(const std::vector<Outline>& outlines, const glm::dmat3& image_from_page,
                      const Intrinsics& k, double scale) {
    const glm::dmat3 pixels(k.fx, 0, 0, 0, k.fy, 0, k.cx, k.cy, 1);  // column by column
    // Vision axes to the camera's: y and z are turned.
    const glm::dmat3 camera_from_page =
        scale * glm::dmat3(1, 0, 0, 0, -1, 0, 0, 0, -1) * glm::inverse(pixels) * image_from_page;
    glm::dvec3 normal = glm::normalize(glm::cross(camera_from_page[1], camera_from_page[0]));
    if (glm::dot(normal, camera_from_page[2]) > 0.0) normal = -normal;
    const glm::dvec3 along = glm::normalize(camera_from_page[0]);

    MeshPart part{.name = "letters"};
    const auto add = [&](double x, double y) {
        Vertex vertex{.position = glm::vec3(camera_from_page * glm::dvec3(x, y, 1.0)),
                      .normal = glm::vec3(normal),
                      .tangent = glm::vec4(glm::vec3(along), 1.0f)};
        part.vertices.push_back(vertex);
        return static_cast<std::uint32_t>(part.vertices.size() - 1);
    };
    for (const Outline& outline : outlines) {
        each_trapezoid(
            edges_of(outline), [&](const Edge& left, const Edge& right, double top, double bottom) {
                // Clockwise on the page, whose y points down, is counter-clockwise from the camera.
                const std::uint32_t a = add(left.at(top), top), b = add(left.at(bottom), bottom),
                                    c = add(right.at(bottom), bottom), d = add(right.at(top), top);
                part.indices.insert(part.indices.end(), {a, b, c, a, c, d});
            });
    }
    return part;
}

}  // namespace diorama
