#include "engine/scene/draw_scene.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/scene/appearance.hpp"
#include "engine/scene/lighting.hpp"
#include "engine/scene/motion.hpp"
#include "engine/scene/placement.hpp"
#include "engine/scene/view.hpp"

namespace diorama {
namespace {

constexpr std::int64_t kMaxCount = 10'000;  // of one entry

// An object that was drawn but has no place yet.
struct Candidate {
    const ObjectConfig* config = nullptr;
    Instance instance;
    Body body;
    Rng place_rng;
    std::string reject;
};

Diagnostic config_error(std::string path, std::string message) {
    return {.fault = Fault::Config, .path = std::move(path), .message = std::move(message)};
}

// Entries with the same name get streams of their own: "mug", "mug~2", ...
class StreamNames {
 public:
    std::string unique(const std::string& name) {
        const int count = ++counts_[name];
        return count == 1 ? name : fmt::format("{}~{}", name, count);
    }

 private:
    std::map<std::string, int> counts_;
};

glm::mat3 rotation_about_axes(const glm::vec3& degrees_xyz) {
    const auto about = [](float degrees_about, const glm::vec3& axis) {
        return glm::angleAxis(radians(degrees_about), axis);
    };
    return glm::mat3_cast(
        glm::normalize(about(degrees_xyz.z, {0, 0, 1}) * about(degrees_xyz.y, {0, 1, 0}) *
                       about(degrees_xyz.x, {1, 0, 0})));
}

Hull slab_hull(const glm::dvec2& half, double thickness, const glm::dmat4& world_from_surface) {
    std::vector<glm::dvec3> corners;
    for (const double x : {-half.x, half.x}) {
        for (const double z : {-half.y, half.y}) {
            corners.emplace_back(x, 0.0, z);
            if (thickness > 0) corners.emplace_back(x, -thickness, z);
        }
    }
    return transformed(hull_of(corners), world_from_surface);
}

Expected<Done> draw_surface(const SurfaceConfig& config, Assets& assets, const Rng& root,
                            Scene& scene, Surroundings& world) {
    Rng size_rng = root.stream("size"), pose_rng = root.stream("pose");
    Rng mesh_rng = root.stream("mesh"), material_rng = root.stream("material");
    const float size_x = config.size_m[0].draw_float(size_rng);
    const float size_z = config.size_m[1].draw_float(size_rng);
    const float thickness = std::max(config.thickness_m.draw_float(size_rng), 0.0f);
    const float texture_size = config.texture_size_m.draw_float(size_rng);
    const glm::vec3 position = draw(config.position_m, pose_rng);
    glm::mat4 pose(rotation_about_axes(draw(config.rotation_deg, pose_rng)));
    pose[3] = glm::vec4(position, 1.0f);
    const MeshRef mesh = config.mesh.empty() ? MeshRef{"plane", {}} : config.mesh.draw(mesh_rng);
    const bool flat = mesh.file.empty() && mesh.name == "plane";

    Expected<LoadedModel> loaded = flat ? assets.surface({size_x, size_z}, thickness, texture_size,
                                                         config.material.draw(material_rng))
                                        : assets.model(mesh);
    if (!loaded) return loaded.errors();

    Support support{.name = config.name, .flat = flat};
    if (flat) {
        support.world_from_surface = glm::dmat4(pose);
        support.half_size = 0.5 * glm::dvec2(size_x, size_z);
        support.hull = slab_hull(support.half_size, double{thickness}, support.world_from_surface);
    } else {
        const Aabb& box = loaded->model->bounds;
        const glm::vec4 top(box.center().x, box.max.y, box.center().z, 1.0f);
        support.world_from_surface = glm::dmat4(pose);
        support.world_from_surface[3] = glm::dvec4(pose * top);
        support.half_size = 0.5 * glm::dvec2(box.size().x, box.size().z);
        support.hull = transformed(loaded->hulls->near, glm::dmat4(pose));
    }
    world.supports.push_back(std::move(support));
    scene.instances.push_back({.model = loaded->model,
                               .object = {.name = config.name,
                                          .category = config.category,
                                          .asset = mesh.name,
                                          .world_from_object = pose,
                                          .box = loaded->model->bounds}});
    return Done{};
}

Expected<Candidate> draw_object(const ObjectConfig& config, Assets& assets, const Rng& rng,
                                std::map<std::string, int>& names) {
    Rng mesh_rng = rng.stream("mesh"), size_rng = rng.stream("size");
    const MeshRef& mesh = config.mesh.draw(mesh_rng);
    const auto loaded = assets.model(mesh, config.unit_m, config.up);
    if (!loaded) return loaded.errors();
    const glm::vec3 size = loaded->model->bounds.size();
    const double longest = double{std::max({size.x, size.y, size.z})};
    const double scale =
        config.size_m ? config.size_m->draw(size_rng) / longest : config.scale.draw(size_rng);
    if (!(scale > 0) || !std::isfinite(scale)) {
        return config_error(
            "scene.objects",
            fmt::format("'{}' is drawn with the scale {}, expected more than 0", mesh.name, scale));
    }
    auto materials =
        draw_materials(config.appearance, *loaded->model, scale, assets, rng.stream("appearance"));
    if (!materials) return materials.errors();

    const std::string category = category_of(config, mesh);
    const std::string base = !category.empty()   ? category
                             : mesh.file.empty() ? mesh.name
                                                 : mesh.file.stem().string();
    Candidate candidate{.config = &config, .place_rng = rng.stream("place")};
    const std::string name = fmt::format("{}#{}", base, ++names[base]);
    candidate.instance = {.model = loaded->model,
                          .materials = std::move(*materials),
                          .object = {.name = name,
                                     .category = category,
                                     .asset = mesh.name,
                                     .distractor = config.distractor,
                                     .box = loaded->model->bounds}};
    Rng motion_rng = rng.stream("motion");
    candidate.instance.velocity = draw(config.motion.velocity_m_s, motion_rng);
    candidate.instance.spin = draw(config.motion.spin_deg_s, motion_rng) * (kPi / 180.0f);
    for (const KeypointConfig& point : config.keypoints) {
        const glm::vec3 in_box(glm::dvec3(point.in_box[0], point.in_box[1], point.in_box[2]));
        candidate.instance.object.keypoints.push_back(
            {.name = point.name, .position = loaded->model->bounds.min + in_box * size});
    }
    candidate.body.name = name;
    candidate.body.model = *loaded;
    candidate.body.scale = scale;
    return candidate;
}

Expected<std::vector<Candidate>> draw_objects(const SceneConfig& config, Assets& assets,
                                              const Rng& root) {
    std::vector<Candidate> candidates;
    std::map<std::string, int> names;
    StreamNames streams;
    for (std::size_t i = 0; i < config.objects.size(); ++i) {
        const ObjectConfig& object = config.objects[i];
        const Rng rng = root.stream(
            streams.unique(object.name.empty() ? fmt::format("objects{}", i) : object.name));
        Rng count_rng = rng.stream("count");
        const double count = std::clamp(std::floor(object.count.draw(count_rng) + 0.5), 0.0,
                                        static_cast<double>(kMaxCount));
        for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(count); ++k) {
            auto candidate = draw_object(object, assets, rng.stream(k), names);
            if (!candidate) return candidate.errors();
            candidates.push_back(std::move(*candidate));
        }
    }
    return candidates;
}

// Objects that stand first, then those that fall.
void place_all(std::vector<Candidate>& candidates, Surroundings& world) {
    std::vector<Falling> falling;
    std::vector<Candidate*> fallers;
    for (Candidate& candidate : candidates) {
        const PlaceConfig& place = candidate.config->place;
        if (place.drop) {
            falling.push_back({std::move(candidate.body), &place, candidate.place_rng, {}});
            fallers.push_back(&candidate);
            continue;
        }
        candidate.reject =
            place_upright(candidate.body, place, world, candidate.place_rng).value_or("");
        if (candidate.reject.empty()) world.bodies.push_back(candidate.body);
    }
    drop(falling, world);
    for (std::size_t i = 0; i < falling.size(); ++i) {
        fallers[i]->reject = std::move(falling[i].reject);
        fallers[i]->body = std::move(falling[i].body);
        if (fallers[i]->reject.empty()) world.bodies.push_back(fallers[i]->body);
    }
}

}  // namespace

