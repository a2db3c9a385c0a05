#include "engine/render/lights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace diorama {
namespace {

constexpr float kPointNear = 0.02f;  // meters; shaders/visibility.comp knows it too
constexpr float kPointFieldScale =
    0.97f;  // slightly more than 90 degrees, for filters at face edges

// clip_from_world of a parallel light: x and y within `radius` of `center`, depth 0 at `reach`
// toward the light and 1 at `reach` away from it.
glm::mat4 sun_matrix(const glm::vec3& toward, const glm::vec3& center, float radius, float reach) {
    const glm::vec3 up = std::abs(toward.y) < 0.99f ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0);
    const glm::vec3 x = glm::normalize(glm::cross(up, toward)), y = glm::cross(toward, x);
    glm::mat4 m(1.0f);
    for (int i = 0; i < 3; ++i) {
        m[i][0] = x[i] / radius;
        m[i][1] = y[i] / radius;
        m[i][2] = -toward[i] / (2.0f * reach);
        m[i][3] = 0.0f;
    }
    m[3] = glm::vec4(-glm::dot(x, center) / radius, -glm::dot(y, center) / radius,
                     0.5f + glm::dot(toward, center) / (2.0f * reach), 1.0f);
    return m;
}

// clip_from_world of one face of a point light's cube: +X -X +Y -Y +Z -Z.
glm::mat4 face_matrix(int face, const glm::vec3& position, float far) {
    constexpr std::array<glm::vec3, 6> kForward{glm::vec3(1, 0, 0), glm::vec3(-1, 0, 0),
                                                glm::vec3(0, 1, 0), glm::vec3(0, -1, 0),
                                                glm::vec3(0, 0, 1), glm::vec3(0, 0, -1)};
    const glm::vec3 forward = kForward[static_cast<std::size_t>(face)];
    const glm::vec3 up = std::abs(forward.y) < 0.5f ? glm::vec3(0, 1, 0) : glm::vec3(0, 0, 1);
    const glm::vec3 x = glm::normalize(glm::cross(forward, up)), y = glm::cross(x, forward);
    const float a = far / (far - kPointNear);
    glm::mat4 m(0.0f);
    for (int i = 0; i < 3; ++i) {
        m[i][0] = kPointFieldScale * x[i];
        m[i][1] = kPointFieldScale * y[i];
        m[i][2] = a * forward[i];
        m[i][3] = forward[i];
    }
    m[3] = glm::vec4(
        -kPointFieldScale * glm::dot(x, position), -kPointFieldScale * glm::dot(y, position),
        -a * glm::dot(forward, position) - a * kPointNear, -glm::dot(forward, position));
    return m;
}

float radius_around(const Aabb& box, const glm::vec3& center) {
    return glm::length(glm::max(box.max - center, center - box.min));
}

}  // namespace

LightSetup set_up_lights(const Scene& scene, const EnvironmentMap& environment, const Aabb& all,
                         const Aabb& focus, int size) {
    LightSetup setup;
    if (all.empty()) return setup;
    const glm::vec3 center = focus.center();
    const float focus_radius = 0.5f * glm::length(focus.size());
    const float reach = std::max(radius_around(all, center), 1e-3f);
    const float radius = std::min(reach, std::max(2.2f * focus_radius, focus_radius + 0.3f));

    const auto add_sun = [&](const glm::vec3& toward, const glm::vec3& color, float half_angle,
                             std::uint32_t kind) {
        setup.lights.push_back({.place = glm::vec4(toward, std::max(std::tan(half_angle), 1e-3f)),
                                .color = glm::vec4(color, static_cast<float>(kind)),
                                .first_view = static_cast<std::uint32_t>(setup.views.size()),
                                .width_m = 2.0f * radius,
                                .range_m = 2.0f * reach,
                                .texel_m = 2.0f * radius / static_cast<float>(size)});
        setup.views.push_back({.shadow_from_world = sun_matrix(toward, center, radius, reach),
                               .layer = setup.layer_count++});
    };

    std::uint32_t quarters = 0, quarter_layer = 0;  // in use, and the layer of the last one
    for (const Light& light : scene.lights) {
        if (setup.lights.size() == shader::kMaxLights) return setup;
        if (light.kind == LightKind::Sun) {
            add_sun(light.direction, light.color, light.radius, shader::kLightSun);
            continue;
        }
        const float far = std::max(radius_around(all, light.position), 2.0f * kPointNear);
        setup.lights.push_back(
            {.place = glm::vec4(light.position, std::max(light.radius, 1e-3f)),
             .color = glm::vec4(light.color, static_cast<float>(shader::kLightPoint)),
             .first_view = static_cast<std::uint32_t>(setup.views.size()),
             .width_m = 0.0f,
             .range_m = far,
             .texel_m = 4.0f / (kPointFieldScale * static_cast<float>(size))});
        for (int face = 0; face < 6; ++face, ++quarters) {
            if (quarters % 4 == 0) quarter_layer = setup.layer_count++;
            setup.views.push_back({.shadow_from_world = face_matrix(face, light.position, far),
                                   .layer = quarter_layer,
                                   .corner_x = quarters % 2 == 0 ? 0.0f : 0.5f,
                                   .corner_y = quarters % 4 < 2 ? 0.0f : 0.5f,
                                   .size = 0.5f});
        }
    }
    if (environment.key_light && setup.lights.size() < shader::kMaxLights) {
        const KeyLight& key = *environment.key_light;
        // From the environment's frame into the world: a rotation about +Y.
        const float c = std::cos(scene.environment.rotation),
                    s = std::sin(scene.environment.rotation);
        const glm::vec3 toward(c * key.direction.x + s * key.direction.z, key.direction.y,
                               -s * key.direction.x + c * key.direction.z);
        add_sun(toward, key.color * scene.environment.intensity, key.radius,
                shader::kLightEnvironment);
    }
    return setup;
}

bool may_cast_into(const glm::mat4& shadow_from_world, const Aabb& bounds) {
    // Of each side, whether some corner lies on its inner side.
    std::array<bool, 4> inside{};
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec4 p =
            shadow_from_world * glm::vec4((corner & 1) ? bounds.max.x : bounds.min.x,
                                          (corner & 2) ? bounds.max.y : bounds.min.y,
                                          (corner & 4) ? bounds.max.z : bounds.min.z, 1.0f);
        const float limit = 1.01f * p.w;
        inside[0] |= p.x <= limit;
        inside[1] |= -p.x <= limit;
        inside[2] |= p.y <= limit;
        inside[3] |= -p.y <= limit;
    }
    return std::ranges::all_of(inside, std::identity{});
}

}  // namespace diorama
