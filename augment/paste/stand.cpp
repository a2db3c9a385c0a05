#include "augment/paste/stand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

constexpr float kMostRoll = 0.35f;  // radians
constexpr int kWindow = 10;         // pixels to each side, of the median

/// The n-th set pixel of a mask that lies inside the picture; false when there are fewer.
bool nth_pixel(const Mask& mask, Extent picture, std::uint64_t n, int& x, int& y) {
    const Rect part = intersection(mask.rect(), {0, 0, picture.width, picture.height});
    for (y = part.y; y < part.bottom(); ++y) {
        const std::uint8_t* row = mask.pixels.row(y - mask.y);
        for (x = part.x; x < part.right(); ++x)
            if (row[x - mask.x] && n-- == 0) return true;
    }
    return false;
}

std::uint64_t pixels_inside(const Mask& mask, Extent picture) {
    const Rect part = intersection(mask.rect(), {0, 0, picture.width, picture.height});
    std::uint64_t count = 0;
    for (int y = part.y; y < part.bottom(); ++y) {
        const std::uint8_t* row = mask.pixels.row(y - mask.y) + (part.x - mask.x);
        count += std::accumulate(row, row + part.width, std::uint64_t{0});
    }
    return count;
}

std::optional<float> median_depth(const Image<float>& depth, int x, int y) {
    std::vector<float> around;
    for (int v = std::max(0, y - kWindow); v <= std::min(depth.height() - 1, y + kWindow); ++v)
        for (int u = std::max(0, x - kWindow); u <= std::min(depth.width() - 1, x + kWindow); ++u)
            if (depth.at(u, v) > 0 && std::isfinite(depth.at(u, v)))
                around.push_back(depth.at(u, v));
    if (around.empty()) return std::nullopt;
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
    std::nth_element(around.begin(), middle, around.end());
    return *middle;
}

/// The direction in the picture of `up` at a point of camera space, as a turn of what is upright.
float roll_at(const Intrinsics& k, const glm::vec3& point, const glm::vec3& up) {
    const auto seen = [&](const glm::vec3& p) {
        return glm::vec2(static_cast<float>(k.fx) * p.x / -p.z,
                         -static_cast<float>(k.fy) * p.y / -p.z);
    };
    const glm::vec2 along = seen(point + 0.02f * -point.z * up) - seen(point);
    return std::clamp(fast_atan2(-along.x, -along.y), -kMostRoll, kMostRoll);
}

bool on_mask(const Mask& mask, int x, int y) {
    const Rect r = mask.rect();
    return x >= r.x && y >= r.y && x < r.right() && y < r.bottom() &&
           mask.pixels.at(x - r.x, y - r.y);
}

}  // namespace

std::optional<Spot> draw_spot(const PlanesPlace& place, const Plate& plate, Rng rng) {
    const Extent picture = plate.frame.ids.extent();
    const Intrinsics& k = plate.frame.camera.intrinsics;
    Spot spot;
    if (place.position == PlanesPlace::Position::Surface) {
        std::vector<double> areas;
        for (const PlaneRegion& surface : plate.surfaces)
            areas.push_back(static_cast<double>(pixels_inside(surface.mask, picture)));
        if (std::accumulate(areas.begin(), areas.end(), 0.0) <= 0) return std::nullopt;
        const std::size_t which = draw_index(areas, rng);
        spot.surface = &plate.surfaces[which];
        const auto n =
            static_cast<std::uint64_t>(rng.integer(0, static_cast<std::int64_t>(areas[which]) - 1));
        if (!nth_pixel(spot.surface->mask, picture, n, spot.x, spot.y)) return std::nullopt;
        spot.depth_m =
            static_cast<float>(depth_at(spot.surface->plane, k, spot.x + 0.5, spot.y + 0.5));
    } else {
        spot.x = static_cast<int>(rng.integer(0, picture.width - 1));
        spot.y = static_cast<int>(rng.integer(0, picture.height - 1));
        if (!plate.has_depth()) return std::nullopt;
        const auto depth = median_depth(plate.frame.depth, spot.x, spot.y);
        if (!depth) return std::nullopt;
        spot.depth_m = *depth;
    }
    if (!(spot.depth_m > 0) || !std::isfinite(spot.depth_m)) return std::nullopt;
    const glm::vec3 ray(pixel_ray(k, spot.x + 0.5, spot.y + 0.5));
    spot.pixels_per_m = static_cast<float>(k.fy) / spot.depth_m;
    spot.roll_rad = roll_at(k, spot.depth_m * ray, plate.up);
    const float downward = -glm::dot(ray, plate.up) / glm::length(ray);
    spot.flatness = std::clamp(downward, 0.1f, 1.0f);
    spot.elevation_rad = std::asin(std::clamp(downward, -1.0f, 1.0f));
    return spot;
}

bool carries(const Spot& spot, int width, Extent picture) {
    if (!spot.surface) return true;
    const int reach = width * 35 / 100;  // things are narrower where they stand
    for (const int x : {spot.x - reach, spot.x + reach}) {
        if (x < 0 || x >= picture.width) continue;
        if (!on_mask(spot.surface->mask, x, spot.y)) return false;
    }
    return true;
}

float draw_height_m(const PlanesPlace& place, const std::string& category, Rng rng) {
    Rng jitter = rng.stream("jitter");
    const float factor = place.jitter.draw_float(jitter);
    for (const auto& [name, height] : place.heights_m)
        if (name == category) return static_cast<float>(height) * factor;
    return place.height_m.draw_float(rng) * factor;
}

void hide_behind(Layer& layer, const Image<float>& plate_depth, float depth_m) {
    const Rect part = intersection(layer.rect(), {0, 0, plate_depth.width(), plate_depth.height()});
    for (int y = part.y; y < part.bottom(); ++y)
        for (int x = part.x; x < part.right(); ++x)
            if (lies_before(plate_depth.at(x, y), depth_m))
                layer.alpha.at(x - layer.x, y - layer.y) = 0;
}

}  // namespace diorama
