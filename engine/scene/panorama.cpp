#include "engine/scene/panorama.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/scene/panorama_painters.hpp"

namespace diorama {
namespace {

constexpr float kStudioRadiance = 0.9f;
constexpr float kRoomRadiance = 0.65f;

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

}  // namespace

std::string panorama_key(const PanoramaLook& look) {
    return std::visit(
        Overloaded{[](const StudioLook& s) {
                       return fmt::format("studio {} {} {} {}", s.warmth, s.contrast, s.backdrop,
                                          s.layout);
                   },
                   [](const SkyLook& s) {
                       return fmt::format("sky {} {} {} {} {} {} {}", s.sun_elevation, s.turbidity,
                                          s.ground.x, s.ground.y, s.ground.z, s.clouds, s.cover);
                   },
                   [](const RoomLook& r) {
                       return fmt::format("room {} {} {}", r.warmth, r.daylight, r.layout);
                   }},
        look);
}

Image<glm::vec3> paint_panorama(const PanoramaLook& look) {
    return std::visit(Overloaded{[](const StudioLook& s) {
                                     auto image = paint_studio(s);
                                     scale_to(image, kStudioRadiance);
                                     return image;
                                 },
                                 [](const SkyLook& s) { return paint_sky(s); },
                                 [](const RoomLook& r) {
                                     auto image = paint_room(r);
                                     scale_to(image, kRoomRadiance);
                                     return image;
                                 }},
                      look);
}

glm::vec3 panorama_direction(Extent extent, float x, float y) {
    const float azimuth = (x / static_cast<float>(extent.width) - 0.5f) * (2.0f * kPi);
    const float polar = y / static_cast<float>(extent.height) * kPi;
    const float ring = std::sin(polar);
    return {ring * std::cos(azimuth), std::cos(polar), ring * std::sin(azimuth)};
}

PanoramaDirections::PanoramaDirections(Extent extent) {
    const glm::vec2 middle = 0.5f * glm::vec2(extent.width, extent.height);
    for (int x = 0; x < extent.width; ++x) {
        const glm::vec3 d = panorama_direction(extent, static_cast<float>(x) + 0.5f, middle.y);
        columns_.emplace_back(d.x, d.z);
    }
    for (int y = 0; y < extent.height; ++y) {
        const glm::vec3 d = panorama_direction(extent, middle.x, static_cast<float>(y) + 0.5f);
        rows_.emplace_back(d.x, d.y);
    }
}

glm::vec3 mean_radiance_from_above(const Image<glm::vec3>& panorama) {
    glm::vec3 sum{0.0f};
    float weights = 0.0f;
    const int height = panorama.height();
    for (int y = 0; 2 * y < height; ++y) {
        const float polar = (static_cast<float>(y) + 0.5f) / static_cast<float>(height) * kPi;
        const float weight = std::sin(polar) * std::max(std::cos(polar), 0.0f);
        glm::vec3 row{0.0f};
        for (int x = 0; x < panorama.width(); ++x) row += panorama.at(x, y);
        sum += weight * row / static_cast<float>(panorama.width());
        weights += weight;
    }
    return sum / weights;
}

glm::vec3 warmth_color(float warmth) {
    const glm::vec3 color{1.0f + 0.35f * warmth, 1.0f, 1.0f - 0.55f * warmth};
    return color / luminance(color);
}

void soften(Image<glm::vec3>& panorama, int passes) {
    const int width = panorama.width(), height = panorama.height();
    std::vector<glm::vec3> line;
    for (int pass = 0; pass < passes; ++pass) {
        line.resize(static_cast<std::size_t>(width));
        for (int y = 0; y < height; ++y) {
            glm::vec3* row = panorama.row(y);
            std::copy(row, row + width, line.begin());
            for (int x = 0; x < width; ++x) {
                const auto left = static_cast<std::size_t>(x == 0 ? width - 1 : x - 1);
                const auto right = static_cast<std::size_t>(x + 1 == width ? 0 : x + 1);
                row[x] = 0.25f * (line[left] + line[right]) + 0.5f * row[x];
            }
        }
        for (int y = 0; y < height; ++y) {
            // `line` holds the row above as it was before this pass.
            glm::vec3* row = panorama.row(y);
            const glm::vec3* below = panorama.row(y + 1 < height ? y + 1 : y);
            for (int x = 0; x < width; ++x) {
                const glm::vec3 before = row[x];
                const glm::vec3 above = y == 0 ? before : line[static_cast<std::size_t>(x)];
                row[x] = 0.25f * (above + below[x]) + 0.5f * before;
                line[static_cast<std::size_t>(x)] = before;
            }
        }
    }
}

void scale_to(Image<glm::vec3>& panorama, float target) {
    const glm::vec3 mean = mean_radiance_from_above(panorama);
    const float factor = target / ((mean.r + mean.g + mean.b) / 3.0f);
    for (glm::vec3& texel : panorama) texel *= factor;
}

}  // namespace diorama
