#include "engine/config/scene_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/config/sequence_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

constexpr Range kAzimuth{-720, 720};
constexpr Range kMeters{-10000, 10000};
constexpr Range kStrength{0, 100000};
constexpr Range kTemperature{1000, 40000};
constexpr Range kFactor{0, 10};

HdriEnvironment read_hdri(Reader& r) {
    return {.file = r.files("hdri", {".hdr", ".exr"},
                            "Equirectangular panoramas: a file, a glob, or a choice of them.")};
}

SkyEnvironment read_sky(Reader& r) {
    const SkyEnvironment d;
    return {.sun_elevation_deg = r.distribution("sun_elevation_deg", d.sun_elevation_deg, {-10, 90},
                                                "Height of the sun above the horizon."),
            .turbidity = r.distribution("turbidity", d.turbidity, {1.7, 10},
                                        "Haze: 1.7 is alpine air, 10 is thick haze."),
            .ground = r.distributions("ground", d.ground, {0, 1},
                                      "Linear albedo of the ground: red, green, blue."),
            .cover = r.distribution("cover", d.cover, {0, 1},
                                    "0 is as clear as the haze lets it, 1 a closed layer of "
                                    "clouds without a sun.")};
}

StudioEnvironment read_studio(Reader& r) {
    const StudioEnvironment d;
    return {
        .warmth = r.distribution("warmth", d.warmth, {-1, 1},
                                 "Tint of the lights: -1 is blue, 1 is orange."),
        .contrast = r.distribution("contrast", d.contrast, {0, 1},
                                   "0 is even light, 1 is one strong key light."),
        .backdrop = r.distribution("backdrop", d.backdrop, {0, 1}, "Linear grey of the walls.")};
}

RoomEnvironment read_room(Reader& r) {
    const RoomEnvironment d;
    return {.warmth = r.distribution("warmth", d.warmth, {-1, 1},
                                     "Tint of the lamps: -1 is blue, 1 is orange."),
            .daylight = r.distribution("daylight", d.daylight, {0, 10},
                                       "Strength of the window against the lamps.")};
}

EnvironmentConfig read_environment(Reader& r) {
    const EnvironmentConfig d;
    using Kind = decltype(d.kind);
    return {
        .kind = r.one_of<Kind>(
            {{"studio",
              [&] {
                  return Kind(
                      r.map("studio", read_studio, "A photo studio: softboxes, neutral walls."));
              }},
             {"sky", [&] { return Kind(r.map("sky", read_sky, "A sky with its sun.")); }},
             {"room",
              [&] {
                  return Kind(r.map("room", read_room, "A room with a bright window and lamps."));
              }},
             {"hdri", [&] { return Kind(read_hdri(r)); }}},
            0),
        .intensity = r.distribution("intensity", d.intensity, {0, 1000},
                                    "Multiplies the light of the environment."),
        .rotation_deg = r.distribution("rotation_deg", d.rotation_deg, kAzimuth,
                                       "Turn of the environment about the vertical."),
        .visible = r.booleans("visible", true,
                              "Whether it is seen behind the scene; else a plain backdrop is.")};
}

SunLight read_sun(Reader& r) {
    const SunLight d;
    return {.elevation_deg = r.distribution("elevation_deg", d.elevation_deg, {-90, 90},
                                            "Height above the horizon."),
            .azimuth_deg = r.distribution("azimuth_deg", d.azimuth_deg, kAzimuth,
                                          "Direction it shines from: 0 is +Z, 90 is +X."),
            .strength = r.distribution("strength", d.strength, kStrength,
                                       "Irradiance on a surface that faces it."),
            .angle_deg = r.distribution("angle_deg", d.angle_deg, {0, 90},
                                        "Diameter of its disc: wider is softer shadows."),
            .temperature_k = r.distribution("temperature_k", d.temperature_k, kTemperature,
                                            "Color temperature.")};
}

PointLight read_point(Reader& r) {
    const PointLight d;
    return {.position_m = r.distributions("position_m", d.position_m, kMeters, "Position."),
            .strength = r.distribution("strength", d.strength, kStrength,
                                       "Irradiance at 1 m on a surface that faces it."),
            .radius_m = r.distribution("radius_m", d.radius_m, {0, 10},
                                       "Radius of the lamp: larger is softer shadows."),
            .temperature_k = r.distribution("temperature_k", d.temperature_k, kTemperature,
                                            "Color temperature.")};
}