Expected<Scene> draw_scene(const SceneConfig& config, Extent extent, Assets& assets,
                           std::uint64_t index, const Rng& sample) {
    const Rng root = sample.stream("scene");
    Scene scene;
    scene.index = index;
    Surroundings world;
    StreamNames surface_streams;
    for (const SurfaceConfig& surface : config.surfaces) {
        const Rng rng = root.stream("surfaces").stream(surface_streams.unique(surface.name));
        const auto drawn = draw_surface(surface, assets, rng, scene, world);
        if (!drawn) return drawn.errors();
    }
    for (const ObjectConfig& object : config.objects) {
        if (!object.place.on.empty() && !world.find(object.place.on)) {
            return config_error("scene.objects.place.on",
                                fmt::format("there is no surface '{}'", object.place.on));
        }
    }

    auto candidates = draw_objects(config, assets, root.stream("objects"));
    if (!candidates) return candidates.errors();
    place_all(*candidates, world);
    for (Candidate& candidate : *candidates) {
        if (!candidate.reject.empty()) {
            scene.rejects.push_back(
                fmt::format("{}: {}", candidate.instance.object.name, candidate.reject));
            continue;
        }
        candidate.instance.object.world_from_object = candidate.body.world_from_object;
        scene.instances.push_back(std::move(candidate.instance));
    }

    const auto lit = draw_lighting(config, assets, root, scene);
    if (!lit) return lit.errors();
    const Rng camera_rng = root.stream("camera");
    const auto camera = draw_camera(config.camera, extent, world, camera_rng);
    if (!camera) {
        return config_error(
            "scene.camera",
            fmt::format("no position of {} is outside of all objects and above the surface",
                        kCameraAttempts));
    }
    scene.camera = *camera;
    scene.lens = draw_lens(config.camera, scene.camera, world, camera_rng);
    scene.film = draw_film(config.camera, camera_rng);
    scene.exposure = draw_exposure(config.camera, camera_rng);
    if (config.sequence) scene.path = draw_path(*config.sequence, scene, root.stream("path"));
    return scene;
}

}  // namespace diorama
