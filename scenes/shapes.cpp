#include "scenes/shapes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama::kit {
namespace {

// Positions along an outline as lengths from its start; closed ones get a last entry for the way
// back to the start.
std::vector<float> lengths_along(const Outline& outline, Ends ends) {
    std::vector<float> lengths{0.0f};
    for (std::size_t i = 1; i < outline.size(); ++i)
        lengths.push_back(lengths.back() +
                          glm::distance(outline[i].position, outline[i - 1].position));
    if (ends == Ends::Closed)
        lengths.push_back(lengths.back() +
                          glm::distance(outline.front().position, outline.back().position));
    return lengths;
}

glm::vec3 perpendicular_part(glm::vec3 v, glm::vec3 unit) {
    return glm::normalize(v - unit * glm::dot(v, unit));
}

glm::vec3 path_direction(std::span<const glm::vec3> path, Ends ends, std::size_t i) {
    const std::size_t count = path.size();
    if (ends == Ends::Closed)
        return glm::normalize(path[(i + 1) % count] - path[(i + count - 1) % count]);
    return glm::normalize(path[std::min(i + 1, count - 1)] - path[i == 0 ? 0 : i - 1]);
}

// A triangle fan from a center to a ring of rows already in the mesh.
void add_cap(MeshPart& mesh, const std::vector<Vertex>& ring, const Vertex& center, bool upward) {
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    mesh.vertices.push_back(center);
    mesh.vertices.insert(mesh.vertices.end(), ring.begin(), ring.end());
    const auto count = static_cast<std::uint32_t>(ring.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t a = first + 1 + i, b = first + 1 + (i + 1) % count;
        if (mesh.vertices[a].position == mesh.vertices[b].position) continue;
        mesh.indices.insert(mesh.indices.end(), {first, upward ? a : b, upward ? b : a});
    }
}

}  // namespace

void add_lattice(MeshPart& mesh, std::size_t first, int rows, int columns) {
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        const glm::vec3 p = mesh.vertices[a].position, q = mesh.vertices[b].position,
                        r = mesh.vertices[c].position;
        if (p == q || q == r || r == p) return;
        mesh.indices.insert(mesh.indices.end(), {a, b, c});
    };
    for (int row = 0; row + 1 < rows; ++row)
        for (int column = 0; column + 1 < columns; ++column) {
            const auto a = static_cast<std::uint32_t>(first) +
                           static_cast<std::uint32_t>(row * columns + column);
            const std::uint32_t d = a + static_cast<std::uint32_t>(columns);
            add(a, a + 1, d + 1);
            add(a, d + 1, d);
        }
}

void close_ring(MeshPart& mesh, std::size_t first, int count, bool upward) {
    const auto begin = mesh.vertices.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<Vertex> ring(begin, begin + count);
    Vertex center{.position = glm::vec3(0.0f)};
    for (const Vertex& vertex : ring) {
        center.position += vertex.position / real(count);
        center.uv += vertex.uv / real(count);
    }
    add_cap(mesh, ring, center, upward);
}

MeshPart lathe(const Outline& profile, int segments, UvRect uv) {
    MeshPart mesh;
    const std::vector<float> lengths = lengths_along(profile, Ends::Open);
    for (std::size_t i = 0; i < profile.size(); ++i) {
        const OutlinePoint& point = profile[i];
        for (int j = 0; j <= segments; ++j) {
            // Column `segments` is column 0 again, bit for bit; the front (+z) is in the middle.
            const float angle = 2.0f * kPi * real(j % segments) / real(segments) - kPi;
            const float s = std::sin(angle), c = std::cos(angle);
            const glm::vec2 t{real(j) / real(segments), 1.0f - lengths[i] / lengths.back()};
            mesh.vertices.push_back(
                // No negative zeros: a pole is one place, also to an atan2.
                {.position =
                     glm::vec3(point.position.x * s, point.position.y, point.position.x * c) + 0.0f,
                 .normal = glm::normalize(
                     glm::vec3(point.normal.x * s, point.normal.y, point.normal.x * c)),
                 .uv = glm::mix(uv.top_left, uv.bottom_right, t)});
        }
    }
    add_lattice(mesh, 0, static_cast<int>(profile.size()), segments + 1);
    return mesh;
}

