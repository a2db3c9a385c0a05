/// The parts of `scene:` that make a sample a sequence of pictures, and named points of objects.
#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/distribution.hpp"

namespace diorama {

/// The camera goes around what it looks at; all values are reached at the end of the sequence.
struct OrbitPath {
    Distribution azimuth_deg = 30.0;
    Distribution elevation_deg = 0.0;
    Distribution distance = 1.0;  // factor
};

/// The camera moves along a line and keeps its direction.
struct LinearPath {
    Distribution3 move_m{0.0, 0.0, 0.0};  // world, until the end
};

/// The camera passes points at equal times, on a smooth curve, and looks at others.
struct SplinePath {
    struct Knot {
        Distribution3 eye_m{0.0, 1.0, 2.0};
        Distribution3 target_m{0.0, 0.0, 0.0};
    };
    std::vector<Knot> knots;
};

struct StillCamera {};

struct SequenceConfig {
    int frames = 8;
    double fps = 24;
    std::variant<StillCamera, OrbitPath, LinearPath, SplinePath> camera;
};

/// How an object moves in a sequence.
struct MotionConfig {
    Distribution3 velocity_m_s{0.0, 0.0, 0.0};  // world
    Distribution3 spin_deg_s{0.0, 0.0, 0.0};    // about the world's axes through its middle
};

/// A named point of an object, by its place in the object's box: 0 to 1 along each of its axes.
struct KeypointConfig {
    std::string name;
    std::array<double, 3> in_box{0.5, 0.5, 0.5};
};

}  // namespace diorama
