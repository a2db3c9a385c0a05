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

/// A lens with an aperture in place of the pinhole: the camera's position moves over a disc while
/// what lies in the plane of focus stays where it is. Pictures only; labels are the pinhole's.
///
/// A point at `depth` becomes a disc of 2 * radius_m * fx * |1 / focus_m - 1 / depth| pixels.
struct ThinLens {
    float radius_m = 0.0f;  // of the aperture; 0: a pinhole
    float focus_m = 1.0f;   // of the sharp plane, along the view axis
};

/// What lens and sensor do to the light before it becomes a picture, in this order: chromatic
/// aberration, bloom, vignette, noise, white balance; then the tone map. All of it in linear light.
struct Film {
    static constexpr float kFullWell = 30000.0f;  // electrons of white at ISO 100
    static constexpr float kReadNoise = 3.0f;     // electrons, standard deviation

    bool metered = true;  // the exposure is measured in the picture, and Scene::exposure on top
    float chromatic_aberration_px = 0.0f;  // in the farthest corner: red outward, blue inward
    float bloom = 0.0f;                    // share of light that leaves its place
    float vignette_stops = 0.0f;  // factor 2^(-stops * r^2), r = 1 in the corner farthest from the
                                  // principal point
    float iso = 0.0f;             // white is kFullWell * 100 / iso electrons: their count varies as
                                  // its square root, and kReadNoise is added; 0: no noise
    std::uint64_t noise_seed = 0;   // with the pixel, all that the noise depends on
    glm::vec3 white_balance{1.0f};  // factors

    bool plain() const {
        return chromatic_aberration_px == 0.0f && bloom == 0.0f && vignette_stops == 0.0f &&
               iso == 0.0f && white_balance == glm::vec3(1.0f);
    }
};

struct Scene {
    std::uint64_t index = 0;          // of the sample
    std::vector<Instance> instances;  // surfaces first, then objects
    std::vector<Light> lights;        // at most 8
    Environment environment;
    Camera camera;
    CameraPath path;
    ThinLens lens;
    Film film;
    float exposure = 1.0f;             // multiplies linear color before the tone map
    std::vector<std::string> rejects;  // one line per object that found no place
};

}  // namespace diorama