LightConfig read_light(Reader& r) {
    return r.one_of<LightConfig>(
        {{"sun", [&] { return LightConfig(r.map("sun", read_sun, "Parallel light.")); }},
         {"point", [&] { return LightConfig(r.map("point", read_point, "A small lamp.")); }}},
        std::nullopt);
}

SurfaceConfig read_surface(Reader& r, const std::vector<std::string>& materials) {
    const SurfaceConfig d;
    return {.name = r.text("name", std::nullopt, TextRule::Label,
                           "What 'place.on' and 'orbit.around' call it."),
            .mesh = r.meshes("mesh", {"plane"}, "'plane', a mesh of the kit, or files."),
            .size_m = r.distributions("size_m", d.size_m, {0.001, 10000},
                                      "Extent of a plane along x and z."),
            .thickness_m = r.distribution("thickness_m", d.thickness_m, {0, 100},
                                          "Above 0 a plane is a slab below its top."),
            .position_m = r.distributions("position_m", d.position_m, kMeters, "Position."),
            .rotation_deg = r.distributions("rotation_deg", d.rotation_deg, kAzimuth,
                                            "Turn about x, then y, then z of the world."),
            .material = r.words("material", d.material, materials, "Materials of the kit."),
            .texture_size_m = r.distribution("texture_size_m", d.texture_size_m, {0.001, 1000},
                                             "Extent of one repeat of the material."),
            .category = r.text("category", "", TextRule::Label,
                               "Its category; without one it is not annotated.")};
}

AppearanceConfig read_appearance(Reader& r, const std::vector<std::string>& materials) {
    const AppearanceConfig d;
    return {
        .material = r.words("material", d.material, materials,
                            "Materials of the kit that replace the object's own."),
        .hue_shift_deg = r.distribution("hue_shift_deg", d.hue_shift_deg, {-360, 360},
                                        "Turn of the hue of its base colors."),
        .saturation = r.distribution("saturation", d.saturation, kFactor,
                                     "Factor on the saturation of its base colors."),
        .value = r.distribution("value", d.value, kFactor,
                                "Factor on the brightness of its base colors."),
        .roughness = r.distribution("roughness", d.roughness, kFactor, "Factor on its roughness.")};
}

PlaceConfig read_place(Reader& r) {
    const PlaceConfig d;
    PlaceConfig place = r.one_of<PlaceConfig>(
        {{"on",
          [&] {
              return PlaceConfig{.on = r.text("on", std::nullopt, TextRule::Label,
                                              "The name of a surface to stand on.")};
          }},
         {"position_m",
          [&] {
              return PlaceConfig{.position_m = r.distributions("position_m", d.position_m, kMeters,
                                                               "A position in the world.")};
          }}},
        std::nullopt);
    place.drop = r.boolean("drop", d.drop, "Falls onto the surface and comes to rest.");
    place.yaw_deg = r.distribution("yaw_deg", d.yaw_deg, kAzimuth, "Turn about the vertical.");
    place.tilt_deg =
        r.distribution("tilt_deg", d.tilt_deg, {0, 180}, "Tilt about a random horizontal axis.");
    place.spread = r.distribution("spread", d.spread, {0, 1},
                                  "Share of the surface, around its center, that is used.");
    place.attempts =
        static_cast<int>(r.natural("attempts", static_cast<std::uint64_t>(d.attempts), 1, 10000,
                                   "Positions that are tried before the object is rejected."));
    if (place.drop && place.on.empty() && r.has("position_m"))
        r.complain("drop", "needs a surface to fall on: 'on' instead of 'position_m'");
    return place;
}

