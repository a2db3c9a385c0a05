#include "augment/blend/sharpness.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "augment/blend/float4.hpp"
#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

constexpr int kSlight = 1, kStrong = 4;  // passes of a blur of 0.7 pixels
constexpr int kMostPasses = 8;           // 2 pixels together
constexpr float kLeastDetail = 0.5f;     // grey levels; less is rounding
constexpr int kLeastSide = 8;            // pixels of a plate that tell how sharp it is

/// A quarter, a half, a quarter, along rows and columns; the edge is repeated.
Image<Float4> blurred(const Image<Float4>& picture) {
    Image<Float4> rows(picture.extent()), result(picture.extent());
    const int last = picture.width() - 1, bottom = picture.height() - 1;
    for (int y = 0; y < picture.height(); ++y) {
        const Float4* from = picture.row(y);
        Float4* to = rows.row(y);
        for (int x = 0; x <= last; ++x)
            to[x] =
                0.25f * (from[std::max(0, x - 1)] + from[std::min(last, x + 1)]) + 0.5f * from[x];
    }
    for (int y = 0; y < picture.height(); ++y) {
        const Float4 *above = rows.row(std::max(0, y - 1)), *at = rows.row(y),
                     *below = rows.row(std::min(bottom, y + 1));
        Float4* to = result.row(y);
        for (int x = 0; x <= last; ++x) to[x] = 0.25f * (above[x] + below[x]) + 0.5f * at[x];
    }
    return result;
}

Image<Float4> as_floats(const Image<Rgb8>& picture) {
    Image<Float4> result(picture.extent());
    std::ranges::transform(picture, result.begin(), [](const Rgb8& p) { return Float4(p); });
    return result;
}

Image<Rgb8> as_bytes(const Image<Float4>& picture) {
    Image<Rgb8> result(picture.extent());
    std::ranges::transform(picture, result.begin(), [](const Float4& p) { return to_rgb8(p); });
    return result;
}

float mean_difference(const Image<Float4>& a, const Image<Float4>& b,
                      const Image<std::uint8_t>& where) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        if (!where.empty() && where.pixels()[i] == 0) continue;
        const Float4 d = a.pixels()[i] - b.pixels()[i];
        sum += static_cast<double>(std::abs(d[0]) + std::abs(d[1]) + std::abs(d[2]));
        count += 3;
    }
    return count > 0 ? static_cast<float>(sum / count) : 0.0f;
}

float sharpness_of(const Image<Float4>& picture, const Image<std::uint8_t>& where) {
    Image<Float4> slight = picture;
    for (int i = 0; i < kSlight; ++i) slight = blurred(slight);
    Image<Float4> strong = slight;
    for (int i = kSlight; i < kStrong; ++i) strong = blurred(strong);
    const float coarse = mean_difference(slight, strong, where);
    return coarse < kLeastDetail ? 0.0f : mean_difference(picture, slight, where) / coarse;
}

}  // namespace

float sharpness_of(const Image<Rgb8>& picture, const Image<std::uint8_t>& where) {
    return sharpness_of(as_floats(picture), where);
}

void match_sharpness(Layer& layer, const Image<Rgb8>& plate, float strength) {
    const Rect box = tight_box(layer.alpha, is_inside);
    const Rect around = intersection(
        {layer.x + box.x - box.width, layer.y + box.y - box.height, 3 * box.width, 3 * box.height},
        {0, 0, plate.width(), plate.height()});
    if (strength <= 0 || box.empty() || std::min(around.width, around.height) < kLeastSide) return;
    Image<Rgb8> ring({around.width, around.height});
    for (int y = 0; y < around.height; ++y)
        std::copy_n(plate.row(around.y + y) + around.x, around.width, ring.row(y));
    const float wanted = sharpness_of(ring);
    if (wanted <= 0) return;
    Image<std::uint8_t> inside(layer.alpha.extent());
    std::ranges::transform(layer.alpha, inside.begin(),
                           [](std::uint8_t a) -> std::uint8_t { return is_inside(a) ? 1 : 0; });
    const Image<Float4> before = as_floats(layer.color);
    Image<Float4> after = before;
    int passes = 0;
    while (passes < kMostPasses && sharpness_of(after, inside) > wanted) {
        after = blurred(after);
        ++passes;
    }
    if (passes == 0) return;
    const auto mix = [&](Image<Float4> blurred_all, const Image<Float4>& as_was) {
        for (std::size_t i = 0; i < as_was.pixels().size(); ++i) {
            Float4& p = blurred_all.pixels()[i];
            p = as_was.pixels()[i] + strength * (p - as_was.pixels()[i]);
        }
        return as_bytes(blurred_all);
    };
    layer.color = mix(std::move(after), before);
    if (layer.surroundings.empty()) return;
    const Image<Float4> around_before = as_floats(layer.surroundings);
    Image<Float4> around_after = around_before;
    for (int i = 0; i < passes; ++i) around_after = blurred(around_after);
    layer.surroundings = mix(std::move(around_after), around_before);
}

}  // namespace diorama
