#include "augment/blend/layer.hpp"

#include <algorithm>

#include "augment/blend/bleed.hpp"
#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

Rect whole(const Extent& extent) { return {0, 0, extent.width, extent.height}; }

}  // namespace

Layer make_layer(std::uint32_t id, int x, int y, const Image<Rgba8>& cutout,
                 const Image<Rgb8>& surroundings) {
    const Rect box =
        tight_box(whole(cutout.extent()), [&](int u, int v) { return cutout.at(u, v).a > 0; });
    if (box.empty()) return {.id = id, .x = x, .y = y, .color = {}, .alpha = {}};
    const Extent extent{box.width + 2 * kLayerMargin, box.height + 2 * kLayerMargin};
    const int left = box.x - kLayerMargin, top = box.y - kLayerMargin;
    Layer layer{.id = id,
                .x = x + left,
                .y = y + top,
                .color = Image<Rgb8>(extent),
                .alpha = Image<std::uint8_t>(extent)};
    for (int v = kLayerMargin; v < kLayerMargin + box.height; ++v) {
        for (int u = kLayerMargin; u < kLayerMargin + box.width; ++u) {
            const Rgba8& pixel = cutout.at(left + u, top + v);
            layer.color.at(u, v) = {pixel.r, pixel.g, pixel.b};
            layer.alpha.at(u, v) = pixel.a;
        }
    }
    bleed_color(layer.color, layer.alpha);
    if (surroundings.empty()) return layer;
    layer.surroundings = Image<Rgb8>(extent);
    for (int v = 0; v < extent.height; ++v) {
        const Rgb8* row = surroundings.row(std::clamp(top + v, 0, surroundings.height() - 1));
        for (int u = 0; u < extent.width; ++u)
            layer.surroundings.at(u, v) = row[std::clamp(left + u, 0, surroundings.width() - 1)];
    }
    return layer;
}

Amodal amodal_of(const Layer& layer) {
    const Rect box = tight_box(whole(layer.alpha.extent()),
                               [&](int u, int v) { return is_inside(layer.alpha.at(u, v)); });
    Amodal amodal{.mask = {layer.x + box.x, layer.y + box.y, {}},
                  .total_box = {layer.x + box.x, layer.y + box.y, box.width, box.height}};
    amodal.mask.pixels = Image<std::uint8_t>({box.width, box.height});
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            const bool inside = is_inside(layer.alpha.at(box.x + x, box.y + y));
            amodal.mask.pixels.at(x, y) = inside ? 1 : 0;
            amodal.total_area += inside ? 1 : 0;
        }
    }
    return amodal;
}

MotionBlend draw_motion(Rng rng) {
    MotionBlend motion;
    motion.length = 3 + 2 * static_cast<int>(rng.integer(0, 3));
    motion.side = static_cast<MotionSide>(rng.integer(0, 2));
    motion.step = static_cast<int>(rng.integer(0, 4 * (motion.length / 2) - 1));
    return motion;
}

std::string_view blend_name(const Blend& blend) {
    if (const auto* poisson = std::get_if<PoissonBlend>(&blend))
        return poisson->mixed ? "poisson_mixed" : "poisson";
    static constexpr std::string_view kNames[] = {"none",    "matte",  "gaussian", "box",
                                                  "feather", "motion", "poisson",  "laplacian"};
    static_assert(std::size(kNames) == std::variant_size_v<Blend>);
    return kNames[blend.index()];
}

}  // namespace diorama
