#include "augment/blend/contrast.hpp"

#include <algorithm>
#include <numeric>

#include "augment/blend/dilate.hpp"
#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

constexpr int kBand = 3;          // pixels to either side of the outline
constexpr int kLargeMask = 4096;  // pixels

struct Mean {
    glm::vec3 sum{0};
    float count = 0;

    void add(const glm::vec3& value) {
        sum += value;
        ++count;
    }
    glm::vec3 value() const { return sum / count; }
};

}  // namespace

Contrast measure_contrast(const Image<Rgb8>& plate, const Image<Rgb8>& picture,
                          const Image<std::uint32_t>& ids, std::uint32_t id, const Rect& part) {
    const Rect area = intersection(
        {part.x - kBand, part.y - kBand, part.width + 2 * kBand, part.height + 2 * kBand},
        {0, 0, picture.width(), picture.height()});
    if (area.empty()) return {};
    Image<std::uint8_t> inside({area.width, area.height}), outside(inside.extent());
    for (int y = 0; y < area.height; ++y) {
        for (int x = 0; x < area.width; ++x) {
            inside.at(x, y) = ids.at(area.x + x, area.y + y) == id ? 1 : 0;
            outside.at(x, y) = 1 - inside.at(x, y);
        }
    }
    const Image<std::uint8_t> near_inside = dilated(inside, kBand),
                              near_outside = dilated(outside, kBand);
    // Of large masks every fourth pixel says as much about the mean.
    const int step = std::count(inside.begin(), inside.end(), 1) > kLargeMask ? 2 : 1;
    Mean inner, outer;
    float change = 0, count = 0;
    for (int y = 0; y < area.height; ++y) {
        for (int x = 0; x < area.width; ++x) {
            const Rgb8& after = picture.at(area.x + x, area.y + y);
            if (inside.at(x, y) == 0) {
                if (near_inside.at(x, y) != 0) outer.add(lab_of(after));
                continue;
            }
            const bool in_band = near_outside.at(x, y) != 0;
            const bool in_sample = x % step == 0 && y % step == 0;
            if (!in_band && !in_sample) continue;
            const glm::vec3 lab = lab_of(after);
            if (in_band) inner.add(lab);
            if (!in_sample) continue;
            change += glm::distance(lab, lab_of(plate.at(area.x + x, area.y + y)));
            ++count;
        }
    }
    Contrast contrast;
    if (count > 0) contrast.to_plate = change / count;
    if (inner.count > 0 && outer.count > 0)
        contrast.across_outline = glm::distance(inner.value(), outer.value());
    return contrast;
}

Guarded compose_guarded(const Image<Rgb8>& plate, std::span<const Layer> layers, const Blend& blend,
                        std::span<const Blend> fallbacks, const ContrastLimits& limits) {
    std::vector<Blend> ladder{blend};
    ladder.insert(ladder.end(), fallbacks.begin(), fallbacks.end());
    ladder.emplace_back(HardBlend{});

    Guarded result;
    result.kept.resize(layers.size());
    std::iota(result.kept.begin(), result.kept.end(), std::size_t{0});
    std::vector<std::size_t> rung(layers.size(), 0);
    while (true) {
        std::vector<Layer> copies;
        result.blends.clear();
        for (const std::size_t i : result.kept) {
            if (!result.dropped.empty()) copies.push_back(layers[i]);
            result.blends.push_back(ladder[rung[i]]);
        }
        const std::span<const Layer> present = result.dropped.empty() ? layers : copies;
        if (present.empty()) {
            result.picture = plate;
            return result;
        }
        result.picture = compose(plate, present, result.blends);
        Image<std::uint32_t> ids(plate.extent());
        label_layers(ids, present);

        bool all_pass = true;
        std::vector<std::size_t> still_kept;
        for (const std::size_t i : result.kept) {
            const Rect part = layers[i].rect();
            const Rect area = intersection(part, {0, 0, plate.width(), plate.height()});
            bool visible = false;
            for (int y = area.y; y < area.bottom(); ++y)
                visible = visible || std::count(ids.row(y) + area.x, ids.row(y) + area.right(),
                                                layers[i].id) > 0;
            if (!visible ||
                limits.pass(measure_contrast(plate, result.picture, ids, layers[i].id, part))) {
                still_kept.push_back(i);
                continue;
            }
            all_pass = false;
            if (++rung[i] < ladder.size()) {
                still_kept.push_back(i);
                ++result.fallback_count;
            } else {
                result.dropped.push_back(i);
            }
        }
        if (all_pass) return result;
        result.kept = std::move(still_kept);
    }
}

}  // namespace diorama