ObjectConfig read_object(Reader& r, const std::vector<std::string>& materials) {
    const ObjectConfig d;
    struct Size {
        Distribution scale = 1.0;
        std::optional<Distribution> size_m;
    };
    ObjectConfig object;
    object.name = r.text("name", "", TextRule::Label,
                         "Names its random stream; default: the category, or 'objects<i>'.");
    object.category = r.text("category", "", TextRule::Label,
                             "A category; '@name': of the mesh or file; '@folder': of the file.");
    object.distractor =
        r.boolean("distractor", d.distractor, "Is drawn and hides others, but is not annotated.");
    object.mesh = r.meshes("mesh", {}, "Meshes of the kit, 'kit', 'primitives', or files.");
    object.count = r.distribution("count", d.count, {.min = 0, .max = 1000, .whole = true},
                                  "How many of them are in a sample.");
    Size size = r.one_of<Size>(
        {{"scale",
          [&] {
              return Size{.scale = r.distribution("scale", d.scale, {0.0001, 10000}, "Factor.")};
          }},
         {"size_m",
          [&] {
              return Size{.size_m = r.distribution("size_m", std::nullopt, {0.0001, 10000},
                                                   "Longest side after scaling.")};
          }}},
        0);
    object.scale = std::move(size.scale);
    object.size_m = std::move(size.size_m);
    object.unit_m = r.number("unit_m", d.unit_m, {1e-6, 1e6},
                             "Meters per unit of the file: 0.01 for centimeters.");
    object.up = r.name<std::string>("up", d.up, {.now = {{"y", "y"}, {"z", "z"}}},
                                    "The axis that points up in the file.");
    object.appearance = r.map(
        "appearance", [&](Reader& inner) { return read_appearance(inner, materials); },
        "Variation of its materials.");
    object.place = r.map("place", read_place, "Where it is put.", {}, true);
    object.motion = r.map("motion", read_motion, "How it moves in a sequence.");
    object.keypoints = read_keypoints(r);
    if (object.distractor && r.has("category"))
        r.complain("category", "a distractor has no category; drop one of the two keys");
    if (!object.distractor && object.category.empty() && r.has("mesh") && !r.has("category"))
        r.complain("category", "missing: an object has a category or 'distractor: true'");
    if (object.category.starts_with('@') && object.category != "@name" &&
        object.category != "@folder")
        r.complain("category", "after '@' only '@name' and '@folder' have a meaning");
    return object;
}

OrbitCamera read_orbit(Reader& r) {
    const OrbitCamera d;
    return {.around = r.text("around", "", TextRule::Label,
                             "The surface whose center it looks at; default: the origin."),
            .target_m =
                r.distributions("target_m", d.target_m, kMeters, "Added to the point it looks at."),
            .distance_m = r.distribution("distance_m", d.distance_m, {0.001, 10000},
                                         "Distance from that point."),
            .elevation_deg = r.distribution("elevation_deg", d.elevation_deg, {-90, 90},
                                            "Height above the horizon of that point."),
            .azimuth_deg = r.distribution("azimuth_deg", d.azimuth_deg, kAzimuth,
                                          "Direction it looks from: 0 is +Z, 90 is +X.")};
}

LookAtCamera read_look_at(Reader& r) {
    const LookAtCamera d;
    return {.eye_m = r.distributions("eye_m", d.eye_m, kMeters, "Position of the camera."),
            .target_m = r.distributions("target_m", d.target_m, kMeters, "What it looks at.")};
}

/// Empty when the matrix is a rotation and a translation.
std::string not_rigid(const std::array<double, 16>& m) {
    constexpr double kTolerance = 1e-3;
    const std::array<double, 4> last{0, 0, 0, 1};
    for (std::size_t c = 0; c < 4; ++c)
        if (std::abs(m[12 + c] - last[c]) > kTolerance) return "its last row is not 0 0 0 1";
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) {
            double dot = 0;
            for (std::size_t row = 0; row < 3; ++row) dot += m[4 * row + a] * m[4 * row + b];
            if (std::abs(dot - (a == b ? 1.0 : 0.0)) > kTolerance)
                return "its first three columns are not of length 1 at right angles";
        }
    const double det = m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) +
                       m[2] * (m[4] * m[9] - m[5] * m[8]);
    return det > 0 ? "" : "it mirrors (its determinant is -1)";
}

PoseListCamera read_poses(Reader& r) {
    PoseListCamera camera;
    const auto matrices =
        r.matrices("poses", "World from camera, row-major 4x4; the camera looks along its -Z.");
    for (std::size_t i = 0; i < matrices.size(); ++i) {
        const std::string wrong = not_rigid(matrices[i]);
        if (!wrong.empty()) r.complain(fmt::format("poses[{}]", i), "not a camera pose: " + wrong);
        glm::mat4 pose;
        for (int row = 0; row < 4; ++row)
            for (int column = 0; column < 4; ++column)
                pose[column][row] =
                    static_cast<float>(matrices[i][static_cast<std::size_t>(4 * row + column)]);
        camera.poses.push_back(pose);
    }
    return camera;
}

