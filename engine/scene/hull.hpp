/// Convex hulls of models: their exact vertices, distances between them, first contacts.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/math.hpp"
#include "engine/core/model.hpp"

namespace diorama {

/// The corners of a convex polyhedron and its faces as planes.
struct Hull {
    std::vector<glm::dvec3> vertices;
    std::vector<glm::dvec3> normals;  // unit, outward, one per face; the axes too for flat hulls
    glm::dvec3 center{0.0};           // of its volume; of its box for flat hulls
};

/// Hulls of one model in object space, from accurate to fast.
struct HullSet {
    Hull exact;             // every corner, up to 1e-4 of the size
    Hull near;              // at most 1024 corners of `exact`
    Hull coarse;            // at most 48 corners of `exact`, for physics
    double near_error = 0;  // how far `exact` reaches out of them, meters
    double coarse_error = 0;
    std::size_t size_bytes() const;
};

/// Builds the hulls of all vertices of a model, which must be finite. Deterministic. Models that
/// are flat, a line or a point are allowed.
HullSet make_hulls(const Model& model);

/// The hull of points alone: a box, a slab.
Hull hull_of(const std::vector<glm::dvec3>& points);

/// A hull under a rigid transform with uniform scale.
Hull transformed(const Hull& hull, const glm::dmat4& target_from_source);

/// An axis-aligned box in double precision around the corners.
struct Box {
    glm::dvec3 min{0.0}, max{0.0};
};
Box box_of(const Hull& hull);
bool overlap(const Box& a, const Box& b, double margin);

/// The distance between two hulls and where it is taken.
struct Separation {
    double distance = 0;  // 0: they overlap or touch within 1e-9 m
    glm::dvec3 on_a{0.0}, on_b{0.0};
};

/// Distance between two convex hulls, exact up to 1e-7 m.
/// Method: "A Fast Procedure for Computing the Distance Between Complex Objects in
/// Three-Dimensional Space", IEEE J. Robotics and Automation 1988 (GJK); closest points on the
/// simplex by cases instead of its subalgorithm, in double precision.
Separation separation(const Hull& a, const Hull& b);

/// How far two hulls overlap: the shortest shift along a face normal of either that separates
/// them. Not less than the true depth, and equal to it unless two edges cross. 0 when apart.
struct Overlap {
    double depth = 0;
    glm::dvec3 direction{0.0, 1.0, 0.0};  // shift of `a`, unit
};
Overlap overlap_depth(const Hull& a, const Hull& b);

/// How far `a` can move along the unit vector `direction` until it touches `b`; at most `limit`,
/// which also stands for "never". 0 when they touch already. Conservative advancement on
/// separation(): never enters `b` by more than 1e-7 m.
double free_distance(const Hull& a, const Hull& b, const glm::dvec3& direction, double limit);

}  // namespace diorama