MeshPart sweep(std::span<const glm::vec3> path, Ends ends, const Outline& section, glm::vec3 side,
               const std::function<glm::vec2(float)>& scale, Caps caps, float uv_scale_m) {
    struct Ring {
        glm::vec3 center, side, up;
        glm::vec2 scale;
        float v;
    };
    const std::size_t count = path.size();
    float total = 0.0f;
    for (std::size_t i = 1; i < count; ++i) total += glm::distance(path[i], path[i - 1]);

    // Frames that turn no more than the path does: each is the last one, made perpendicular.
    std::vector<Ring> rings;
    float along = 0.0f;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) along += glm::distance(path[i], path[i - 1]);
        const glm::vec3 direction = path_direction(path, ends, i);
        side = perpendicular_part(side, direction);
        const glm::vec2 size = scale ? scale(along / total) : glm::vec2(1.0f);
        rings.push_back({path[i], side, glm::cross(direction, side), size, along});
    }

    // Round caps: rings that shrink along a quarter ellipse as deep as the section is thick.
    if (ends == Ends::Open && caps == Caps::Round) {
        float radius = 1e9f;
        for (const OutlinePoint& point : section)
            radius = std::min(radius, glm::length(point.position));
        constexpr int kSteps = 4;
        std::vector<Ring> before, after;
        for (int k = kSteps; k >= 1; --k) {
            const float angle = 0.5f * kPi * real(k) / (real(kSteps) + 0.35f);
            const float depth = radius * std::sin(angle), shrink = std::cos(angle);
            const auto cap = [&](const Ring& end, float sign) {
                const float size = std::min(end.scale.x, end.scale.y);
                const glm::vec3 direction = glm::cross(end.side, end.up);
                return Ring{end.center + sign * depth * size * direction, end.side, end.up,
                            end.scale * shrink, end.v + sign * depth * size};
            };
            before.push_back(cap(rings.front(), -1.0f));
            after.insert(after.begin(), cap(rings.back(), 1.0f));
        }
        rings.insert(rings.begin(), before.begin(), before.end());
        rings.insert(rings.end(), after.begin(), after.end());
    }

    // A spout: over the rim, then back inside along the last half of the path.
    if (ends == Ends::Open && caps == Caps::Spout) {
        constexpr float kWall = 0.24f;
        const std::size_t outside = rings.size();
        Ring rim = rings.back();
        rim.center += 0.1f * rim.scale.x * length_of(section, Ends::Closed) / 6.3f *
                      glm::cross(rim.side, rim.up);
        rim.scale *= 1.0f - 0.5f * kWall;
        rings.push_back(rim);
        for (std::size_t i = outside; i-- > outside / 2;) {
            Ring inner = rings[i];
            inner.scale *= 1.0f - kWall;
            inner.v = 2.0f * total - inner.v;
            rings.push_back(inner);
        }
    }

    MeshPart mesh;
    const std::vector<float> around = lengths_along(section, Ends::Closed);
    const int columns = static_cast<int>(section.size()) + 1;
    const std::size_t ring_count = rings.size();
    const std::size_t row_count = ring_count + (ends == Ends::Closed ? 1 : 0);
    const auto place = [](const Ring& ring, glm::vec2 p) {
        return ring.center + ring.side * (p.x * ring.scale.x) + ring.up * (p.y * ring.scale.y);
    };
    for (std::size_t i = 0; i < row_count; ++i) {
        const Ring& ring = rings[i % ring_count];
        const float v = i == ring_count ? total + glm::distance(path.front(), path.back()) : ring.v;
        for (std::size_t j = 0; j <= section.size(); ++j) {
            const OutlinePoint& point = section[j % section.size()];
            mesh.vertices.push_back({.position = place(ring, point.position),
                                     .uv = glm::vec2(around[j], v) / uv_scale_m});
        }
    }
    add_lattice(mesh, 0, static_cast<int>(row_count), columns);

    if (ends == Ends::Open)
        for (const bool last : {false, true}) {
            const Ring& ring = last ? rings.back() : rings.front();
            std::vector<Vertex> edge;
            for (const OutlinePoint& point : section)
                edge.push_back({.position = place(ring, point.position),
                                .uv = point.position * ring.scale / uv_scale_m});
            add_cap(mesh, edge, {.position = ring.center}, last);
        }
    compute_normals(mesh, 1.0f);
    return mesh;
}

