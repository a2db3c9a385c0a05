/// The `scene:` part of a configuration as typed values: what is drawn anew for each sample.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/config/sequence_config.hpp"
#include "engine/core/distribution.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// A mesh by name from the starter kit ("mug", "plane"; a set such as "kit" or "primitives" is
/// already expanded to its members) or a file, with its path relative to the working directory.
struct MeshRef {
    std::string name;            // "mug", or the path as the config wrote it, globs expanded
    std::filesystem::path file;  // empty for the kit
    bool operator==(const MeshRef&) const = default;
};

/// An equirectangular HDR panorama from a file. +X of the world is the center of the picture.
struct HdriEnvironment {
    Choice<std::filesystem::path> file;
};

/// A clear or hazy sky over a ground, with its sun (procedural).
struct SkyEnvironment {
    Distribution sun_elevation_deg = Uniform{20, 65};
    Distribution turbidity = Uniform{2, 6};  // 1.7 alpine air .. 10 haze
    Distribution3 ground{0.32, 0.30, 0.27};  // linear albedo
    Distribution cover = 0.0;                // 0 clear .. 1 a closed layer of clouds
};

/// A photo studio: softboxes around a neutral room (procedural).
struct StudioEnvironment {
    Distribution warmth = Uniform{-0.15, 0.15};  // -1 blue .. +1 orange
    Distribution contrast = Uniform{0.5, 1.0};   // 0 even light .. 1 one strong key light
    Distribution backdrop = Uniform{0.25, 0.8};  // linear grey of the walls
};

/// A room with a bright window and lamps (procedural).
struct RoomEnvironment {
    Distribution warmth = Uniform{-0.1, 0.4};
    Distribution daylight = Uniform{0.3, 1.0};  // strength of the window against the lamps
};

struct EnvironmentConfig {
    std::variant<StudioEnvironment, SkyEnvironment, RoomEnvironment, HdriEnvironment> kind;
    Distribution intensity = 1.0;                 // multiplies the radiance
    Distribution rotation_deg = Uniform{0, 360};  // about +Y
    Choice<bool> visible{true};                   // false: a plain backdrop is seen instead
};

/// Parallel light; casts shadows as soft as its angular size says.
struct SunLight {
    Distribution elevation_deg = Uniform{25, 70};
    Distribution azimuth_deg = Uniform{0, 360};  // 0 = from +Z, 90 = from +X
    Distribution strength = Uniform{1, 5};       // irradiance on a facing surface, relative units
    Distribution angle_deg = 2.0;                // diameter of its disc in the sky
    Distribution temperature_k = 5800;
};

/// A small sphere that shines in all directions.
struct PointLight {
    Distribution3 position_m{0.0, 2.0, 0.0};
    Distribution strength = Uniform{1, 5};  // irradiance at 1 m on a facing surface
    Distribution radius_m = 0.05;
    Distribution temperature_k = 4000;
};

using LightConfig = std::variant<SunLight, PointLight>;

/// A fixed part of the scene that objects may stand on: a table top, a floor, a wall.
struct SurfaceConfig {
    std::string name;
    Choice<MeshRef> mesh;                          // "plane": horizontal, its center is the origin
    std::array<Distribution, 2> size_m{1.0, 1.0};  // x and z extent of a plane or box
    Distribution thickness_m = 0.0;                // a plane becomes a slab below its top
    Distribution3 position_m{0.0, 0.0, 0.0};
    Distribution3 rotation_deg{0.0, 0.0, 0.0};  // about x, then y, then z of the world
    Choice<std::string> material{std::string("plaster")};
    Distribution texture_size_m = 1.0;  // one repeat of the material's texture
    std::string category;               // empty: not annotated
};

/// Placement. Exactly one of `on` and `position_m` applies.
struct PlaceConfig {
    std::string on;  // name of a surface; empty: position_m
    Distribution3 position_m{0.0, 0.0, 0.0};
    bool drop = false;                       // fall under gravity from above the surface
    Distribution yaw_deg = Uniform{0, 360};  // about +Y
    Distribution tilt_deg = 0.0;             // away from +Y, about a random horizontal axis
    Distribution spread = 0.85;              // share of the surface around its center in use
    int attempts = 30;                       // positions tried before the object is rejected
};

