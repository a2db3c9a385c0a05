/// What tests ask of a generated mesh.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/core/model.hpp"

namespace diorama::kit {

using Place = std::tuple<float, float, float>;

inline Place place_of(const Vertex& vertex) {
    const glm::vec3 p = vertex.position + 0.0f;  // -0 and +0 are one place
    return {p.x, p.y, p.z};
}

/// Directed edges, by position, that no triangle crosses the other way: 0 for a closed surface
/// whose triangles all wind alike. Positions are compared exactly.
inline int unmatched_edges(const std::vector<MeshPart>& parts) {
    std::map<std::pair<Place, Place>, int> balance;
    for (const MeshPart& part : parts)
        for (std::size_t i = 0; i < part.indices.size(); ++i) {
            const std::size_t next = i % 3 == 2 ? i - 2 : i + 1;
            const Place a = place_of(part.vertices[part.indices[i]]);
            const Place b = place_of(part.vertices[part.indices[next]]);
            if (a < b)
                ++balance[{a, b}];
            else
                --balance[{b, a}];
        }
    int count = 0;
    for (const auto& [edge, sum] : balance) count += std::abs(sum);
    return count;
}

/// In cubic meters; positive when the triangles of a closed surface face outward.
inline double signed_volume(const std::vector<MeshPart>& parts) {
    double volume = 0.0;
    for (const MeshPart& part : parts)
        for (std::size_t i = 0; i < part.indices.size(); i += 3) {
            const glm::dvec3 a(part.vertices[part.indices[i]].position);
            const glm::dvec3 b(part.vertices[part.indices[i + 1]].position);
            const glm::dvec3 c(part.vertices[part.indices[i + 2]].position);
            volume += glm::dot(a, glm::cross(b, c)) / 6.0;
        }
    return volume;
}

/// Problems of a part, in words; empty when there are none: indices out of range, triangles
/// without area or twice the same, values that are not finite, normals and tangents not of
/// length 1 or not perpendicular, normals that point into the surface, vertices without use.
inline std::vector<std::string> problems(const MeshPart& part) {
    std::vector<std::string> found;
    const auto complain = [&](const std::string& what) {
        if (found.size() < 5) found.push_back(part.name + ": " + what);
    };
    if (part.indices.empty() || part.indices.size() % 3 != 0) complain("number of indices");
    std::set<std::uint32_t> used;
    std::set<std::array<Place, 3>> triangles;
    for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3) {
        std::array<Place, 3> places;
        glm::vec3 p[3], normal(0.0f);
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t index = part.indices[i + k];
            if (index >= part.vertices.size()) return {part.name + ": index out of range"};
            used.insert(index);
            places[k] = place_of(part.vertices[index]);
            p[k] = part.vertices[index].position;
            normal += part.vertices[index].normal;
        }
        const glm::vec3 cross = glm::cross(p[1] - p[0], p[2] - p[0]);
        if (glm::length(cross) <= 1e-14f) complain("triangle without area");
        if (glm::dot(cross, normal) <= 0.0f) complain("normals against the winding");
        std::rotate(places.begin(), std::min_element(places.begin(), places.end()), places.end());
        if (!triangles.insert(places).second) complain("the same triangle twice");
    }
    if (used.size() != part.vertices.size()) complain("unused vertices");
    for (const Vertex& v : part.vertices) {
        const glm::vec3 t(v.tangent);
        for (int k = 0; k < 3; ++k)
            if (!std::isfinite(v.position[k])) complain("position is not finite");
        if (!std::isfinite(v.uv.x) || !std::isfinite(v.uv.y)) complain("uv is not finite");
        if (!(std::abs(glm::length(v.normal) - 1.0f) < 1e-4f)) complain("length of a normal");
        if (!(std::abs(glm::length(t) - 1.0f) < 1e-4f)) complain("length of a tangent");
        if (!(std::abs(glm::dot(t, v.normal)) < 1e-3f)) complain("tangent along the normal");
        if (std::abs(v.tangent.w) != 1.0f) complain("handedness");
    }
    return found;
}

}  // namespace diorama::kit