MeshPart prism(const Outline& outline, const Outline& profile, float uv_scale_m) {
    MeshPart mesh;
    const std::vector<float> around = lengths_along(outline, Ends::Closed);
    const std::vector<float> up = lengths_along(profile, Ends::Open);
    const auto place = [&](const OutlinePoint& point, const OutlinePoint& level) {
        const glm::vec2 p = point.position + point.normal * level.position.x;
        return glm::vec3(p.x, level.position.y, -p.y);
    };
    for (std::size_t i = 0; i < profile.size(); ++i)
        for (std::size_t j = 0; j <= outline.size(); ++j) {
            const OutlinePoint& point = outline[j % outline.size()];
            const glm::vec2 n = point.normal * profile[i].normal.x;
            mesh.vertices.push_back(
                {.position = place(point, profile[i]),
                 .normal = glm::normalize(glm::vec3(n.x, profile[i].normal.y, -n.y)),
                 .uv = glm::vec2(around[j], up.back() - up[i]) / uv_scale_m});
        }
    add_lattice(mesh, 0, static_cast<int>(profile.size()), static_cast<int>(outline.size()) + 1);

    glm::vec2 middle(0.0f);
    for (const OutlinePoint& point : outline) middle += point.position / real(outline.size());
    for (const bool top : {false, true}) {
        const OutlinePoint& level = top ? profile.back() : profile.front();
        const glm::vec3 normal(0.0f, top ? 1.0f : -1.0f, 0.0f);
        const auto vertex = [&](glm::vec3 p) {
            return Vertex{.position = p,
                          .normal = normal,
                          .uv = glm::vec2(p.x, top ? p.z : -p.z) / uv_scale_m};
        };
        std::vector<Vertex> edge;
        for (const OutlinePoint& point : outline) edge.push_back(vertex(place(point, level)));
        add_cap(mesh, edge, vertex({middle.x, level.position.y, -middle.y}), top);
    }
    return mesh;
}

MeshPart bevelled_prism(const Outline& outline, float height, float bevel, float uv_scale_m) {
    // A profile that starts and ends one bevel inside the outline, at the flat caps.
    const Corner corners[]{
        {{-bevel, 0.0f}}, {{0.0f, 0.0f}, bevel}, {{0.0f, height}, bevel}, {{-bevel, height}}};
    return prism(outline, rounded(corners, Ends::Open, 0.53f), uv_scale_m);
}

MeshPart rounded_box(glm::vec3 size, float radius, int steps, BoxUv uv, int flat) {
    struct Tick {
        float flat;   // where on the flat part, -1..1
        float slope;  // tangent of the normal's angle, -1..1
    };
    // One side's lattice lines: half of a rounded edge, the flat, half of a rounded edge.
    std::vector<Tick> ticks;
    for (int k = 0; k < steps; ++k)
        ticks.push_back(
            {-1.0f, k == 0 ? -1.0f : -std::tan(0.25f * kPi * real(steps - k) / real(steps))});
    for (int k = 0; k <= flat; ++k) ticks.push_back({real(2 * k - flat) / real(flat), 0.0f});
    for (int k = 1; k <= steps; ++k)
        ticks.push_back({1.0f, k == steps ? 1.0f : std::tan(0.25f * kPi * real(k) / real(steps))});

    MeshPart mesh;
    const glm::vec3 core = 0.5f * size - radius;
    for (int face = 0; face < 6; ++face) {
        const int axis = face / 2;
        const float sign = face % 2 == 0 ? 1.0f : -1.0f;
        // Texture axes: u along the grain where the face has it, else along +x or away from it.
        int u_axis = (axis + 1) % 3, v_axis = (axis + 2) % 3;
        if (v_axis == uv.grain_axis || (u_axis != uv.grain_axis && v_axis == 0))
            std::swap(u_axis, v_axis);
        const bool right_handed = (axis + 1) % 3 == u_axis;
        const float u_sign = right_handed == (sign > 0.0f) ? 1.0f : -1.0f;

        const std::size_t first = mesh.vertices.size();
        for (const Tick& row : ticks)
            for (const Tick& column : ticks) {
                glm::vec3 direction(0.0f), corner(0.0f);
                direction[axis] = sign;
                corner[axis] = sign;
                direction[u_axis] = u_sign * column.slope;
                corner[u_axis] = u_sign * column.flat;
                direction[v_axis] = row.slope;
                corner[v_axis] = row.flat;
                // In the order x, y, z whatever the face, so that faces meet bit for bit.
                const glm::vec3 normal =
                    direction / std::sqrt(direction.x * direction.x + direction.y * direction.y +
                                          direction.z * direction.z);
                const glm::vec3 p = corner * core + normal * radius;
                const glm::vec2 across{u_sign * p[u_axis] + 0.5f * size[u_axis],
                                       0.5f * size[v_axis] - p[v_axis]};
                const glm::vec2 shift = uv.offset + 0.37f * real(face) * glm::vec2(1.0f, 0.73f);
                mesh.vertices.push_back(
                    {.position = p, .normal = normal, .uv = across / uv.scale_m + shift});
            }
        const int count = static_cast<int>(ticks.size());
        add_lattice(mesh, first, count, count);
    }
    return mesh;
}

