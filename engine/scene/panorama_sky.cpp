#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/float_math.hpp"
#include "engine/scene/noise.hpp"
#include "engine/scene/panorama_painters.hpp"

namespace diorama {
namespace {

constexpr float kSkyRadiance = 0.35f;  // mean from above, without the sun
constexpr float kSunStrength = 3.6f;   // on a facing surface above the air
constexpr float kEyeHeight = 1.6f;     // meters over the ground that is seen

// Method: "A Practical Analytic Model for Daylight", SIGGRAPH 1999 (Preetham, Shirley, Smits):
// Perez' five-parameter distribution for luminance and chromaticity. Changed: brightness is
// relative, and the peak around the sun is limited because the disc is a light of its own.
struct Perez {
    float a, b, c, d, e;

    float operator()(float cos_zenith, float gamma, float cos_gamma) const {
        return (1.0f + a * fast_exp(b / std::max(cos_zenith, 0.02f))) *
               (1.0f + c * fast_exp(d * gamma) + e * cos_gamma * cos_gamma);
    }
};

struct Daylight {
    Perez luminance, x, y;
    float zenith_x, zenith_y;
    float sun_zenith;  // radians from the vertical
    glm::vec3 sun;     // direction
};

float zenith_chromaticity(const float (&m)[3][4], float turbidity, float theta) {
    const float t[3] = {turbidity * turbidity, turbidity, 1.0f};
    const float s[4] = {theta * theta * theta, theta * theta, theta, 1.0f};
    float sum = 0.0f;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 4; ++j) sum += t[i] * m[i][j] * s[j];
    }
    return sum;
}

Daylight daylight(const SkyLook& look) {
    const float t = static_cast<float>(look.turbidity);
    // Below 3 degrees the fit of the model is poor: the sky of 3 degrees stands for those.
    const float elevation = std::max(sky_sun_elevation(look), radians(3.0f));
    const float zenith = 0.5f * kPi - elevation;
    constexpr float kX[3][4] = {{0.00166f, -0.00375f, 0.00209f, 0.0f},
                                {-0.02903f, 0.06377f, -0.03202f, 0.00394f},
                                {0.11693f, -0.21196f, 0.06052f, 0.25886f}};
    constexpr float kY[3][4] = {{0.00275f, -0.00610f, 0.00317f, 0.0f},
                                {-0.04214f, 0.08970f, -0.04153f, 0.00516f},
                                {0.15346f, -0.26756f, 0.06670f, 0.26688f}};
    return {.luminance = {0.1787f * t - 1.4630f, -0.3554f * t + 0.4275f, -0.0227f * t + 5.3251f,
                          0.1206f * t - 2.5771f, -0.0670f * t + 0.3703f},
            .x = {-0.0193f * t - 0.2592f, -0.0665f * t + 0.0008f, -0.0004f * t + 0.2125f,
                  -0.0641f * t - 0.8989f, -0.0033f * t + 0.0452f},
            .y = {-0.0167f * t - 0.2608f, -0.0950f * t + 0.0092f, -0.0079f * t + 0.2102f,
                  -0.0441f * t - 1.6537f, -0.0109f * t + 0.0529f},
            .zenith_x = zenith_chromaticity(kX, t, zenith),
            .zenith_y = zenith_chromaticity(kY, t, zenith),
            .sun_zenith = zenith,
            .sun = {std::cos(elevation), std::sin(elevation), 0.0f}};
}

glm::vec3 from_chromaticity(float x, float y, float luminance_y) {
    const float big_x = luminance_y * x / y, big_z = luminance_y * (1.0f - x - y) / y;
    const glm::vec3 rgb{3.2406f * big_x - 1.5372f * luminance_y - 0.4986f * big_z,
                        -0.9689f * big_x + 1.8758f * luminance_y + 0.0415f * big_z,
                        0.0557f * big_x - 0.2040f * luminance_y + 1.0570f * big_z};
    return glm::max(rgb, glm::vec3(0.0f));
}

