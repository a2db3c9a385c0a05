#include "engine/scene/hull.hpp"

#include <LinearMath/btConvexHullComputer.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

constexpr std::size_t kNearCorners = 1024;
constexpr std::size_t kCoarseCorners = 48;
constexpr double kGoodEnough = 1e-4;  // of the longest side: more corners change nothing visible

// The normal of an n-gon times twice its area (Newell), and its corners' indices in order.
glm::dvec3 face_of(const btConvexHullComputer& computer, int first_edge,
                   const std::vector<glm::dvec3>& corners, std::vector<int>& loop) {
    loop.clear();
    const btConvexHullComputer::Edge* first = &computer.edges[first_edge];
    const btConvexHullComputer::Edge* edge = first;
    do {
        loop.push_back(edge->getSourceVertex());
        edge = edge->getNextEdgeOfFace();
    } while (edge != first);
    glm::dvec3 normal{0.0};
    const auto corner = [&](std::size_t i) {
        return corners[static_cast<std::size_t>(loop[i % loop.size()])];
    };
    for (std::size_t i = 1; i + 1 < loop.size(); ++i) {
        normal += glm::cross(corner(i) - corner(0), corner(i + 1) - corner(0));
    }
    return normal;
}

// How far points reach out of a hull: for each, the largest distance beyond a face's plane, and
// that face. Not more than the distance to the hull itself.
struct Reach {
    double distance = 0;
    std::size_t face = 0;
};

// The planes of some faces, by coordinate: loops of a fixed length over them use vector registers.
struct FaceBlock {
    static constexpr std::size_t kSize = 8;
    std::array<double, kSize> x{}, y{}, z{}, offset{};

    FaceBlock() { offset.fill(-std::numeric_limits<double>::infinity()); }
    [[gnu::always_inline]] std::array<double, kSize> along_normals(const glm::dvec3& p) const {
        std::array<double, kSize> result;
        for (std::size_t k = 0; k < kSize; ++k) result[k] = x[k] * p.x + y[k] * p.y + z[k] * p.z;
        return result;
    }
};

std::vector<FaceBlock> faces_of(const Hull& hull) {
    constexpr std::size_t kSize = FaceBlock::kSize;
    std::vector<FaceBlock> blocks((hull.normals.size() + kSize - 1) / kSize);
    for (std::size_t f = 0; f < hull.normals.size(); ++f) {
        FaceBlock& block = blocks[f / kSize];
        block.x[f % kSize] = hull.normals[f].x;
        block.y[f % kSize] = hull.normals[f].y;
        block.z[f % kSize] = hull.normals[f].z;
    }
    for (FaceBlock& block : blocks) {
        for (const glm::dvec3& v : hull.vertices) {
            const auto along = block.along_normals(v);
            for (std::size_t k = 0; k < kSize; ++k)
                block.offset[k] = along[k] > block.offset[k] ? along[k] : block.offset[k];
        }
    }
    // What fills up the last block is a face that nothing reaches out of.
    for (std::size_t f = hull.normals.size(); f < blocks.size() * kSize; ++f)
        blocks[f / kSize].offset[f % kSize] = std::numeric_limits<double>::infinity();
    return blocks;
}

DIORAMA_WIDE std::vector<Reach> reach_of(const std::vector<glm::dvec3>& points, const Hull& hull) {
    constexpr std::size_t kSize = FaceBlock::kSize;
    const std::vector<FaceBlock> blocks = faces_of(hull);
    std::vector<Reach> reach(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            auto distance = blocks[b].along_normals(points[i]);
            for (std::size_t k = 0; k < kSize; ++k) distance[k] -= blocks[b].offset[k];
            std::array<double, kSize / 2> upper;
            for (std::size_t k = 0; k < kSize / 2; ++k) {
                const double other = distance[k + kSize / 2];
                upper[k] = distance[k] > other ? distance[k] : other;
            }
            if (std::max({upper[0], upper[1], upper[2], upper[3]}) <= reach[i].distance) continue;
            for (std::size_t k = 0; k < kSize; ++k)
                if (distance[k] > reach[i].distance) reach[i] = {distance[k], kSize * b + k};
        }
    }
    return reach;
}

// Corners of `exact` chosen greedily: those in the main directions first, then in each round the
// farthest one beyond every face, farthest first, until `limit` corners or no visible error.
Hull reduced(const Hull& exact, std::size_t limit, double& error) {
    error = 0;
    if (exact.vertices.size() <= limit) return exact;
    std::vector<bool> chosen(exact.vertices.size(), false);
    std::vector<glm::dvec3> points;
    const auto choose = [&](std::size_t i) {
        if (chosen[i] || points.size() == limit) return;
        chosen[i] = true;
        points.push_back(exact.vertices[i]);
    };
    for (int code = 0; code < 27; ++code) {
        const glm::dvec3 axis(code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1);
        if (code == 13) continue;
        std::size_t best = 0;
        for (std::size_t i = 1; i < exact.vertices.size(); ++i) {
            if (glm::dot(axis, exact.vertices[i]) > glm::dot(axis, exact.vertices[best])) best = i;
        }
        choose(best);
    }
    const Box box = box_of(exact);
    const glm::dvec3 size = box.max - box.min;
    const double tolerance = kGoodEnough * std::max({size.x, size.y, size.z});
    for (;;) {
        Hull hull = hull_of(points);
        const std::vector<Reach> reach = reach_of(exact.vertices, hull);
        std::vector<std::size_t> farthest(hull.normals.size(), exact.vertices.size());
        for (std::size_t i = 0; i < reach.size(); ++i) {
            error = i == 0 ? reach[i].distance : std::max(error, reach[i].distance);
            std::size_t& best = farthest[reach[i].face];
            if (best == exact.vertices.size() || reach[i].distance > reach[best].distance) best = i;
        }
        if (points.size() == limit || error <= tolerance) return hull;
        std::erase_if(farthest, [&](std::size_t i) {
            return i == exact.vertices.size() || reach[i].distance <= tolerance || chosen[i];
        });
        if (farthest.empty()) return hull;
        std::stable_sort(farthest.begin(), farthest.end(), [&](std::size_t a, std::size_t b) {
            return reach[a].distance > reach[b].distance;
        });
        // A few at a time: the next round sees the faces that these corners make.
        const std::size_t count = std::min<std::size_t>(farthest.size(), limit / 4);
        for (std::size_t i = 0; i < count; ++i) choose(farthest[i]);
    }
}

}  // namespace

