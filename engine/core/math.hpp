/// Vectors, matrices and the angle conversions, from GLM with one configuration for the project.
#pragma once

#define GLM_FORCE_DEPTH_ZERO_TO_ONE
#define GLM_FORCE_EXPLICIT_CTOR
#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <numbers>

namespace diorama {

constexpr float kPi = std::numbers::pi_v<float>;

constexpr float radians(float degrees) { return degrees * (kPi / 180.0f); }
constexpr float degrees(float radians) { return radians * (180.0f / kPi); }

/// An axis-aligned box in meters; empty (min > max) until a point is added.
struct Aabb {
    glm::vec3 min{INFINITY};
    glm::vec3 max{-INFINITY};

    bool empty() const { return min.x > max.x; }
    glm::vec3 center() const { return 0.5f * (min + max); }
    glm::vec3 size() const { return max - min; }
    void add(const glm::vec3& point) {
        min = glm::min(min, point);
        max = glm::max(max, point);
    }
};

/// The box around a transformed box: all eight corners, so it may be larger than the tight one.
Aabb transformed(const Aabb& box, const glm::mat4& target_from_source);

}  // namespace diorama
