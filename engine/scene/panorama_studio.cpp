#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/float_math.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/noise.hpp"
#include "engine/scene/panorama_painters.hpp"

namespace diorama {
namespace {

// A softbox as it is seen: a rectangle (or disc) of light around a direction.
struct Softbox {
    glm::vec3 direction, right, up;  // an orthonormal frame
    glm::vec2 half;                  // tangents of half its angles
    bool round = false;
    float radiance = 1.0f;
    float warmth = 0.0f;
};

Softbox softbox(float azimuth, float elevation, glm::vec2 half, float radiance, float roll) {
    const float ring = std::cos(elevation);
    const glm::vec3 direction{ring * std::cos(azimuth), std::sin(elevation),
                              ring * std::sin(azimuth)};
    const glm::vec3 side{-std::sin(azimuth), 0.0f, std::cos(azimuth)};
    const glm::vec3 top = glm::cross(side, direction);
    return {.direction = direction,
            .right = std::cos(roll) * side + std::sin(roll) * top,
            .up = std::cos(roll) * top - std::sin(roll) * side,
            .half = half,
            .radiance = radiance};
}

// The lamps of a layout: a key, a fill across from it, strips behind, often one overhead.
std::vector<Softbox> lamps_of(const StudioLook& look) {
    Rng rng = Rng(hash_name("studio")).stream(static_cast<std::uint64_t>(look.layout));
    const auto draw = [&](float low, float high) {
        return static_cast<float>(rng.uniform(double{low}, double{high}));
    };
    const float contrast = static_cast<float>(look.contrast) / 4.0f;
    const float side = rng.chance(0.5) ? 1.0f : -1.0f;
    std::vector<Softbox> lamps;

    const float key = draw(-0.4f, 0.4f);
    const float size = draw(0.30f, 0.62f);
    lamps.push_back(softbox(key, draw(0.55f, 0.95f), {size, size * draw(0.75f, 1.3f)},
                            glm::mix(5.0f, 16.0f, contrast), draw(-0.15f, 0.15f)));
    lamps.back().round = rng.chance(0.35);
    lamps.push_back(softbox(key + side * draw(1.7f, 2.5f), draw(0.25f, 0.7f),
                            {draw(0.5f, 0.8f), draw(0.4f, 0.6f)}, glm::mix(4.5f, 1.6f, contrast),
                            draw(-0.1f, 0.1f)));
    lamps.back().warmth = draw(-0.25f, 0.05f);
    const int strips = static_cast<int>(rng.integer(1, 2));
    for (int i = 0; i < strips; ++i) {
        const float around = i == 0 ? side : -side;
        lamps.push_back(softbox(key + around * draw(2.5f, 3.0f), draw(0.25f, 0.5f),
                                {draw(0.06f, 0.11f), draw(0.5f, 0.9f)},
                                glm::mix(7.0f, 10.0f, contrast), draw(-0.08f, 0.08f)));
        lamps.back().warmth = draw(-0.1f, 0.4f);
    }
    if (rng.chance(0.7)) {
        lamps.push_back(softbox(key + draw(0.5f, 2.5f), draw(1.25f, 1.5f),
                                glm::vec2(draw(0.35f, 0.6f)), glm::mix(4.0f, 3.0f, contrast),
                                0.0f));
        lamps.back().round = true;
    }
    return lamps;
}

// Light of one lamp in a direction: a diffuser, brightest in the middle, behind a dark rim.
// `rim` becomes the share of the rim there.
float shine(const Softbox& lamp, const glm::vec3& d, float& rim) {
    rim = 0.0f;
    const float facing = glm::dot(d, lamp.direction);
    if (facing <= 0.05f) return 0.0f;
    const glm::vec2 p{glm::dot(d, lamp.right) / facing, glm::dot(d, lamp.up) / facing};
    const glm::vec2 q = glm::abs(p) / lamp.half;
    const float narrow = std::min(lamp.half.x, lamp.half.y);
    // Distance outside of the edge, as a tangent; negative inside.
    const float edge = lamp.round
                           ? (glm::length(q) - 1.0f) * narrow
                           : std::max((q.x - 1.0f) * lamp.half.x, (q.y - 1.0f) * lamp.half.y);
    if (edge >= 0.09f) return 0.0f;
    constexpr float kSoft = 0.03f;
    const float inside = ramp(kSoft, -kSoft, edge);
    rim = ramp(0.09f, 0.0f, edge) * (1.0f - inside);
    const float center = fast_exp(-1.1f * glm::dot(q, q));
    return inside * (0.55f + 0.6f * center);
}

// Light of walls and floor, and the pools that the lamps throw on them: all of it smooth.
Image<float> paint_backdrop(const StudioLook& look, const std::vector<Softbox>& lamps) {
    const float contrast = static_cast<float>(look.contrast) / 4.0f;
    const auto seed = static_cast<std::uint32_t>(look.layout);
    std::vector<glm::vec3> pools;
    for (const Softbox& lamp : lamps) {
        pools.push_back(glm::normalize(lamp.direction * glm::vec3(1, -0.7f, 1)));
    }
    Image<float> image(kHalfExtent);
    const PanoramaDirections direction(kHalfExtent);
    for (int y = 0; y < image.height(); ++y) {
        // Walls that darken toward the ceiling run into the floor without an edge.
        const float height = direction(0, y).y;
        const float wall = glm::mix(1.0f, 0.35f, ramp(-0.1f, 0.95f, height));
        const float floor = glm::mix(0.95f, 0.62f, ramp(-0.25f, -1.0f, height));
        const float plain =
            height > 0.0f ? wall : glm::mix(wall, floor, ramp(0.0f, -0.35f, height));
        for (int x = 0; x < image.width(); ++x) {
            const glm::vec3 d = direction(x, y);
            float light = plain;
            for (std::size_t i = 0; i < lamps.size(); ++i) {
                const float across = glm::dot(d, -lamps[i].direction);
                const float under = glm::dot(d, pools[i]);
                light += lamps[i].radiance * lamps[i].half.x * lamps[i].half.y *
                         (0.10f * fast_exp(3.0f * (under - 1.0f)) +
                          0.07f * fast_exp(2.0f * (across - 1.0f)) * (0.5f + contrast));
            }
            const glm::vec2 paper{2.0f * d.x + 0.7f * d.y, 2.0f * d.z};
            image.at(x, y) = light * (0.96f + 0.08f * fractal_noise(paper + 9.0f, 3, seed));
        }
    }
    return doubled(image, image.height());
}

}  // namespace

Image<glm::vec3> paint_studio(const StudioLook& look) {
    const std::vector<Softbox> lamps = lamps_of(look);
    const float grey = static_cast<float>(look.backdrop) / 10.0f;
    const float warmth = static_cast<float>(look.warmth) / 10.0f;
    const Image<float> backdrop = paint_backdrop(look, lamps);
    const glm::vec3 wall_tone = warmth_color(warmth) * (1.9f * grey);
    std::vector<glm::vec3> lamp_tones;
    for (const Softbox& lamp : lamps) {
        lamp_tones.push_back(warmth_color(warmth + 0.5f * lamp.warmth) * lamp.radiance);
    }

    Image<glm::vec3> image(kPanoramaExtent);
    const PanoramaDirections direction(kPanoramaExtent);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const glm::vec3 d = direction(x, y);
            glm::vec3 color = wall_tone * backdrop.at(x, y);
            for (std::size_t i = 0; i < lamps.size(); ++i) {
                float rim = 0.0f;
                const float lit = shine(lamps[i], d, rim);
                if (lit <= 0.0f && rim <= 0.0f) continue;
                color = color * (1.0f - 0.45f * rim);
                color = glm::mix(color, lamp_tones[i] * lit, ramp(0.0f, 0.5f, lit));
            }
            image.at(x, y) = color;
        }
    }
    soften(image, 1);
    return image;
}

}  // namespace diorama
