#include "augment/blend/contrast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "augment/blend/dilate.hpp"
#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

constexpr int kBand = 3;          // pixels to either side of the outline
constexpr int kLargeMask = 1024;  // pixels; of more of them a sample says as much about the mean

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
    std::size_t count_inside = 0;
    for (int y = 0; y < area.height; ++y) {
        const std::uint32_t* owner = ids.row(area.y + y) + area.x;
        std::uint8_t *in = inside.row(y), *out = outside.row(y);
        for (int x = 0; x < area.width; ++x) {
            in[x] = owner[x] == id ? 1 : 0;
            out[x] = in[x] ^ 1;
            count_inside += in[x];
        }
    }
    const Image<std::uint8_t> near_inside = dilated(inside, kBand),
                              near_outside = dilated(outside, kBand);
    int step = 1;
    while (count_inside > std::size_t{kLargeMask} * static_cast<std::size_t>(step * step)) ++step;
    Mean inner, outer;
    std::vector<std::uint8_t> band(static_cast<std::size_t>(area.width));
    for (int y = 0; y < area.height; ++y) {
        const Rgb8* after = picture.row(area.y + y) + area.x;
        const std::uint8_t *in = inside.row(y), *at_inside = near_inside.row(y),
                           *at_outside = near_outside.row(y);
        for (std::size_t x = 0; x < band.size(); ++x) band[x] = at_inside[x] & at_outside[x];
        // Of bands along large masks every second pixel is enough, as on a checkerboard.
        for (auto at = std::find(band.begin(), band.end(), 1); at != band.end();
             at = std::find(at + 1, band.end(), 1)) {
            const auto x = at - band.begin();
            if (step > 1 && (x + y) % 2 != 0) continue;
            (in[x] != 0 ? inner : outer).add(lab_of(after[x]));
        }
    }
    float change = 0, count = 0;
    for (int y = 0; y < area.height; y += step) {
        const Rgb8* after = picture.row(area.y + y) + area.x;
        const Rgb8* before = plate.row(area.y + y) + area.x;
        const std::uint8_t* in = inside.row(y);
        for (int x = 0; x < area.width; x += step) {
            if (in[x] == 0) continue;
            change += glm::distance(lab_of(after[x]), lab_of(before[x]));
            ++count;
        }
    }
    Contrast contrast;
    if (count > 0) contrast.to_plate = change / count;
    if (inner.count > 0 && outer.count > 0) {
        contrast.across_outline = glm::distance(inner.value(), outer.value());
        contrast.lightness = std::abs(inner.value().x - outer.value().x);
    }
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
