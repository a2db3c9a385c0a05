#include <algorithm>
#include <cmath>
#include <vector>

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
    constexpr float kSoft = 0.03f;
    const float inside = ramp(kSoft, -kSoft, edge);
    rim = ramp(0.09f, 0.0f, edge) * (1.0f - inside);
    const float center = std::exp(-1.1f * glm::dot(q, q));
    return inside * (0.55f + 0.6f * center);
}

}  // namespace

Image<glm::vec3> paint_studio(const StudioLook& look) {
    const std::vector<Softbox> lamps = lamps_of(look);
    const float grey = static_cast<float>(look.backdrop) / 10.0f;
    const glm::vec3 tone = warmth_color(static_cast<float>(look.warmth) / 10.0f);
    const float contrast = static_cast<float>(look.contrast) / 4.0f;
    const auto seed = static_cast<std::uint32_t>(look.layout);

    Image<glm::vec3> image(kPanoramaExtent);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const glm::vec3 d = panorama_direction(kPanoramaExtent, static_cast<float>(x) + 0.5f,
                                                   static_cast<float>(y) + 0.5f);
            // Walls that darken toward the ceiling run into the floor without an edge.
            const float wall = glm::mix(1.0f, 0.35f, ramp(-0.1f, 0.95f, d.y));
            const float floor = glm::mix(0.95f, 0.62f, ramp(-0.25f, -1.0f, d.y));
            float light = d.y > 0.0f ? wall : glm::mix(wall, floor, ramp(0.0f, -0.35f, d.y));

            // What the lamps throw on walls and floor: pools of light, wide and soft.
            for (const Softbox& lamp : lamps) {
                const float area = lamp.half.x * lamp.half.y;
                const glm::vec3 pool = glm::normalize(lamp.direction * glm::vec3(1, -0.7f, 1));
                const float across = glm::dot(d, -lamp.direction);
                const float under = glm::dot(d, pool);
                light += lamp.radiance * area *
                         (0.10f * std::exp(3.0f * (under - 1.0f)) +
                          0.07f * std::exp(2.0f * (across - 1.0f)) * (0.5f + contrast));
            }
            const glm::vec2 paper{2.0f * d.x + 0.7f * d.y, 2.0f * d.z};
            light *= 0.96f + 0.08f * fractal_noise(paper + 9.0f, 3, seed);
            glm::vec3 color = tone * (1.9f * grey * light);

            for (const Softbox& lamp : lamps) {
                float rim = 0.0f;
                const float lit = shine(lamp, d, rim);
                if (lit <= 0.0f && rim <= 0.0f) continue;
                const glm::vec3 lamp_tone =
                    warmth_color(static_cast<float>(look.warmth) / 10.0f + 0.5f * lamp.warmth);
                color = color * (1.0f - 0.45f * rim);
                color = glm::mix(color, lamp_tone * (lamp.radiance * lit), ramp(0.0f, 0.5f, lit));
            }
            image.at(x, y) = color;
        }
    }
    soften(image, 1);
    return image;
}

}  // namespace diorama