std::array<double, 4> read_intrinsics(Reader& r) {
    const double fx = r.number("fx", std::nullopt, {1, 1e6}, "Focal length along x, pixels.");
    const double fy = r.number("fy", std::nullopt, {1, 1e6}, "Focal length along y, pixels.");
    const double cx = r.number("cx", std::nullopt, {-1e5, 1e5},
                               "Principal point; the center of the first pixel is 0.5.");
    const double cy = r.number("cy", std::nullopt, {-1e5, 1e5}, "Principal point.");
    return {fx, fy, cx, cy};
}

DepthOfFieldConfig read_depth_of_field(Reader& r) {
    const DepthOfFieldConfig d;
    struct Aperture {
        Distribution f_number;
        std::optional<Distribution> radius_mm;
    };
    struct Focus {
        std::string on;
        std::optional<Distribution> at_m;
    };
    DepthOfFieldConfig config;
    Aperture aperture = r.one_of<Aperture>(
        {{"f_number",
          [&] {
              return Aperture{
                  .f_number = r.distribution("f_number", d.f_number, {0.1, 1000},
                                             "Focal length over the diameter of the aperture.")};
          }},
         {"radius_mm",
          [&] {
              return Aperture{.f_number = d.f_number,
                              .radius_mm = r.distribution("radius_mm", std::nullopt, {0, 1000},
                                                          "Radius of the aperture.")};
          }}},
        0);
    Focus focus = r.one_of<Focus>(
        {{"focus_on",
          [&] {
              return Focus{.on = r.text("focus_on", "", TextRule::Label,
                                        "An object by name or category, or a surface; default: "
                                        "the object nearest to the middle of the picture.")};
          }},
         {"focus_m",
          [&] {
              return Focus{.at_m = r.distribution("focus_m", std::nullopt, {0.01, 10000},
                                                  "Distance along the view axis.")};
          }}},
        0);
    config.f_number = std::move(aperture.f_number);
    config.radius_mm = std::move(aperture.radius_mm);
    config.sensor_height_mm = r.distribution("sensor_height_mm", d.sensor_height_mm, {0.1, 1000},
                                             "Height of the sensor, for 'f_number'.");
    config.focus_on = std::move(focus.on);
    config.focus_m = std::move(focus.at_m);
    return config;
}

void read_film(Reader& r, CameraConfig& camera) {
    const CameraConfig d;
    camera.exposure = r.name<ExposureMode>(
        "exposure", d.exposure,
        {.now = {{"auto", ExposureMode::Auto}, {"manual", ExposureMode::Manual}}},
        "auto: measured in each picture; manual: as bright as the scene is lit.");
    camera.exposure_stops = r.distribution("exposure_stops", d.exposure_stops, {-20, 20},
                                           "Each stop doubles the brightness.");
    camera.white_balance_k = r.distribution("white_balance_k", d.white_balance_k, kTemperature,
                                            "Light of this color temperature looks neutral.");
    camera.vignette_stops = r.distribution("vignette_stops", d.vignette_stops, {0, 10},
                                           "How much darker the corners are.");
    camera.bloom = r.distribution("bloom", d.bloom, {0, 1},
                                  "Share of the light that scatters around where it falls.");
    camera.chromatic_aberration_px =
        r.distribution("chromatic_aberration_px", d.chromatic_aberration_px, {-50, 50},
                       "Shift of red outward and of blue inward in the corners.");
    camera.iso = r.distribution("iso", d.iso, {0, 1e6},
                                "Sensitivity of the sensor: more is more noise; 0 is none.");
    camera.depth_of_field =
        r.optional_map("depth_of_field", read_depth_of_field, "A lens instead of a pinhole.");
}

