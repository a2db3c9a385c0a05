#include "engine/config/augment_weather.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

constexpr Range kCount{0, 100000};

FogConfig read_fog(Reader& r) {
    const FogConfig d;
    return {.density = r.distribution("density", d.density, kShare, "Mean share of fog."),
            .cell_px = r.distribution("cell_px", d.cell_px, {8, 2000}, "Size of its banks.")};
}

RainConfig read_rain(Reader& r) {
    const RainConfig d;
    return {.drops = r.distribution("drops", d.drops, kCount, "On 640 x 480 pixels."),
            .length_px = r.distribution("length_px", d.length_px, {1, 200}, "Of a streak."),
            .slant_deg = r.distribution("slant_deg", d.slant_deg, {-80, 80}, "From the vertical."),
            .strength = r.distribution("strength", d.strength, kShare, "Brightness of a streak.")};
}

SnowConfig read_snow(Reader& r) {
    const SnowConfig d;
    return {.flakes = r.distribution("flakes", d.flakes, kCount, "On 640 x 480 pixels."),
            .radius_px = r.distribution("radius_px", d.radius_px, {0.5, 20}, "Of a flake."),
            .cover = r.distribution("cover", d.cover, kShare, "How much turns white.")};
}

ShadowConfig read_shadow(Reader& r) {
    const ShadowConfig d;
    return {.count = r.distribution("count", d.count, {.min = 0, .max = 20, .whole = true},
                                    "How many polygons."),
            .darkness = r.distribution("darkness", d.darkness, kShare, "1 is black."),
            .softness_px = r.distribution("softness_px", d.softness_px, {0, 100}, "Of the edge.")};
}

SunFlareConfig read_sun_flare(Reader& r) {
    const SunFlareConfig d;
    return {.strength = r.distribution("strength", d.strength, kShare, "Of the glare."),
            .radius = r.distribution("radius", d.radius, {0.01, 2},
                                     "Of the glare, in shares of the shorter side.")};
}

VignetteConfig read_vignette(Reader& r) {
    return {.strength = r.distribution("strength", VignetteConfig{}.strength, kShare,
                                       "Darkness of the corners.")};
}

}  // namespace

std::vector<OperatorReader> weather_operators() {
    return {
        {"fog", read_fog, "Haze in banks."},
        {"rain", read_rain, "Streaks of rain."},
        {"snow", read_snow, "Flakes and white surfaces."},
        {"shadow", read_shadow, "Soft dark polygons."},
        {"sun_flare", read_sun_flare, "A glare and its ghosts."},
        {"vignette", read_vignette, "Dark corners."},
    };
}

}  // namespace diorama::config
