#include "engine/scene/lighting.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "engine/scene/draw_scene.hpp"

namespace diorama {
namespace {

// Whole steps of `size` within [low, high].
int steps(double value, double size, int low, int high) {
    return static_cast<int>(std::clamp<double>(std::floor(value / size + 0.5), low, high));
}

// A multiple of `coarse` steps: few distinct panoramas, each turned and dimmed freely.
int coarse_steps(double value, double size, int coarse, int low, int high) {
    return coarse * steps(value, size * coarse, low / coarse, high / coarse);
}

int draw_layout(Rng& rng, int count) { return static_cast<int>(rng.integer(0, count - 1)); }

Light draw_light(const SunLight& config, Rng rng) {
    const float elevation = radians(config.elevation_deg.draw_float(rng));
    const float azimuth = radians(config.azimuth_deg.draw_float(rng));
    const float strength = config.strength.draw_float(rng);
    const float angle = radians(config.angle_deg.draw_float(rng));
    return {.kind = LightKind::Sun,
            .direction = direction_from_angles(elevation, azimuth),
            .color = strength * black_body_color(config.temperature_k.draw(rng)),
            .radius = 0.5f * angle};
}

Light draw_light(const PointLight& config, Rng rng) {
    const glm::vec3 position = draw(config.position_m, rng);
    const float strength = config.strength.draw_float(rng);
    const float radius = config.radius_m.draw_float(rng);
    return {.kind = LightKind::Point,
            .position = position,
            .color = strength * black_body_color(config.temperature_k.draw(rng)),
            .radius = radius};
}

// The rotation that takes azimuth +X of a panorama toward a direction.
float rotation_toward(const glm::vec3& direction) { return std::atan2(-direction.z, direction.x); }

struct Painter {
    const SceneConfig& config;
    Assets& assets;
    Scene& scene;
    Rng rng;  // of the look

    Expected<Done> paint(const PanoramaLook& look) {
        scene.environment.radiance = assets.panorama(look);
        scene.environment.key = hash_name(panorama_key(look));
        return Done{};
    }

    Expected<Done> operator()(const StudioEnvironment& studio) {
        StudioLook look;
        look.warmth = steps(studio.warmth.draw(rng), 0.1, -10, 10);
        look.contrast = steps(studio.contrast.draw(rng), 0.25, 0, 4);
        look.backdrop = coarse_steps(studio.backdrop.draw(rng), 0.1, 2, 0, 10);
        look.layout = draw_layout(rng, kStudioLayouts);
        return paint(look);
    }

    Expected<Done> operator()(const RoomEnvironment& room) {
        RoomLook look;
        look.warmth = coarse_steps(room.warmth.draw(rng), 0.1, 2, -10, 10);
        look.daylight = coarse_steps(room.daylight.draw(rng), 0.1, 2, 0, 10);
        look.layout = draw_layout(rng, kRoomLayouts);
        return paint(look);
    }

    Expected<Done> operator()(const SkyEnvironment& sky) {
        const auto own = std::find_if(scene.lights.begin(), scene.lights.end(),
                                      [](const Light& l) { return l.kind == LightKind::Sun; });
        const double drawn = sky.sun_elevation_deg.draw(rng);
        const double elevation =
            own == scene.lights.end()
                ? drawn
                : double{degrees(std::asin(std::clamp(own->direction.y, -1.0f, 1.0f)))};
        SkyLook look;
        look.sun_elevation = steps(elevation, 5.0, 0, 18);
        look.turbidity = steps(sky.turbidity.draw(rng), 1.0, 2, 10);
        for (int i = 0; i < 3; ++i) {
            look.ground[i] = steps(sky.ground[static_cast<std::size_t>(i)].draw(rng), 0.025, 0, 40);
        }
        look.clouds = draw_layout(rng, kSkyLayouts);
        look.cover = steps(sky.cover.draw(rng), 0.1, 0, 10);
        if (own != scene.lights.end()) {
            scene.environment.rotation = rotation_toward(own->direction);
        } else if (look.cover < 10 && scene.lights.size() < kMaxLights) {
            // The panorama's sun is over +X; turned counter-clockwise, +X goes toward -Z.
            const float e = sky_sun_elevation(look), turn = scene.environment.rotation;
            scene.lights.push_back(
                {.kind = LightKind::Sun,
                 .direction = {std::cos(e) * std::cos(turn), std::sin(e),
                               -std::cos(e) * std::sin(turn)},
                 .color = scene.environment.intensity * sky_sun_color(look),
                 .radius = 0.5f * radians(0.6f + 0.25f * static_cast<float>(look.turbidity) +
                                          2.0f * static_cast<float>(look.cover))});
        }
        return paint(look);
    }

