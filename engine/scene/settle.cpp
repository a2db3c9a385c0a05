#include <fmt/core.h>

#include <algorithm>

#include "engine/scene/placement.hpp"

namespace diorama {
namespace {

constexpr glm::dvec3 kUp{0.0, 1.0, 0.0};
constexpr int kPushes = 6;

// The way down to a surface. The one a body belongs to counts by the exact height over its plane.
double free_fall(const Body& body, const Support& support, bool own, double limit) {
    if (!own || !support.flat) return free_distance(body.near, support.hull, -kUp, limit);
    return std::min(limit, support.lowest(body.exact.vertices) / support.normal().y);
}

// The surface that a body is in or below, if any.
const Support* entered(const Body& body, const Support* own, const Surroundings& world) {
    for (const Support& support : world.supports) {
        const bool in = &support == own && support.flat
                            ? support.lowest(body.exact.vertices) < 0
                            : overlap(body.box, box_of(support.hull), 0.0) &&
                                  separation(body.near, support.hull).distance <= 0;
        if (in) return &support;
    }
    return nullptr;
}

bool may_meet(const Box& a, const Box& b, double reach) { return overlap(a, b, reach); }

}  // namespace

std::optional<std::string> settle(Body& body, const Support* support, const Surroundings& world,
                                  double reach) {
    const glm::dvec3 start(body.world_from_object[3]);
    const Box around = body.box;
    std::vector<const Body*> neighbors;
    for (const Body& other : world.bodies) {
        if (may_meet(around, other.box, 3 * reach)) neighbors.push_back(&other);
    }

    // Above whatever it sank into from above, then aside from what it leans against.
    body.shift(reach * kUp);
    for (int push = 0;; ++push) {
        const Body* hit = nullptr;
        for (const Body* other : neighbors) {
            if (overlap(body.box, other->box, 0.0) &&
                separation(body.near, other->near).distance <= 0) {
                hit = other;
                break;
            }
        }
        if (!hit) break;
        const Overlap over = overlap_depth(body.near, hit->near);
        if (push == kPushes || over.depth > reach) {
            return fmt::format("wedged into {}", hit->name);
        }
        body.shift(over.direction * (over.depth + 1e-5));
    }

    if (const Support* in = entered(body, support, world)) {
        return fmt::format("wedged into {}", in->name);
    }

    double way = 3 * reach;
    for (const Body* other : neighbors) {
        way = std::min(way, free_distance(body.near, other->near, -kUp, way));
    }
    for (const Support& other : world.supports) {
        if (&other == support || may_meet(body.box, box_of(other.hull), 3 * reach)) {
            way = std::min(way, free_fall(body, other, &other == support, way));
        }
    }
    if (way >= 3 * reach) return "rests on nothing";
    body.shift(-way * kUp);
    if (glm::length(glm::dvec3(body.world_from_object[3]) - start) > 2 * reach) {
        return "does not rest where it came to lie";
    }
    return {};
}

}  // namespace diorama