CameraConfig read_camera(Reader& r) {
    const CameraConfig d;
    using Pose = decltype(d.pose);
    struct Lens {
        Distribution fov_y_deg;
        std::optional<std::array<double, 4>> intrinsics;
    };
    CameraConfig camera;
    camera.pose = r.one_of<Pose>(
        {{"orbit", [&] { return Pose(r.map("orbit", read_orbit, "On a sphere around a point.")); }},
         {"look_at", [&] { return Pose(r.map("look_at", read_look_at, "From here to there.")); }},
         {"poses", [&] { return Pose(read_poses(r)); }}},
        0);
    const Lens lens = r.one_of<Lens>(
        {{"fov_y_deg",
          [&] {
              return Lens{.fov_y_deg = r.distribution("fov_y_deg", d.fov_y_deg, {1, 179},
                                                      "Vertical field of view.")};
          }},
         {"intrinsics",
          [&] {
              return Lens{.fov_y_deg = d.fov_y_deg,
                          .intrinsics = r.map("intrinsics", read_intrinsics,
                                              "A calibrated camera, for the size in 'image'.")};
          }}},
        0);
    camera.fov_y_deg = lens.fov_y_deg;
    camera.intrinsics = lens.intrinsics;
    camera.roll_deg =
        r.distribution("roll_deg", d.roll_deg, {-360, 360}, "Turn about the direction of view.");
    read_film(r, camera);
    camera.near_m = r.number("near_m", d.near_m, {0.0001, 100}, "What is nearer is not drawn.");
    return camera;
}

/// Gives each object without a name one that does not depend on its neighbors: the category where
/// it is the only one of it, else its place in the list.
void name_objects(Reader& r, std::vector<ObjectConfig>& objects) {
    std::map<std::string, std::size_t> taken;
    std::map<std::string, int> uses;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (objects[i].name.empty()) {
            ++uses[objects[i].category];
            continue;
        }
        const auto [first, fresh] = taken.try_emplace(objects[i].name, i);
        if (!fresh)
            r.complain(fmt::format("objects[{}].name", i),
                       fmt::format("is already the name of objects[{}]; equal names would draw "
                                   "equal numbers",
                                   first->second));
    }
    for (std::size_t i = 0; i < objects.size(); ++i) {
        ObjectConfig& object = objects[i];
        if (!object.name.empty()) continue;
        const bool own = !object.category.empty() && !object.category.starts_with('@') &&
                         uses[object.category] == 1 && !taken.contains(object.category);
        object.name = own ? object.category : fmt::format("objects{}", i);
        while (!taken.try_emplace(object.name, i).second) object.name += '_';
        r.settle({"objects", fmt::format("[{}]", i), "name"}, object.name);
    }
}

/// Checks the names of surfaces, and that what refers to one names one.
void check_surfaces(const Reader& r, const SceneConfig& scene) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < scene.surfaces.size(); ++i) {
        const std::string& name = scene.surfaces[i].name;
        if (!name.empty() && std::find(names.begin(), names.end(), name) != names.end())
            r.complain(fmt::format("surfaces[{}].name", i),
                       fmt::format("'{}' is already the name of a surface", excerpt(name)));
        names.push_back(name);
    }
    const auto check = [&](const std::string& key, const std::string& name) {
        if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
        const std::string known =
            names.empty() ? "; there are no surfaces" : "; there are: " + join(names);
        r.complain(key, fmt::format("there is no surface '{}'{}", excerpt(name),
                                    did_you_mean(name, names, known)));
    };
    for (std::size_t i = 0; i < scene.objects.size(); ++i)
        check(fmt::format("objects[{}].place.on", i), scene.objects[i].place.on);
    if (const auto* orbit = std::get_if<OrbitCamera>(&scene.camera.pose))
        check("camera.orbit.around", orbit->around);
}

}  // namespace

SceneConfig read_scene(Reader& r, const KitNames& kit) {
    SceneConfig scene;
    scene.environment = r.map("environment", read_environment, "The light from all around.",
                              {.keys = {"studio", "sky", "room"}});
    scene.lights = r.list("lights", 8, read_light, "Lights beside the environment.");
    scene.surfaces = r.list(
        "surfaces", 100, [&](Reader& item) { return read_surface(item, kit.materials); },
        "Fixed parts of the scene that objects may stand on.");
    scene.objects = r.list(
        "objects", 1000, [&](Reader& item) { return read_object(item, kit.materials); },
        "What is put into the scene.");
    scene.camera = r.map("camera", read_camera, "Where the picture is taken from.");
    scene.sequence =
        r.optional_map("sequence", read_sequence, "Makes each sample a sequence of pictures.");
    name_objects(r, scene.objects);
    check_surfaces(r, scene);
    return scene;
}

}  // namespace diorama::config
