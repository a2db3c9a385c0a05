/// Scenes of few things before a camera at the origin that looks along -Z.
#pragma once

#include <memory>
#include <utility>

#include "engine/scene/scene.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {

/// Nothing, seen with a focal length of 160 pixels; no brightness is measured.
inline Scene empty_scene(Extent extent) {
    Scene scene;
    scene.camera = {.extent = extent,
                    .intrinsics = {160, 160, 0.5 * extent.width, 0.5 * extent.height}};
    scene.film.metered = false;
    return scene;
}

/// Adds a model with its middle at `center`, scaled by `size`.
inline void add_thing(Scene& scene, std::shared_ptr<const Model> model, const glm::vec3& center,
                      float size, const Material& material) {
    glm::mat4 pose = glm::mat4(glm::mat3(size));
    pose[3] = glm::vec4(center, 1);
    scene.instances.push_back(oracle::make_instance("thing", std::move(model), pose));
    scene.instances.back().materials = {material};
}

}  // namespace diorama
