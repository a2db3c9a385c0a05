#include "engine/scene/placement.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace diorama {
namespace {

// Half the extent of hull corners along x and z of the surface, and their middle there.
struct Footprint {
    glm::dvec2 middle{0.0}, half{0.0};
};

Footprint footprint_of(const std::vector<glm::dvec3>& points) {
    glm::dvec2 low{std::numeric_limits<double>::infinity()}, high = -low;
    for (const glm::dvec3& p : points) {
        low = glm::min(low, glm::dvec2(p.x, p.z));
        high = glm::max(high, glm::dvec2(p.x, p.z));
    }
    return {0.5 * (low + high), 0.5 * (high - low)};
}

// Whether a body keeps clear of all others, and of all surfaces but the one it stands on.
bool is_free(const Body& body, const Surroundings& world, const Support* own) {
    for (const Body& other : world.bodies) {
        if (!overlap(body.box, other.box, kClearance)) continue;
        if (separation(body.near, other.near).distance < kClearance) return false;
    }
    for (const Support& support : world.supports) {
        if (&support == own || !overlap(body.box, box_of(support.hull), 0.0)) continue;
        if (separation(body.near, support.hull).distance <= 0) return false;
    }
    return true;
}

enum class Try { Placed, Occupied, TooLarge };

Try try_on_surface(Body& body, const PlaceConfig& place, const Surroundings& world,
                   const Support& support, Rng rng) {
    const glm::dmat3 rotation = draw_rotation(place, rng);
    const double spread = place.spread.draw(rng);
    const glm::dvec2 draw{rng.uniform(-1, 1), rng.uniform(-1, 1)};

    const glm::dmat4 turned = based_pose(*body.model.model, rotation, body.scale);
    const Hull hull = transformed(body.model.hulls->exact, turned);
    const Footprint print = footprint_of(hull.vertices);
    if (glm::any(glm::greaterThan(print.half, support.half_size))) return Try::TooLarge;
    const glm::dvec2 room = glm::max(spread * support.half_size - print.half, glm::dvec2(0.0));
    const glm::dvec2 offset = draw * room - print.middle;
    const double low = box_of(hull).min.y;
    const glm::dmat4 move =
        glm::dmat4(glm::dvec4(1, 0, 0, 0), glm::dvec4(0, 1, 0, 0), glm::dvec4(0, 0, 1, 0),
                   glm::dvec4(offset.x, -low, offset.y, 1));
    body.set_pose(support.world_from_surface * move * turned);
    return is_free(body, world, &support) ? Try::Placed : Try::Occupied;
}

}  // namespace

double Support::lowest(const std::vector<glm::dvec3>& points) const {
    const glm::dvec3 up = normal(), origin(world_from_surface[3]);
    double low = std::numeric_limits<double>::infinity();
    for (const glm::dvec3& p : points) low = std::min(low, glm::dot(up, p - origin));
    return low;
}

void Body::set_pose(const glm::dmat4& pose) {
    world_from_object = glm::mat4(pose);
    exact = transformed(model.hulls->exact, glm::dmat4(world_from_object));
    near = transformed(model.hulls->near, glm::dmat4(world_from_object));
    box = box_of(exact);
}

void Body::shift(const glm::dvec3& offset) {
    const glm::vec3 before(world_from_object[3]);
    world_from_object[3] = glm::vec4(glm::vec3(glm::dvec3(before) + offset), 1.0f);
    const glm::dvec3 moved = glm::dvec3(world_from_object[3]) - glm::dvec3(before);
    for (Hull* hull : {&exact, &near}) {
        for (glm::dvec3& v : hull->vertices) v += moved;
        hull->center += moved;
    }
    box.min += moved;
    box.max += moved;
}

const Support* Surroundings::find(const std::string& name) const {
    const auto found = std::find_if(supports.begin(), supports.end(),
                                    [&](const Support& s) { return s.name == name; });
    return found == supports.end() ? nullptr : &*found;
}

glm::dmat3 draw_rotation(const PlaceConfig& place, Rng& rng) {
    const float yaw = radians(place.yaw_deg.draw_float(rng));
    const float tilt = radians(place.tilt_deg.draw_float(rng));
    const float axis = static_cast<float>(rng.uniform(0, 2 * double{kPi}));
    const glm::quat turn = glm::angleAxis(yaw, glm::vec3(0, 1, 0));
    const glm::quat lean = glm::angleAxis(tilt, glm::vec3(std::cos(axis), 0, std::sin(axis)));
    return glm::mat3_cast(glm::normalize(glm::dquat(lean * turn)));
}

glm::dmat4 based_pose(const Model& model, const glm::dmat3& rotation, double scale) {
    const glm::dvec3 base(model.bounds.center().x, model.bounds.min.y, model.bounds.center().z);
    const glm::dmat3 linear = rotation * scale;
    glm::dmat4 pose(linear);
    pose[3] = glm::dvec4(-(linear * base), 1.0);
    return pose;
}

std::optional<std::string> place_upright(Body& body, const PlaceConfig& place,
                                         const Surroundings& world, const Rng& rng) {
    if (place.on.empty()) {
        for (int attempt = 0; attempt < place.attempts; ++attempt) {
            Rng draws = rng.stream(static_cast<std::uint64_t>(attempt));
            glm::dmat4 pose =
                based_pose(*body.model.model, draw_rotation(place, draws), body.scale);
            pose[3] += glm::dvec4(glm::dvec3(draw(place.position_m, draws)), 0.0);
            body.set_pose(pose);
            if (is_free(body, world, nullptr)) return {};
        }
        return fmt::format("its position is occupied in {} attempts", place.attempts);
    }

    const Support& support = *world.find(place.on);
    const float slope = std::acos(std::clamp(static_cast<float>(support.normal().y), -1.0f, 1.0f));
    if (slope > kMaxSlope) {
        return fmt::format("{} is too steep to stand on ({:.0f} degrees, at most {:.0f})",
                           support.name, degrees(slope), degrees(static_cast<float>(kMaxSlope)));
    }
    int too_large = 0;
    for (int attempt = 0; attempt < place.attempts; ++attempt) {
        const Try result = try_on_surface(body, place, world, support,
                                          rng.stream(static_cast<std::uint64_t>(attempt)));
        if (result == Try::Placed) return {};
        too_large += result == Try::TooLarge ? 1 : 0;
    }
    if (too_large == place.attempts) return fmt::format("larger than {}", support.name);
    return fmt::format("no free place on {} in {} attempts", support.name, place.attempts);
}

}  // namespace diorama
