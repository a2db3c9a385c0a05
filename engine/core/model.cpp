#include "engine/core/model.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace diorama {
namespace {

// Corners at one place beyond which their faces are not compared with each other: no mesh for
// people meets there, and the work would grow with the square.
constexpr std::size_t kMaxCorners = 1024;

struct PositionKey {
    std::array<std::uint32_t, 3> bits;
    bool operator==(const PositionKey&) const = default;
};

struct PositionHash {
    std::size_t operator()(const PositionKey& key) const {
        std::size_t hash = 0;
        for (const std::uint32_t word : key.bits) hash = hash * 0x9E3779B97F4A7C15 + word;
        return hash ^ (hash >> 29);
    }
};

PositionKey key_of(glm::vec3 p) {
    p += 0.0f;  // -0 and +0 are one place
    PositionKey key;
    std::memcpy(key.bits.data(), &p, sizeof key.bits);
    return key;
}

glm::vec3 any_perpendicular(const glm::vec3& n) {
    const glm::vec3 axis = std::abs(n.x) < 0.9f ? glm::vec3(1, 0, 0) : glm::vec3(0, 1, 0);
    return glm::normalize(axis - n * glm::dot(n, axis));
}

}  // namespace

std::size_t Model::triangle_count() const {
    std::size_t count = 0;
    for (const MeshPart& part : parts) count += part.indices.size() / 3;
    return count;
}

void update_bounds(Model& model) {
    model.bounds = {};
    for (const MeshPart& part : model.parts)
        for (const Vertex& vertex : part.vertices) model.bounds.add(vertex.position);
}

void compute_normals(MeshPart& part, float crease) {
    const std::size_t corner_count = part.indices.size();
    const float cos_crease = std::cos(crease);

    // The unit normal of each face, and each corner's weight: its angle times the face's area.
    std::vector<glm::vec3> face_normals(corner_count / 3);
    std::vector<float> weights(corner_count);
    std::unordered_map<PositionKey, std::vector<std::uint32_t>, PositionHash> corners_at;
    for (std::size_t face = 0; face < corner_count / 3; ++face) {
        std::array<glm::vec3, 3> p;
        for (std::size_t i = 0; i < 3; ++i) {
            p[i] = part.vertices[part.indices[3 * face + i]].position;
            corners_at[key_of(p[i])].push_back(static_cast<std::uint32_t>(3 * face + i));
        }
        const glm::vec3 cross = glm::cross(p[1] - p[0], p[2] - p[0]);
        const float area = glm::length(cross);
        face_normals[face] = area > 0 ? cross / area : glm::vec3(0);
        for (std::size_t i = 0; i < 3; ++i) {
            const glm::vec3 a = p[(i + 1) % 3] - p[i], b = p[(i + 2) % 3] - p[i];
            const float lengths = glm::length(a) * glm::length(b);
            const float cosine = lengths > 0 ? glm::dot(a, b) / lengths : 1.0f;
            weights[3 * face + i] = area * std::acos(glm::clamp(cosine, -1.0f, 1.0f));
        }
    }

    // Each corner averages the faces around its position that are smooth with its own face. A face
    // without area has no normal to compare and takes them all.
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> indices(corner_count);
    std::vector<std::vector<std::uint32_t>> copies(part.vertices.size());
    for (std::size_t corner = 0; corner < corner_count; ++corner) {
        Vertex vertex = part.vertices[part.indices[corner]];
        const glm::vec3 own = face_normals[corner / 3];
        glm::vec3 sum(0.0f);
        const auto& neighbors = corners_at[key_of(vertex.position)];
        if (neighbors.size() <= kMaxCorners)
            for (const std::uint32_t other : neighbors) {
                const glm::vec3 normal = face_normals[other / 3];
                if (own == glm::vec3(0) || glm::dot(own, normal) >= cos_crease)
                    sum += weights[other] * normal;
            }
        const float length = glm::length(sum);
        vertex.normal = length > 0                ? sum / length
                        : glm::length(own) > 0.0f ? own
                                                  : glm::vec3(0, 1, 0);

        // Reuse a copy of this vertex that already has this normal.
        auto& known = copies[part.indices[corner]];
        std::uint32_t index = UINT32_MAX;
        for (const std::uint32_t candidate : known)
            if (vertices[candidate].normal == vertex.normal) index = candidate;
        if (index == UINT32_MAX) {
            index = static_cast<std::uint32_t>(vertices.size());
            vertices.push_back(vertex);
            if (known.size() < kMaxCorners) known.push_back(index);
        }
        indices[corner] = index;
    }
    part.vertices = std::move(vertices);
    part.indices = std::move(indices);
}

void compute_tangents(MeshPart& part) {
    std::vector<glm::vec3> tangents(part.vertices.size(), glm::vec3(0));
    std::vector<glm::vec3> bitangents(part.vertices.size(), glm::vec3(0));
    for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3) {
        const Vertex& a = part.vertices[part.indices[i]];
        const Vertex& b = part.vertices[part.indices[i + 1]];
        const Vertex& c = part.vertices[part.indices[i + 2]];
        const glm::vec3 e1 = b.position - a.position, e2 = c.position - a.position;
        const glm::vec2 d1 = b.uv - a.uv, d2 = c.uv - a.uv;
        const float determinant = d1.x * d2.y - d2.x * d1.y;
        if (determinant == 0.0f || !std::isfinite(determinant)) continue;
        const float sign = determinant > 0 ? 1.0f : -1.0f;  // weighted by area, not by its inverse
        const glm::vec3 tangent = sign * (e1 * d2.y - e2 * d1.y);
        const glm::vec3 bitangent = sign * (e2 * d1.x - e1 * d2.x);
        for (std::size_t k = 0; k < 3; ++k) {
            tangents[part.indices[i + k]] += tangent;
            bitangents[part.indices[i + k]] += bitangent;
        }
    }
    for (std::size_t i = 0; i < part.vertices.size(); ++i) {
        Vertex& vertex = part.vertices[i];
        const glm::vec3 n = vertex.normal;
        glm::vec3 t = tangents[i] - n * glm::dot(n, tangents[i]);
        const float length = glm::length(t);
        t = length > 1e-20f ? t / length : any_perpendicular(n);
        // v grows downward in a texture, so the bitangent of the normal map is -dP/dv.
        const float handedness = glm::dot(glm::cross(n, t), bitangents[i]) > 0 ? -1.0f : 1.0f;
        vertex.tangent = glm::vec4(t, handedness);
    }
}

}  // namespace diorama