MeshPart printed_box(glm::vec3 size, float radius, int steps, std::span<const UvRect, 6> faces,
                     int flat) {
    MeshPart mesh = rounded_box(size, radius, steps, {}, flat);
    const std::size_t per_face = mesh.vertices.size() / 6;
    for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
        Vertex& vertex = mesh.vertices[i];
        const std::size_t face = i / per_face;
        const glm::vec3 p = vertex.position / size;  // -0.5..0.5
        const std::array<glm::vec2, 6> across{glm::vec2{-p.z, -p.y}, {p.z, -p.y}, {p.x, p.z},
                                              {p.x, -p.z},           {p.x, -p.y}, {-p.x, -p.y}};
        vertex.uv = glm::mix(faces[face].top_left, faces[face].bottom_right, across[face] + 0.5f);
    }
    return mesh;
}

MeshPart sphere(float radius, int segments, int rings) {
    Outline half;
    for (int i = 0; i <= rings; ++i) {
        const float angle = kPi * real(i) / real(rings);
        const bool pole = i == 0 || i == rings;
        const glm::vec2 n{pole ? 0.0f : std::sin(angle),
                          pole ? (i == 0 ? -1.0f : 1.0f) : -std::cos(angle)};
        half.push_back({radius * n, n});
    }
    return lathe(half, segments);
}

MeshPart transformed(MeshPart mesh, const glm::mat4& matrix) {
    const glm::mat3 linear(matrix);
    const glm::mat3 for_normals = glm::transpose(glm::inverse(linear));
    for (Vertex& vertex : mesh.vertices) {
        vertex.position = glm::vec3(matrix * glm::vec4(vertex.position, 1.0f));
        vertex.normal = glm::normalize(for_normals * vertex.normal);
    }
    if (glm::determinant(linear) < 0.0f)
        for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3)
            std::swap(mesh.indices[i + 1], mesh.indices[i + 2]);
    return mesh;
}

MeshPart moved(MeshPart mesh, glm::vec3 offset) {
    for (Vertex& vertex : mesh.vertices) vertex.position += offset;
    return mesh;
}

MeshPart turned(MeshPart mesh, float angle, glm::vec3 axis) {
    return transformed(std::move(mesh),
                       glm::mat4(glm::mat3_cast(glm::angleAxis(angle, glm::normalize(axis)))));
}

MeshPart merged(MeshPart first, const MeshPart& second) {
    const auto offset = static_cast<std::uint32_t>(first.vertices.size());
    first.vertices.insert(first.vertices.end(), second.vertices.begin(), second.vertices.end());
    for (const std::uint32_t index : second.indices) first.indices.push_back(offset + index);
    return first;
}

void deform(MeshPart& mesh, const std::function<glm::vec3(glm::vec3)>& move, float crease) {
    for (Vertex& vertex : mesh.vertices) vertex.position = move(vertex.position);
    compute_normals(mesh, crease);
}

void project_uv(MeshPart& mesh, glm::vec3 origin, glm::vec3 u_axis, glm::vec3 v_axis) {
    for (Vertex& vertex : mesh.vertices)
        vertex.uv = {glm::dot(vertex.position - origin, u_axis),
                     glm::dot(vertex.position - origin, v_axis)};
}

void scale_uv(MeshPart& mesh, glm::vec2 factor, glm::vec2 offset) {
    for (Vertex& vertex : mesh.vertices) vertex.uv = vertex.uv * factor + offset;
}

void set_color(MeshPart& mesh, glm::vec4 linear) {
    for (Vertex& vertex : mesh.vertices) vertex.color = linear;
}

}  // namespace diorama::kit
