#include "engine/scene/view.hpp"

#include <cmath>

#include "engine/scene/draw_scene.hpp"

namespace diorama {
namespace {

constexpr float kAboveSurface = 0.005f;  // meters

glm::mat4 rolled(const glm::mat4& world_from_camera, float roll) {
    const float c = std::cos(roll), s = std::sin(roll);
    return world_from_camera * glm::mat4(c, s, 0, 0, -s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
}

struct PoseDraw {
    const Surroundings& world;
    Rng rng;

    glm::mat4 operator()(const OrbitCamera& orbit) {
        glm::vec3 target = draw(orbit.target_m, rng);
        if (!orbit.around.empty()) {
            target += glm::vec3(world.find(orbit.around)->world_from_surface[3]);
        }
        const float distance = orbit.distance_m.draw_float(rng);
        const float elevation = radians(orbit.elevation_deg.draw_float(rng));
        const float azimuth = radians(orbit.azimuth_deg.draw_float(rng));
        const glm::vec3 eye = target + distance * direction_from_angles(elevation, azimuth);
        return look_at(eye, target, {0, 1, 0});
    }
    glm::mat4 operator()(const LookAtCamera& config) {
        const glm::vec3 eye = draw(config.eye_m, rng);
        return look_at(eye, draw(config.target_m, rng), {0, 1, 0});
    }
    glm::mat4 operator()(const PoseListCamera& list) {
        return list.poses[static_cast<std::size_t>(
            rng.integer(0, static_cast<std::int64_t>(list.poses.size()) - 1))];
    }
};

bool is_free(const glm::vec3& eye, const CameraConfig& config, const Surroundings& world) {
    const Hull point{{glm::dvec3(eye)}, {}, glm::dvec3(eye)};
    const Box box = box_of(point);
    const auto too_near = [&](const Hull& hull, const Box& around) {
        return overlap(box, around, config.near_m) &&
               separation(point, hull).distance <= config.near_m;
    };
    for (const Body& body : world.bodies) {
        if (too_near(body.near, body.box)) return false;
    }
    for (const Support& support : world.supports) {
        if (too_near(support.hull, box_of(support.hull))) return false;
    }
    if (const auto* orbit = std::get_if<OrbitCamera>(&config.pose)) {
        const Support* support = orbit->around.empty() ? nullptr : world.find(orbit->around);
        if (support && support->lowest({glm::dvec3(eye)}) < double{kAboveSurface}) return false;
    }
    return true;
}

}  // namespace

std::optional<Camera> draw_camera(const CameraConfig& config, Extent extent,
                                  const Surroundings& world, const Rng& rng) {
    if (const auto* orbit = std::get_if<OrbitCamera>(&config.pose)) {
        if (!orbit->around.empty() && !world.find(orbit->around)) return {};
    }
    Rng lens = rng.stream("lens");
    const double fov = config.fov_y_deg.draw(lens);
    const float roll = radians(config.roll_deg.draw_float(lens));
    Camera camera{.extent = extent, .near_m = static_cast<float>(config.near_m)};
    camera.intrinsics = config.intrinsics
                            ? Intrinsics{(*config.intrinsics)[0], (*config.intrinsics)[1],
                                         (*config.intrinsics)[2], (*config.intrinsics)[3]}
                            : intrinsics_from_fov(extent, fov * (double{kPi} / 180.0));
    for (std::uint64_t attempt = 0; attempt < kCameraAttempts; ++attempt) {
        const glm::mat4 pose = std::visit(PoseDraw{world, rng.stream(attempt)}, config.pose);
        if (!is_free(glm::vec3(pose[3]), config, world)) continue;
        camera.world_from_camera = rolled(pose, roll);
        return camera;
    }
    return {};
}

float draw_exposure(const CameraConfig& config, const Rng& rng) {
    Rng stops = rng.stream("exposure");
    return std::exp2(config.exposure_stops.draw_float(stops));
}

}  // namespace diorama
