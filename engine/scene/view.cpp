#include "engine/scene/view.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/scene/draw_scene.hpp"
#include "engine/scene/lighting.hpp"

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

// The depth of the body that is seen nearest to the middle of the picture, among those in it.
std::optional<float> depth_of_body(const std::string& wanted, const Camera& camera,
                                   const Surroundings& world) {
    std::optional<float> depth;
    float nearest = std::numeric_limits<float>::infinity();
    const glm::vec2 middle(0.5f * static_cast<float>(camera.extent.width),
                           0.5f * static_cast<float>(camera.extent.height));
    for (const Body& body : world.bodies) {
        const std::string name = body.name.substr(0, body.name.find('#'));
        if (!wanted.empty() && name != wanted && body.name != wanted) continue;
        const glm::vec3 seen = project(camera, glm::vec3(0.5 * (body.box.min + body.box.max)));
        if (seen.z <= camera.near_m) continue;
        const float distance = glm::length((glm::vec2(seen) - middle) / middle);
        if (distance < nearest) {
            nearest = distance;
            depth = seen.z;
        }
    }
    return depth;
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

ThinLens draw_lens(const CameraConfig& config, const Camera& camera, const Surroundings& world,
                   const Rng& rng) {
    if (!config.depth_of_field) return {};
    const DepthOfFieldConfig& dof = *config.depth_of_field;
    Rng draws = rng.stream("depth_of_field");
    const float f_number = dof.f_number.draw_float(draws);
    const float sensor_m = 1e-3f * dof.sensor_height_mm.draw_float(draws);
    const float share = static_cast<float>(std::abs(camera.intrinsics.fy)) /
                        static_cast<float>(camera.extent.height);
    ThinLens lens{.radius_m = share * sensor_m / (2.0f * f_number)};
    if (dof.radius_mm) lens.radius_m = 1e-3f * dof.radius_mm->draw_float(draws);
    if (dof.focus_m) {
        lens.focus_m = dof.focus_m->draw_float(draws);
    } else if (const auto body = depth_of_body(dof.focus_on, camera, world)) {
        lens.focus_m = *body;
    } else {
        const auto* orbit = std::get_if<OrbitCamera>(&config.pose);
        const std::string& name = dof.focus_on.empty() && orbit ? orbit->around : dof.focus_on;
        if (const Support* surface = world.find(name))
            lens.focus_m = project(camera, glm::vec3(surface->world_from_surface[3])).z;
    }
    lens.focus_m = std::max(lens.focus_m, 2.0f * camera.near_m);
    return lens;
}

Film draw_film(const CameraConfig& config, const Rng& rng) {
    const Rng root = rng.stream("film");
    const auto draw_one = [&](const char* name, const Distribution& distribution) {
        Rng own = root.stream(name);
        return distribution.draw_float(own);
    };
    Film film{.metered = config.exposure == ExposureMode::Auto};
    film.chromatic_aberration_px = draw_one("chromatic_aberration", config.chromatic_aberration_px);
    film.bloom = std::clamp(draw_one("bloom", config.bloom), 0.0f, 1.0f);
    film.vignette_stops = draw_one("vignette", config.vignette_stops);
    film.iso = std::max(draw_one("iso", config.iso), 0.0f);
    film.noise_seed = root.stream("noise").bits64();
    constexpr double kNeutral = 6504;
    const double balance = double{draw_one("white_balance", config.white_balance_k)};
    film.white_balance = black_body_color(kNeutral) / black_body_color(balance);
    return film;
}

float draw_exposure(const CameraConfig& config, const Rng& rng) {
    Rng stops = rng.stream("exposure");
    return std::exp2(config.exposure_stops.draw_float(stops));
}

}  // namespace diorama