Hull hull_of(const std::vector<glm::dvec3>& points) {
    Hull hull;
    if (points.empty()) return hull;
    btConvexHullComputer computer;
    computer.compute(&points[0].x, sizeof(glm::dvec3), static_cast<int>(points.size()), 0, 0);
    for (int i = 0; i < computer.original_vertex_index.size(); ++i) {
        hull.vertices.push_back(
            points[static_cast<std::size_t>(computer.original_vertex_index[i])]);
    }
    const Box box = box_of(hull);
    const glm::dvec3 size = box.max - box.min;
    const double longest = std::max({size.x, size.y, size.z});

    // Faces give the planes, and as fans of tetrahedra over an inner point the volume's center.
    const glm::dvec3 inner = 0.5 * (box.min + box.max);
    double volume = 0;
    glm::dvec3 moment{0.0};
    std::vector<int> loop;
    for (int f = 0; f < computer.faces.size(); ++f) {
        const glm::dvec3 normal = face_of(computer, computer.faces[f], hull.vertices, loop);
        const double length = glm::length(normal);
        if (length <= 1e-12 * longest * longest) continue;
        hull.normals.push_back(normal / length);
        const auto corner = [&](std::size_t i) {
            return hull.vertices[static_cast<std::size_t>(loop[i])] - inner;
        };
        for (std::size_t i = 1; i + 1 < loop.size(); ++i) {
            const double six_volumes = glm::dot(corner(0), glm::cross(corner(i), corner(i + 1)));
            volume += six_volumes;
            moment += six_volumes * 0.25 * (corner(0) + corner(i) + corner(i + 1));
        }
    }
    const bool flat = volume <= 1e-9 * longest * longest * longest;
    hull.center = flat ? inner : inner + moment / volume;
    if (flat) {
        for (int axis = 0; axis < 3; ++axis) {
            glm::dvec3 normal{0.0};
            normal[axis] = 1.0;
            hull.normals.push_back(normal);
            hull.normals.push_back(-normal);
        }
    }
    return hull;
}

HullSet make_hulls(const Model& model) {
    std::vector<glm::dvec3> points;
    for (const MeshPart& part : model.parts) {
        for (const Vertex& vertex : part.vertices) points.emplace_back(vertex.position);
    }
    HullSet set;
    set.exact = hull_of(points);
    set.near = reduced(set.exact, kNearCorners, set.near_error);
    set.coarse = reduced(set.exact, kCoarseCorners, set.coarse_error);
    return set;
}

std::size_t HullSet::size_bytes() const {
    std::size_t count = 0;
    for (const Hull* hull : {&exact, &near, &coarse}) {
        count += hull->vertices.size() + hull->normals.size();
    }
    return count * sizeof(glm::dvec3) + sizeof(HullSet);
}

Hull transformed(const Hull& hull, const glm::dmat4& target_from_source) {
    const glm::dmat3 linear(target_from_source);
    const double scale = glm::length(linear[0]);
    assert(scale > 0);
    Hull result;
    result.vertices.reserve(hull.vertices.size());
    for (const glm::dvec3& v : hull.vertices) {
        result.vertices.push_back(linear * v + glm::dvec3(target_from_source[3]));
    }
    result.normals.reserve(hull.normals.size());
    for (const glm::dvec3& n : hull.normals) result.normals.push_back(linear * n / scale);
    result.center = linear * hull.center + glm::dvec3(target_from_source[3]);
    return result;
}

Box box_of(const Hull& hull) {
    assert(!hull.vertices.empty());
    Box box{hull.vertices[0], hull.vertices[0]};
    for (const glm::dvec3& v : hull.vertices) {
        box.min = glm::min(box.min, v);
        box.max = glm::max(box.max, v);
    }
    return box;
}

bool overlap(const Box& a, const Box& b, double margin) {
    return glm::all(glm::lessThanEqual(a.min - margin, b.max)) &&
           glm::all(glm::lessThanEqual(b.min - margin, a.max));
}

Overlap overlap_depth(const Hull& a, const Hull& b) {
    Overlap best{std::numeric_limits<double>::infinity(), {0.0, 1.0, 0.0}};
    const auto try_normals = [&](const Hull& owner, const Hull& other, double sign) {
        for (const glm::dvec3& normal : owner.normals) {
            double high = -std::numeric_limits<double>::infinity();
            for (const glm::dvec3& v : owner.vertices) high = std::max(high, glm::dot(normal, v));
            double low = std::numeric_limits<double>::infinity();
            for (const glm::dvec3& v : other.vertices) low = std::min(low, glm::dot(normal, v));
            if (high - low < best.depth) best = {high - low, sign * normal};
        }
    };
    try_normals(a, b, -1.0);
    try_normals(b, a, 1.0);
    best.depth = std::max(best.depth, 0.0);
    return best;
}

}  // namespace diorama
