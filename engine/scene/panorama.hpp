/// Panoramas painted by code: a photo studio, a sky, a room. They light a scene and stand behind
/// it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

using SharedPanorama = std::shared_ptr<const Image<glm::vec3>>;

// The parameters are whole steps, not real numbers: equal looks have equal pixels and equal keys,
// so that a run paints, uploads and filters few panoramas and turns and dims each of them freely.

/// Softboxes around a room of neutral grey.
struct StudioLook {
    int warmth = 0;    // tenths: -10 blue .. 10 orange
    int contrast = 3;  // quarters: 0 even light .. 4 one strong key light
    int backdrop = 5;  // tenths: linear grey of the walls
    int layout = 0;    // 0 .. kStudioLayouts - 1: where the lamps stand
};

/// A sky over a ground; the disc of the sun is left out (it is a Light), its halo is not.
/// The sun stands over the center column, azimuth +X.
struct SkyLook {
    int sun_elevation = 9;          // steps of 5 degrees, 0 .. 18
    int turbidity = 3;              // 2 clear .. 10 haze
    glm::ivec3 ground{13, 12, 11};  // linear albedo in steps of 1/40
    int cover = 0;                  // tenths: 0 clear .. 10 a closed layer of clouds, no sun
    int clouds = 0;                 // 0 .. kSkyLayouts - 1: arrangement of the clouds
};

/// A room with a window, lamps and a few pieces of furniture as blocks.
struct RoomLook {
    int warmth = 1;    // tenths: -10 blue .. 10 orange
    int daylight = 6;  // tenths: strength of the window against the lamps, 0 .. 10
    int layout = 0;    // 0 .. kRoomLayouts - 1
};

constexpr int kStudioLayouts = 12;
constexpr int kSkyLayouts = 8;
constexpr int kRoomLayouts = 12;

using PanoramaLook = std::variant<StudioLook, SkyLook, RoomLook>;

/// A name of the look and of its pixels.
std::string panorama_key(const PanoramaLook& look);

/// Paints a look: [256, 512] linear radiance, equirectangular as Environment::radiance. Scaled so
/// that a white horizontal plane under it has a radiance of about 0.9 (studio), 0.65 (room) or 0.35
/// (sky, without its sun). The same bits on every x86-64: float functions only.
Image<glm::vec3> paint_panorama(const PanoramaLook& look);

/// The direction (unit, before the environment's rotation) of the continuous pixel (x, y).
glm::vec3 panorama_direction(Extent extent, float x, float y);

/// Elevation of a sky's sun in radians, and the color of its light: linear, the strength of the
/// direct light on a facing surface that fits the sky's brightness.
float sky_sun_elevation(const SkyLook& look);
glm::vec3 sky_sun_color(const SkyLook& look);

/// The mean radiance that a horizontal plane facing up receives: irradiance / pi.
glm::vec3 mean_radiance_from_above(const Image<glm::vec3>& panorama);

}  // namespace diorama