    Expected<Done> operator()(const HdriEnvironment& hdri) {
        const std::filesystem::path& file = hdri.file.draw(rng);
        auto panorama = assets.panorama(file);
        if (!panorama) return panorama.errors();
        scene.environment.radiance = *panorama;
        scene.environment.key = hash_name("file " + file.generic_string());
        return Done{};
    }
};

}  // namespace

// Planck's locus in CIE 1960 coordinates by rational functions, after "An Algorithm to Calculate
// Correlated Colour Temperature", Color Research & Application 1985 (Krystek); then to Rec. 709.
glm::vec3 black_body_color(double temperature_k) {
    const float t = static_cast<float>(std::clamp(temperature_k, 1000.0, 25000.0));
    const float u = (0.860117757f + 1.54118254e-4f * t + 1.28641212e-7f * t * t) /
                    (1.0f + 8.42420235e-4f * t + 7.08145163e-7f * t * t);
    const float v = (0.317398726f + 4.22806245e-5f * t + 4.20481691e-8f * t * t) /
                    (1.0f - 2.89741816e-5f * t + 1.61456053e-7f * t * t);
    const float x = 3.0f * u / (2.0f * u - 8.0f * v + 4.0f);
    const float y = 2.0f * v / (2.0f * u - 8.0f * v + 4.0f);
    const float big_x = x / y, big_z = (1.0f - x - y) / y;
    const glm::vec3 color{3.2404542f * big_x - 1.5371385f - 0.4985314f * big_z,
                          -0.9692660f * big_x + 1.8760108f + 0.0415560f * big_z,
                          0.0556434f * big_x - 0.2040259f + 1.0572252f * big_z};
    const glm::vec3 inside = glm::max(color, glm::vec3(0.0f));
    return inside / (0.2126f * inside.r + 0.7152f * inside.g + 0.0722f * inside.b);
}

glm::vec3 direction_from_angles(float elevation, float azimuth) {
    const float ring = std::cos(elevation);
    return {ring * std::sin(azimuth), std::sin(elevation), ring * std::cos(azimuth)};
}

Expected<Done> draw_lighting(const SceneConfig& config, Assets& assets, const Rng& root,
                             Scene& scene) {
    if (config.lights.size() > kMaxLights) {
        return Diagnostic{.fault = Fault::Config,
                          .path = "scene.lights",
                          .message = fmt::format("{} lights, at most {} can be drawn",
                                                 config.lights.size(), kMaxLights)};
    }
    const Rng lights = root.stream("lights");
    for (std::size_t i = 0; i < config.lights.size(); ++i) {
        const auto from = [&](const auto& light) { return draw_light(light, lights.stream(i)); };
        scene.lights.push_back(std::visit(from, config.lights[i]));
    }
    Rng rng = root.stream("environment");
    scene.environment.intensity = config.environment.intensity.draw_float(rng);
    scene.environment.rotation = radians(config.environment.rotation_deg.draw_float(rng));
    scene.environment.visible = config.environment.visible.draw(rng);
    return std::visit(Painter{config, assets, scene, rng.stream("look")}, config.environment.kind);
}

}  // namespace diorama
