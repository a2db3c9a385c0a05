#include "augment/blend/compose.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>
#include <vector>

#include "augment/blend/laplacian.hpp"
#include "augment/blend/motion_kernel.hpp"
#include "augment/blend/poisson.hpp"
#include "augment/blend/soft_alpha.hpp"
#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

std::uint8_t mixed(std::uint8_t under, std::uint8_t over, float alpha) {
    const float value =
        static_cast<float>(under) + alpha * (static_cast<float>(over) - static_cast<float>(under));
    return static_cast<std::uint8_t>(value + 0.5f);
}

/// Mixes a canvas into the picture.
void paste_over(Image<Rgb8>& picture, const Layer& layer, const Image<float>& alpha) {
    const Rect part = intersection(layer.rect(), {0, 0, picture.width(), picture.height()});
    for (int y = part.y; y < part.bottom(); ++y) {
        Rgb8* under = picture.row(y) + part.x;
        const Rgb8* over = layer.color.row(y - layer.y) + (part.x - layer.x);
        const float* a = alpha.row(y - layer.y) + (part.x - layer.x);
        for (int x = 0; x < part.width; ++x) {
            if (a[x] == 1.0f) {
                under[x] = over[x];
            } else if (a[x] != 0.0f) {
                under[x] = {mixed(under[x].r, over[x].r, a[x]), mixed(under[x].g, over[x].g, a[x]),
                            mixed(under[x].b, over[x].b, a[x])};
            }
        }
    }
}

void paste(Image<Rgb8>& picture, const Layer& layer, const Blend& blend) {
    const auto* poisson = std::get_if<PoissonBlend>(&blend);
    if (poisson != nullptr && !lacks_surroundings(layer, *poisson))
        paste_poisson(picture, layer, *poisson);
    else if (const auto* laplacian = std::get_if<LaplacianBlend>(&blend))
        paste_laplacian(picture, layer, *laplacian);
    else
        paste_over(picture, layer, soft_alpha(layer, blend));
}

const Blend& blend_of(std::span<const Blend> blends, std::size_t layer) {
    return blends.size() == 1 ? blends.front() : blends[layer];
}

/// The first motion, which the whole picture has.
const MotionBlend* motion_of(std::span<const Blend> blends) {
    for (const Blend& blend : blends)
        if (const auto* motion = std::get_if<MotionBlend>(&blend)) return motion;
    return nullptr;
}

/// A layer's share of the pixels of one part of the picture.
struct Weights {
    Rect part;
    Image<float> share;  // [part.height, part.width]

    float at(int x, int y) const {
        const bool inside = x >= part.x && y >= part.y && x < part.right() && y < part.bottom();
        return inside ? share.at(x - part.x, y - part.y) : 0.0f;
    }
};

/// Every layer's weights, and what is left to the plate, which is the last.
std::vector<Weights> share_out(Extent extent, std::span<const Layer> layers,
                               std::span<const Blend> blends) {
    const Rect whole{0, 0, extent.width, extent.height};
    Image<float> left(extent, 1.0f);
    std::vector<Weights> all(layers.size());
    for (std::size_t i = layers.size(); i-- > 0;) {  // from the uppermost
        const Layer& layer = layers[i];
        const Rect part = intersection(layer.rect(), whole);
        all[i] = {part, Image<float>({part.width, part.height})};
        if (part.empty()) continue;
        const Image<float> alpha = soft_alpha(layer, blend_of(blends, i));
        for (int y = part.y; y < part.bottom(); ++y) {
            for (int x = part.x; x < part.right(); ++x) {
                const float a = alpha.at(x - layer.x, y - layer.y);
                all[i].share.at(x - part.x, y - part.y) = a * left.at(x, y);
                left.at(x, y) *= 1.0f - a;
            }
        }
    }
    all.push_back({whole, std::move(left)});
    return all;
}

/// Filters weights as filter_picture does colors.
Weights filtered(const Weights& weights, Extent extent, std::span<const KernelTap> taps) {
    constexpr int kReach = kMaxMotionLength / 2 + 1;
    const Rect& part = weights.part;
    const Rect grown = intersection(
        {part.x - kReach, part.y - kReach, part.width + 2 * kReach, part.height + 2 * kReach},
        {0, 0, extent.width, extent.height});
    Weights result{grown, Image<float>({grown.width, grown.height})};
    for (int y = grown.y; y < grown.bottom(); ++y) {
        for (int x = grown.x; x < grown.right(); ++x) {
            float sum = 0;
            for (const KernelTap& tap : taps) {
                sum += static_cast<float>(tap.weight) *
                       weights.at(std::clamp(x + tap.dx, 0, extent.width - 1),
                                  std::clamp(y + tap.dy, 0, extent.height - 1));
            }
            result.share.at(x - grown.x, y - grown.y) = sum / static_cast<float>(kTapScale);
        }
    }
    return result;
}

