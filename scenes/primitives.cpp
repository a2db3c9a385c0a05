#include <cmath>

#include "scenes/assembly.hpp"
#include "scenes/objects.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

constexpr float kSize = 0.1f;    // meters: width and height of each, but the flat torus's height
constexpr float kEdge = 0.002f;  // radius of the edges of those that have any

Model single(std::string name, MeshPart mesh, std::uint32_t color) {
    const Material material = solid("matte " + name, color, 0.42f);
    Assembly assembly(name);
    assembly.add(name, std::move(mesh), material);
    return std::move(assembly).finish();
}

}  // namespace

Model make_sphere() { return single("sphere", sphere(0.5f * kSize, 64, 32), 0xD9694A); }

Model make_cube() { return single("cube", rounded_box(glm::vec3(kSize), kEdge, 3), 0x3E7C8C); }

Model make_cylinder() {
    const float r = 0.5f * kSize;
    const Corner corners[]{{{0, 0}}, {{r, 0}, kEdge}, {{r, kSize}, kEdge}, {{0, kSize}}};
    return single("cylinder", lathe(rounded(corners, Ends::Open, 0.27f), 72), 0xE3B04B);
}

Model make_cone() {
    const float r = 0.5f * kSize;
    // The tip is rounded by half a millimeter, and the profile reaches the full height with it.
    const float slope = std::sqrt(r * r + kSize * kSize), tip = 0.0005f;
    const float apex = kSize + tip * (slope / r - 1.0f);
    const float touch = tip * kSize / slope;  // radius where the tip's sphere meets the side
    const Corner corners[]{
        {{0, 0}}, {{r * apex / kSize, 0}, kEdge}, {{touch, kSize - tip + tip * r / slope}}};
    Outline profile = rounded(corners, Ends::Open, 0.3f);
    for (int k = 1; k <= 4; ++k) {
        const float start = std::atan2(kSize, r), angle = start * real(4 - k) / 4.0f;
        const glm::vec2 n{k == 4 ? 0.0f : std::sin(angle), std::cos(angle)};
        profile.push_back({glm::vec2(0.0f, kSize - tip) + tip * n, n});
    }
    return single("cone", lathe(profile, 72), 0x6F9C6A);
}

Model make_torus() {
    constexpr int kAround = 72;
    const float tube = 0.28f * 0.5f * kSize, ring = 0.5f * kSize - tube;
    std::vector<glm::vec3> path;
    for (int i = 0; i < kAround; ++i) {
        const float angle = 2.0f * kPi * real(i) / real(kAround);
        path.push_back({ring * std::cos(angle), 0.0f, ring * std::sin(angle)});
    }
    return single("torus", sweep(path, Ends::Closed, circle(tube, 32), {0, 1, 0}), 0x8B6BA8);
}

Model make_capsule() {
    const float r = 0.28f * kSize;
    Outline profile;
    for (int end = 0; end < 2; ++end)
        for (int k = 0; k <= 12; ++k) {
            const float angle = 0.5f * kPi * (real(k) / 12.0f - (end == 0 ? 1.0f : 0.0f));
            const bool pole = (end == 0 && k == 0) || (end == 1 && k == 12);
            const glm::vec2 n{pole ? 0.0f : std::cos(angle), std::sin(angle)};
            profile.push_back({glm::vec2(0.0f, end == 0 ? r : kSize - r) + r * n, n});
        }
    return single("capsule", lathe(profile, 56), 0xC75B7A);
}

}  // namespace diorama::kit
