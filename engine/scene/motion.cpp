#include "engine/scene/motion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace diorama {
namespace {

glm::dmat4 translation(const glm::dvec3& by) {
    glm::dmat4 m(1.0);
    m[3] = glm::dvec4(by, 1.0);
    return m;
}

glm::dmat4 rotation(const glm::dvec3& rotation_vector) {
    const double angle = glm::length(rotation_vector);
    if (angle == 0.0) return glm::dmat4(1.0);
    return glm::mat4_cast(glm::angleAxis(angle, rotation_vector / angle));
}

glm::mat4 moved(const Instance& instance, double seconds) {
    const glm::dmat4 start(instance.object.world_from_object);
    const glm::dvec3 middle(start * glm::dvec4(glm::dvec3(instance.object.box.center()), 1.0));
    return glm::mat4(translation(middle + seconds * glm::dvec3(instance.velocity)) *
                     rotation(seconds * glm::dvec3(instance.spin)) * translation(-middle) * start);
}

/// The middle of the objects in the world; of everything where nothing is annotated.
glm::vec3 middle_of_objects(const Scene& scene) {
    Aabb all, objects;
    for (const Instance& instance : scene.instances) {
        const glm::vec3 middle(instance.object.world_from_object *
                               glm::vec4(instance.object.box.center(), 1.0f));
        all.add(middle);
        if (instance.object.labelled()) objects.add(middle);
    }
    return objects.empty() ? all.center() : objects.center();
}

struct PathDraw {
    const Scene& start;
    CameraPath& path;
    Rng rng;

    void operator()(const StillCamera&) { path.seconds = 0; }
    void operator()(const OrbitPath& orbit) {
        const glm::mat4& pose = start.camera.world_from_camera;
        const glm::vec3 eye(pose[3]), forward = -glm::vec3(pose[2]);
        const float ahead = glm::dot(middle_of_objects(start) - eye, forward);
        path.pivot = eye + std::max(ahead, start.camera.near_m) * forward;
        path.azimuth = radians(orbit.azimuth_deg.draw_float(rng));
        path.elevation = radians(orbit.elevation_deg.draw_float(rng));
        path.distance_factor = orbit.distance.draw_float(rng);
    }
    void operator()(const LinearPath& line) { path.move = draw(line.move_m, rng); }
    void operator()(const SplinePath& spline) {
        for (const SplinePath::Knot& knot : spline.knots) {
            path.eyes.push_back(draw(knot.eye_m, rng));
            path.targets.push_back(draw(knot.target_m, rng));
        }
    }
};

/// A point on the curve through `knots`, evenly spread over 0..1.
/// Method: Catmull-Rom, with the end points doubled.
glm::vec3 on_curve(const std::vector<glm::vec3>& knots, double u) {
    if (knots.size() == 1) return knots.front();
    const auto last = static_cast<int>(knots.size()) - 1;
    const double at = std::clamp(u, 0.0, 1.0) * last;
    const int i = std::min(static_cast<int>(at), last - 1);
    const double t = at - i;
    const auto knot = [&](int k) {
        return glm::dvec3(knots[static_cast<std::size_t>(std::clamp(k, 0, last))]);
    };
    const glm::dvec3 a = knot(i - 1), b = knot(i), c = knot(i + 1), d = knot(i + 2);
    return glm::vec3(
        b +
        0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a))));
}

}  // namespace

CameraPath draw_path(const SequenceConfig& config, const Scene& start, const Rng& rng) {
    CameraPath path{.seconds = (config.frames - 1) / config.fps};
    std::visit(PathDraw{start, path, rng}, config.camera);
    return path;
}

glm::mat4 camera_pose_at(const Scene& start, double seconds) {
    const CameraPath& path = start.path;
    const glm::mat4& first = start.camera.world_from_camera;
    if (path.seconds <= 0) return first;
    const double u = seconds / path.seconds;
    if (!path.eyes.empty())
        return look_at(on_curve(path.eyes, u), on_curve(path.targets, u), {0, 1, 0});

    glm::mat4 pose = first;
    const glm::vec3 eye(first[3]);
    const glm::vec3 arm = eye - path.pivot;
    const float distance = glm::length(arm);
    const bool turns = path.azimuth != 0 || path.elevation != 0 || path.distance_factor != 1;
    if (turns && distance > 0) {
        // The direction to the camera in angles; its view keeps its turn relative to the pivot.
        const double elevation =
            std::asin(std::clamp(double{arm.y / distance}, -1.0, 1.0)) + u * double{path.elevation};
        const double azimuth = std::atan2(double{arm.x}, double{arm.z}) + u * double{path.azimuth};
        const double limit = 0.4999 * double{kPi};
        const double e = std::clamp(elevation, -limit, limit);
        const double reach = double{distance} * std::pow(double{path.distance_factor}, u);
        const glm::vec3 direction(glm::dvec3(std::cos(e) * std::sin(azimuth), std::sin(e),
                                             std::cos(e) * std::cos(azimuth)));
        const glm::vec3 up(0, 1, 0);
        const glm::mat4 from = look_at(eye, path.pivot, up);
        const glm::mat4 to =
            look_at(path.pivot + static_cast<float>(reach) * direction, path.pivot, up);
        pose = to * (rigid_inverse(from) * first);
    }
    pose[3] += glm::vec4(static_cast<float>(u) * path.move, 0.0f);
    return pose;
}

Scene scene_at(const Scene& start, double seconds) {
    Scene scene = start;
    scene.camera.world_from_camera = camera_pose_at(start, seconds);
    // Each picture has noise of its own; that of time 0 is the still's.
    scene.film.noise_seed += 0x9E3779B97F4A7C15u * std::bit_cast<std::uint64_t>(seconds);
    for (Instance& instance : scene.instances)
        if (instance.velocity != glm::vec3(0.0f) || instance.spin != glm::vec3(0.0f))
            instance.object.world_from_object = moved(instance, seconds);
    return scene;
}

}  // namespace diorama
