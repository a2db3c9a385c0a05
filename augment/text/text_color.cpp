#include "augment/text/text_color.hpp"

#include <algorithm>
#include <cmath>

#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

constexpr int kDraws = 24;
constexpr std::size_t kSamples = 512;
constexpr Rgb8 kBlack{14, 14, 14}, kWhite{246, 246, 244};

glm::vec3 draw_lab(Rng& rng) {
    if (rng.chance(0.5)) {  // print: nearly grey, at either end
        const double lightness = rng.chance(0.5) ? rng.uniform(4, 24) : rng.uniform(84, 98);
        return {static_cast<float>(lightness), static_cast<float>(2 * rng.normal()),
                static_cast<float>(3 * rng.normal())};
    }
    const auto lightness = static_cast<float>(rng.uniform(15, 92));
    const auto chroma = static_cast<float>(rng.uniform(20, 70));
    const auto hue = static_cast<float>(rng.uniform(0, 2.0)) * kPi;
    return {lightness, chroma * std::cos(hue), chroma * std::sin(hue)};
}

}  // namespace

glm::vec3 SurfaceColors::mean() const {
    glm::vec3 sum(0.0f);
    for (const glm::vec3& color : lab) sum += color;
    return sum / static_cast<float>(std::max<std::size_t>(lab.size(), 1));
}

float SurfaceColors::contrast(const glm::vec3& color) const {
    if (lab.empty()) return 0.0f;
    std::vector<float> distances;
    for (const glm::vec3& own : lab)
        distances.push_back(std::min(glm::distance(own, color), 1.5f * std::abs(own.x - color.x)));
    const auto tenth = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 10);
    std::nth_element(distances.begin(), tenth, distances.end());
    return *tenth;
}

SurfaceColors surface_colors(const Image<Rgb8>& picture, const Mask& under) {
    std::vector<Rgb8> all;
    const Rect area = intersection(under.rect(), {0, 0, picture.width(), picture.height()});
    for (int y = area.y; y < area.bottom(); ++y) {
        for (int x = area.x; x < area.right(); ++x)
            if (under.pixels.at(x - under.x, y - under.y)) all.push_back(picture.at(x, y));
    }
    SurfaceColors surface;
    const std::size_t count = std::min(all.size(), kSamples);
    for (std::size_t i = 0; i < count; ++i)
        surface.lab.push_back(lab_of(all[i * all.size() / count]));
    return surface;
}

Rgb8 opposite_color(const SurfaceColors& surface, const Rgb8& letters) {
    return lab_of(letters).x > surface.mean().x ? kBlack : kWhite;
}

Rgb8 strongest_color(const SurfaceColors& surface) {
    return surface.contrast(lab_of(kBlack)) >= surface.contrast(lab_of(kWhite)) ? kBlack : kWhite;
}

std::optional<Rgb8> draw_text_color(const SurfaceColors& surface, float min_contrast, Rng rng) {
    for (int i = 0; i < kDraws; ++i) {
        const Rgb8 color = rgb_of_lab(draw_lab(rng));
        if (surface.contrast(lab_of(color)) >= min_contrast) return color;
    }
    const Rgb8 strongest = strongest_color(surface);
    if (surface.contrast(lab_of(strongest)) >= min_contrast) return strongest;
    return std::nullopt;
}

}  // namespace diorama
