/// The world of one sample as data: everything the renderer and the labels need, nothing random.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/camera.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"
#include "engine/core/model.hpp"

namespace diorama {

/// One placed model. Instance i of a scene has id i + 1 in the id map.
struct Instance {
    std::shared_ptr<const Model> model;
    std::vector<Material> materials;  // replaces model->materials where not empty, same size
    Object object;                    // name, category, pose, box
    glm::vec3 velocity{0.0f};         // meters per second
    glm::vec3 spin{0.0f};             // about the middle of its box: axis times radians per second
};

enum class LightKind { Sun, Point };

struct Light {
    LightKind kind = LightKind::Sun;
    glm::vec3 direction{0.0f, 1.0f, 0.0f};  // sun: unit, toward the light
    glm::vec3 position{0.0f};               // point: world, meters
    glm::vec3 color{1.0f};                  // linear; irradiance facing it (point: at 1 m)
    float radius = 0.02f;                   // sun: half its angular size, radians; point: meters
};

/// Radiance from all directions, equirectangular: column 0 is at azimuth -180 degrees, the center
/// column looks along +X and columns grow toward +Z, as seen from inside; rows go from +Y down to
/// -Y. Linear.
struct Environment {
    std::shared_ptr<const Image<glm::vec3>> radiance;
    float intensity = 1.0f;
    float rotation = 0.0f;  // radians about +Y, counter-clockwise seen from above
    bool visible = true;    // drawn behind the scene; else a plain backdrop is
    std::uint64_t key = 0;  // equal keys mean equal pixels: renderers cache by it
};

/// How the camera moves in a sequence: about a pivot and along a line, or along a curve.
struct CameraPath {
    double seconds = 0;  // until its end; 0: the camera stands still
    glm::vec3 pivot{0.0f};
    float azimuth = 0, elevation = 0;  // radians, over the whole path
    float distance_factor = 1;         // of the distance to the pivot, at the end
    glm::vec3 move{0.0f};              // meters, over the whole path
    std::vector<glm::vec3> eyes;       // where not empty, the curve goes through these ...
    std::vector<glm::vec3> targets;    // ... and looks at these
};

struct Scene {
    std::uint64_t index = 0;          // of the sample
    std::vector<Instance> instances;  // surfaces first, then objects
    std::vector<Light> lights;        // at most 8
    Environment environment;
    Camera camera;
    CameraPath path;
    float exposure = 1.0f;             // multiplies linear color before the tone map
    std::vector<std::string> rejects;  // one line per object that found no place
};

}  // namespace diorama