// Radiance of the clear sky relative to its zenith.
glm::vec3 sky_color(const Daylight& day, const glm::vec3& direction) {
    const float cos_zenith = std::max(direction.y, 0.0f);
    // 1 degree around the sun stands for all that is nearer: no peak without the disc.
    const float cos_gamma = glm::clamp(glm::dot(direction, day.sun), -1.0f, std::cos(0.0175f));
    const float gamma = fast_acos(cos_gamma);
    const float cos_sun = std::cos(day.sun_zenith);
    const auto relative = [&](const Perez& perez) {
        return perez(cos_zenith, gamma, cos_gamma) / perez(1.0f, day.sun_zenith, cos_sun);
    };
    const float brightness = relative(day.luminance);
    const float limited = brightness / (1.0f + 0.06f * brightness);
    const glm::vec3 color =
        from_chromaticity(day.zenith_x * relative(day.x), day.zenith_y * relative(day.y), limited);
    // The model turns pink at the horizon under a high sun, where real haze is a pale blue.
    const float pale = 0.75f * ramp(0.22f, 0.0f, direction.y) * ramp(0.15f, 0.5f, day.sun.y);
    return glm::mix(color, luminance(color) * glm::vec3(0.95f, 1.005f, 1.10f), pale);
}

// Share of the sky that thin clouds cover in a direction, fading toward the horizon.
float cloud_cover(const glm::vec3& direction, int clouds) {
    if (clouds == 0 || direction.y <= 0.02f) return 0.0f;
    const auto seed = static_cast<std::uint32_t>(100 + 31 * clouds);
    const float height = direction.y + 0.12f;
    const glm::vec2 p = glm::vec2(direction.x, direction.z) / height;
    const float stretch = clouds % 2 == 0 ? 1.0f : 2.2f;
    const float n = fractal_noise(p * glm::vec2(0.9f, 0.9f * stretch), 5, seed);
    const float threshold = 0.58f - 0.025f * static_cast<float>(clouds);
    return 0.85f * ramp(threshold, threshold + 0.28f, n) * ramp(0.02f, 0.25f, direction.y);
}

}  // namespace

float sky_sun_elevation(const SkyLook& look) {
    return radians(5.0f * static_cast<float>(look.sun_elevation));
}

// Attenuation of the direct beam: Rayleigh and aerosol terms of the same paper's appendix, at
// three wavelengths.
glm::vec3 sky_sun_color(const SkyLook& look) {
    const float elevation = sky_sun_elevation(look);
    const float beta = 0.04608f * static_cast<float>(look.turbidity) - 0.04586f;
    const float air =
        1.0f / (std::sin(elevation) + 0.15f * std::pow(degrees(elevation) + 3.885f, -1.253f));
    glm::vec3 color;
    const float wavelengths[3] = {0.61f, 0.55f, 0.465f};
    for (int i = 0; i < 3; ++i) {
        const float rayleigh = 0.008735f * std::pow(wavelengths[i], -4.08f);
        const float aerosol = beta * std::pow(wavelengths[i], -1.3f);
        color[i] = kSunStrength * std::exp(-air * (rayleigh + aerosol));
    }
    const float clear = 1.0f - 0.1f * static_cast<float>(look.cover);
    return clear * clear * color;
}

