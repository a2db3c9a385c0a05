/// Finding places: objects that stand on surfaces, and objects that fall onto them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/config/scene_config.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/assets.hpp"
#include "engine/scene/hull.hpp"

namespace diorama {

/// A surface that objects may be placed on: a rectangle, the top of what carries it.
struct Support {
    std::string name;
    glm::dmat4 world_from_surface{1.0};  // rigid; origin at the rectangle's center, +Y its normal
    glm::dvec2 half_size{0.5};           // along x and z of its frame, meters
    bool flat = true;                    // a plane or slab; false: the hull of a mesh
    Hull hull;                           // world

    glm::dvec3 normal() const { return glm::dvec3(world_from_surface[1]); }
    /// Height of the lowest of some points over the plane of the rectangle, along its normal.
    double lowest(const std::vector<glm::dvec3>& points) const;
};

/// An object that is to be placed or was placed.
struct Body {
    std::string name;  // for messages
    LoadedModel model;
    double scale = 1.0;
    glm::mat4 world_from_object{1.0f};
    Hull exact, near;  // in the world, by world_from_object
    Box box;           // of `exact`

    /// Takes a pose, rounded to the floats that the renderer will use, and moves the hulls there.
    void set_pose(const glm::dmat4& pose);
    /// Moves by an offset in the world.
    void shift(const glm::dvec3& offset);
};

/// The world so far, as placement sees it.
struct Surroundings {
    std::vector<Support> supports;
    std::vector<Body> bodies;

    const Support* find(const std::string& name) const;
};

/// Gaps and tolerances in meters.
constexpr double kClearance = 0.001;     // between objects that stand side by side
constexpr double kMaxSlope = 0.61;       // radians; nothing stands on steeper surfaces
constexpr int kDropRounds = 3;           // how often a falling object is tried in all
constexpr double kStep = 1.0 / 240;      // seconds
constexpr double kMaxFallSeconds = 2.0;  // simulated, per round

/// Puts `body` upright on `place.on`, or at `place.position_m`, where it meets nothing: up to
/// `place.attempts` poses from rng.stream(0), rng.stream(1), ...
/// On a surface the body's axis follows the surface's normal, its lowest vertex touches the plane
/// and its footprint stays on the rectangle's inner share `place.spread`, or where it is too large
/// for that, on the rectangle. At a position, the center of the base of its box comes to lie there.
/// @return nothing when placed, otherwise why not: "no free place on table in 30 attempts".
std::optional<std::string> place_upright(Body& body, const PlaceConfig& place,
                                         const Surroundings& world, const Rng& rng);

/// An object that falls.
struct Falling {
    Body body;
    const PlaceConfig* place = nullptr;
    Rng rng;             // its own; round r draws from rng.stream(r)
    std::string reject;  // why it found no place; empty: placed
};

/// Lets objects fall onto their surfaces, beside each other where there is room, else above, all at
/// the same time, until they rest; what stands there already stays where it is. Objects that leave
/// their surface, find no rest or rest on nothing solid are dropped again, in kDropRounds rounds at
/// most. Afterwards each placed object touches what it rests on and overlaps nothing.
/// The hulls are simulated with rigid body dynamics; a fixed order and step, one thread.
void drop(std::vector<Falling>& falling, const Surroundings& world);

/// Moves a body that physics left almost at rest so that it touches what is below it: at most
/// `reach` up, down or aside. @return nothing, or why it cannot rest there.
std::optional<std::string> settle(Body& body, const Support* support, const Surroundings& world,
                                  double reach);

/// The rotation of an object in the frame of its surface: yaw about +Y, then a tilt about a random
/// horizontal axis.
glm::dmat3 draw_rotation(const PlaceConfig& place, Rng& rng);

/// The pose that turns and scales a model and puts the center of the base of its box at the origin.
glm::dmat4 based_pose(const Model& model, const glm::dmat3& rotation, double scale);

}  // namespace diorama
