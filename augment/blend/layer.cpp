#include "augment/blend/layer.hpp"

#include <algorithm>

#include "augment/blend/tight_box.hpp"

namespace diorama {

Layer make_layer(std::uint32_t id, int x, int y, const Image<Rgba8>& cutout,
                 const Image<Rgb8>& surroundings, int bleed_reach) {
    const Rect box = tight_box(cutout, [](const Rgba8& pixel) { return pixel.a > 0; });
    if (box.empty()) return {.id = id, .x = x, .y = y, .color = {}, .alpha = {}};
    const Extent extent{box.width + 2 * kLayerMargin, box.height + 2 * kLayerMargin};
    const int left = box.x - kLayerMargin, top = box.y - kLayerMargin;
    Layer layer{.id = id,
                .x = x + left,
                .y = y + top,
                .color = Image<Rgb8>(extent),
                .alpha = Image<std::uint8_t>(extent)};
    for (int v = kLayerMargin; v < kLayerMargin + box.height; ++v) {
        const Rgba8* from = cutout.row(top + v) + box.x;
        Rgb8* color = layer.color.row(v) + kLayerMargin;
        std::uint8_t* alpha = layer.alpha.row(v) + kLayerMargin;
        for (int u = 0; u < box.width; ++u) {
            color[u] = {from[u].r, from[u].g, from[u].b};
            alpha[u] = from[u].a;
        }
    }
    bleed_color(layer.color, layer.alpha, bleed_reach);
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
    const Rect box = tight_box(layer.alpha, is_inside);
    Amodal amodal{.mask = {layer.x + box.x, layer.y + box.y, {}},
                  .total_box = {layer.x + box.x, layer.y + box.y, box.width, box.height}};
    amodal.mask.pixels = Image<std::uint8_t>({box.width, box.height});
    for (int y = 0; y < box.height; ++y) {
        const std::uint8_t* alpha = layer.alpha.row(box.y + y) + box.x;
        std::uint8_t* mask = amodal.mask.pixels.row(y);
        std::uint32_t count = 0;
        for (int x = 0; x < box.width; ++x) {
            mask[x] = is_inside(alpha[x]) ? 1 : 0;
            count += mask[x];
        }
        amodal.total_area += count;
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