/// How the materials of an object vary; defaults change nothing.
struct AppearanceConfig {
    Choice<std::string> material;  // a kit material for the whole object; empty: own
    Distribution hue_shift_deg = 0.0;
    Distribution saturation = 1.0;  // factor
    Distribution value = 1.0;       // factor
    Distribution roughness = 1.0;   // factor
};

struct ObjectConfig {
    std::string name;      // stream name; default: category or "objects<i>"
    std::string category;  // "@name": kit name or file stem; "@folder"
    bool distractor = false;
    Choice<MeshRef> mesh;
    Distribution count = 1.0;
    Distribution scale = 1.0;
    std::optional<Distribution> size_m;  // longest side after scaling; replaces `scale`
    double unit_m = 1.0;                 // meters per unit of the file
    std::string up = "y";                // the file's up axis: y or z
    AppearanceConfig appearance;
    PlaceConfig place;
    MotionConfig motion;  // in a sequence
    std::vector<KeypointConfig> keypoints;
};

/// The category of an object that is drawn with one of its meshes: empty for a distractor; for
/// "@name" the kit name or the stem of the file; for "@folder" the name of the folder that holds
/// the file, or the kit name; otherwise `object.category`.
std::string category_of(const ObjectConfig& object, const MeshRef& mesh);

struct OrbitCamera {
    std::string around;                     // surface name; empty: `target_m`
    Distribution3 target_m{0.0, 0.0, 0.0};  // added to the surface's center
    Distribution distance_m = Uniform{0.7, 1.6};
    Distribution elevation_deg = Uniform{15, 75};
    Distribution azimuth_deg = Uniform{0, 360};
};

struct LookAtCamera {
    Distribution3 eye_m{0.0, 1.0, 2.0};
    Distribution3 target_m{0.0, 0.0, 0.0};
};

/// Poses from the configuration, one drawn per sample: row-major 4x4 world_from_camera.
struct PoseListCamera {
    std::vector<glm::mat4> poses;
};

/// A thin lens with a round aperture: what is not in focus is blurred in the picture. Labels and
/// what is measured stay those of the pinhole at its center.
struct DepthOfFieldConfig {
    Distribution f_number = 2.8;            // focal length over the diameter of the aperture
    Distribution sensor_height_mm = 24;     // turns the field of view into a focal length
    std::optional<Distribution> radius_mm;  // of the aperture; replaces f_number
    std::optional<Distribution> focus_m;    // along the view axis; replaces focus_on
    std::string focus_on;  // the object of this name or category, else the surface, nearest to the
                           // middle of the picture; empty: any object
};

/// How bright a picture is: measured in it, or as the scene is lit.
enum class ExposureMode { Auto, Manual };

struct CameraConfig {
    std::variant<OrbitCamera, LookAtCamera, PoseListCamera> pose;
    Distribution fov_y_deg = Normal{45, 6, 30, 65};
    std::optional<std::array<double, 4>> intrinsics;  // fx, fy, cx, cy in pixels; replaces fov
    Distribution roll_deg = 0.0;
    ExposureMode exposure = ExposureMode::Auto;
    Distribution exposure_stops = 0.0;           // on top of what was measured
    Distribution white_balance_k = 6504;         // light of this temperature looks neutral
    Distribution vignette_stops = 0.0;           // darker by this in the corners
    Distribution bloom = 0.0;                    // share of the light that scatters in the lens
    Distribution chromatic_aberration_px = 0.0;  // red outward and blue inward in the corners
    Distribution iso = 0.0;                      // shot and read noise of a sensor; 0: none
    std::optional<DepthOfFieldConfig> depth_of_field;
    double near_m = 0.01;
};

struct SceneConfig {
    EnvironmentConfig environment;
    std::vector<LightConfig> lights;
    std::vector<SurfaceConfig> surfaces;
    std::vector<ObjectConfig> objects;
    CameraConfig camera;
    std::optional<SequenceConfig> sequence;
};

}  // namespace diorama