/// Weights of 0 and 1: every pixel is the uppermost mask's.
void label_masks(Image<std::uint32_t>& ids, std::span<const Layer> layers) {
    for (const Layer& layer : layers) {
        const Rect part = intersection(layer.rect(), {0, 0, ids.width(), ids.height()});
        for (int y = part.y; y < part.bottom(); ++y) {
            const std::uint8_t* alpha = layer.alpha.row(y - layer.y) + (part.x - layer.x);
            std::uint32_t* row = ids.row(y) + part.x;
            for (int x = 0; x < part.width; ++x)
                if (is_inside(alpha[x])) row[x] = layer.id;
        }
    }
}

}  // namespace

Image<Rgb8> compose(const Image<Rgb8>& plate, std::span<const Layer> layers,
                    std::span<const Blend> blends) {
    assert(blends.size() == 1 || blends.size() == layers.size());
    Image<Rgb8> picture = plate;
    for (std::size_t i = 0; i < layers.size(); ++i) paste(picture, layers[i], blend_of(blends, i));
    if (const MotionBlend* motion = motion_of(blends))
        return filter_picture(picture, motion_kernel(*motion));
    return picture;
}

Image<Rgb8> compose(const Image<Rgb8>& plate, std::span<const Layer> layers, const Blend& blend) {
    return compose(plate, layers, std::span(&blend, 1));
}

void label_layers(Image<std::uint32_t>& ids, std::span<const Layer> layers, const Blend& blend) {
    label_layers(ids, layers, std::span(&blend, 1));
}

void label_layers(Image<std::uint32_t>& ids, std::span<const Layer> layers,
                  std::span<const Blend> blends) {
    assert(blends.size() == 1 || blends.size() == layers.size());
    const auto is_hard = [](const Blend& b) { return std::holds_alternative<HardBlend>(b); };
    if (std::ranges::all_of(blends, is_hard)) return label_masks(ids, layers);
    std::vector<Weights> all = share_out(ids.extent(), layers, blends);
    if (const MotionBlend* motion = motion_of(blends)) {
        const std::vector<KernelTap> taps = motion_kernel(*motion);
        for (Weights& weights : all) weights = filtered(weights, ids.extent(), taps);
    }
    // What is not more than half the plate's is nobody's, unless a layer has half of it.
    const Image<float>& plate = all.back().share;
    for (std::size_t i = 0; i < plate.pixels().size(); ++i)
        if (plate.pixels()[i] <= 0.5f) ids.pixels()[i] = kBackgroundId;
    // Of two halves the upper one's counts, so it is written last.
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Rect& part = all[i].part;
        for (int y = part.y; y < part.bottom(); ++y)
            for (int x = part.x; x < part.right(); ++x)
                if (all[i].at(x, y) >= 0.5f) ids.at(x, y) = layers[i].id;
    }
}

Amodal amodal_of(const Layer& layer, const Blend& blend, const MotionBlend* motion,
                 Extent picture) {
    constexpr int kReach = kMaxMotionLength / 2 + 1;
    Layer alone = layer;
    alone.id = 1;
    // On a canvas of its own, with room for what motion adds, and at its place in the picture,
    // whose edge is repeated by motion.
    alone.x = alone.y = kReach;
    Image<std::uint32_t> own({layer.alpha.width() + 2 * kReach, layer.alpha.height() + 2 * kReach},
                             kBackgroundId);
    Image<std::uint32_t> seen(picture, kBackgroundId);
    const Layer layers[] = {std::move(alone)};
    Layer placed = layer;
    placed.id = 1;
    const Layer in_picture[] = {std::move(placed)};
    const auto label = [&](Image<std::uint32_t>& ids, std::span<const Layer> one) {
        std::vector<Weights> all = share_out(ids.extent(), one, std::span(&blend, 1));
        if (motion) all.front() = filtered(all.front(), ids.extent(), motion_kernel(*motion));
        const Rect& part = all.front().part;
        for (int y = part.y; y < part.bottom(); ++y)
            for (int x = part.x; x < part.right(); ++x)
                if (all.front().at(x, y) >= 0.5f) ids.at(x, y) = 1;
    };
    label(own, layers);
    label(seen, in_picture);
    const int left = layer.x - kReach, top = layer.y - kReach;
    const Rect part =
        intersection({left, top, own.width(), own.height()}, {0, 0, seen.width(), seen.height()});
    for (int y = part.y; y < part.bottom(); ++y)
        for (int x = part.x; x < part.right(); ++x)
            if (seen.at(x, y) != kBackgroundId) own.at(x - left, y - top) = 1;
    const Rect box = tight_box(own, [](std::uint32_t id) { return id != kBackgroundId; });
    Amodal amodal{.mask = {left + box.x, top + box.y, {}},
                  .total_box = {left + box.x, top + box.y, box.width, box.height}};
    amodal.mask.pixels = Image<std::uint8_t>({box.width, box.height});
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            const bool inside = own.at(box.x + x, box.y + y) != kBackgroundId;
            amodal.mask.pixels.at(x, y) = inside ? 1 : 0;
            amodal.total_area += inside ? 1 : 0;
        }
    }
    return amodal;
}

}  // namespace diorama