Image<glm::vec3> paint_sky(const SkyLook& look) {
    const Daylight day = daylight(look);
    const glm::vec3 sun_color = sky_sun_color(look);
    const int horizon = kPanoramaExtent.height / 2;
    const PanoramaDirections direction(kPanoramaExtent), half_direction(kHalfExtent);

    // The sky is smooth: half the size will do. It is the same left and right of its sun.
    Image<glm::vec3> sky(kHalfExtent);
    for (int y = 0; y < horizon / 2; ++y) {
        for (int x = 0; x < kHalfExtent.width / 2; ++x) {
            const glm::vec3 color = sky_color(day, half_direction(x, y));
            sky.at(x, y) = sky.at(kHalfExtent.width - 1 - x, y) = color;
        }
    }
    // A closed layer is three times as bright overhead as at the horizon, and grey.
    // Method: "Luminance Distribution of the Overcast Sky", CIE 1955 (Moon & Spencer 1942).
    const float cover = 0.1f * static_cast<float>(look.cover);
    if (cover > 0.0f) {
        scale_to(sky, kSkyRadiance);
        for (int y = 0; y < horizon / 2; ++y) {
            for (int x = 0; x < kHalfExtent.width; ++x) {
                const glm::vec3 d = half_direction(x, y);
                const glm::vec2 p = glm::vec2(d.x, d.z) / (d.y + 0.15f);
                const auto seed = static_cast<std::uint32_t>(900 + look.clouds);
                const float billow = fractal_noise(p * glm::vec2(0.8f, 1.5f), 5, seed) - 0.5f;
                const float light =
                    (1.0f + 2.0f * d.y) / 3.0f * (1.0f + 0.55f * billow * ramp(0.0f, 0.12f, d.y));
                sky.at(x, y) =
                    glm::mix(sky.at(x, y), 0.45f * light * glm::vec3(0.975f, 1.0f, 1.045f), cover);
            }
        }
    }
    scale_to(sky, kSkyRadiance);

    // Clouds scatter the sun: bright toward it, as grey as the sky elsewhere.
    const glm::vec3 from_above = mean_radiance_from_above(sky);
    const glm::vec3 daylight_white =
        from_above + sun_color * (std::sin(sky_sun_elevation(look)) / kPi);
    for (int y = 0; look.clouds != 0 && y < horizon / 2; ++y) {
        for (int x = 0; x < kHalfExtent.width; ++x) {
            const glm::vec3 d = half_direction(x, y);
            const float toward = 0.5f + 0.5f * glm::dot(d, day.sun);
            const glm::vec3 lit = daylight_white * (0.62f + 0.55f * toward * toward);
            glm::vec3& texel = sky.at(x, y);
            texel = glm::mix(texel, lit, (1.0f - cover) * cloud_cover(d, look.clouds));
        }
    }
    Image<glm::vec3> image = doubled(sky, horizon / 2);
    glm::vec3 haze{0.0f};
    for (int x = 0; x < image.width(); ++x) {
        haze += image.at(x, horizon - 3) / static_cast<float>(image.width());
    }

    // The ground under the sky and its sun, mottled, dissolving into the haze at the horizon.
    const glm::vec3 albedo = glm::vec3(look.ground) / 40.0f;
    const glm::vec3 ground = albedo * daylight_white;
    const glm::vec3 distant = glm::mix(ground, haze, 0.5f);
    const auto seed = static_cast<std::uint32_t>(7 + look.clouds);
    // Low hills on the horizon, in the color of distance; their outline is seamless.
    std::vector<float> hills;
    for (int x = 0; x < image.width(); ++x) {
        const glm::vec3 d = direction(x, horizon);
        const glm::vec2 around = 2.5f * glm::normalize(glm::vec2(d.x, d.z));
        hills.push_back(0.07f * fractal_noise(around + 40.0f, 4, seed) - 0.015f);
    }
    for (int y = horizon - 8; y < image.height(); ++y) {
        const float height = direction(0, y).y;
        // How far the ground of this row is, and what is still to be seen there: patches of
        // meters, grain of centimeters; both average out with the distance.
        const float reach = kEyeHeight / std::max(-height, 0.004f);
        const float distance = reach * std::sqrt(1.0f - height * height);
        const float patchy = 0.30f * ramp(30.0f, 6.0f, distance);
        const float grainy = 0.55f * ramp(9.0f, 1.0f, distance);
        const float far = ramp(10.0f, 160.0f, distance);
        for (int x = 0; x < image.width(); ++x) {
            glm::vec3& texel = image.at(x, y);
            const float above = height - hills[static_cast<std::size_t>(x)];
            if (above > 0.006f) continue;
            texel = glm::mix(texel, distant, ramp(0.006f, -0.006f, above));
            if (height > 0.0f) continue;
            const glm::vec3 d = direction(x, y);
            const glm::vec2 p = glm::vec2(d.x, d.z) * reach;
            const float patches = far < 1.0f ? fractal_noise(p * 0.5f, 3, seed + 11) - 0.5f : 0.0f;
            const float grain = grainy > 0.0f ? fractal_noise(p * 9.0f, 2, seed + 12) - 0.5f : 0.0f;
            const glm::vec3 near_ground = ground * (1.0f + patchy * patches + grainy * grain) *
                                          (1.0f + patches * glm::vec3(0.16f, 0.0f, -0.12f));
            texel = glm::mix(near_ground, distant, far);
        }
    }
    soften(image, 1);
    return image;
}

}  // namespace diorama
