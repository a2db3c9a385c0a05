#include "augment/blend/soft_alpha.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <span>
#include <variant>
#include <vector>

#include "augment/blend/dilate.hpp"
#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

Image<float> hard_mask(const Image<std::uint8_t>& alpha) {
    Image<float> mask(alpha.extent());
    std::transform(alpha.begin(), alpha.end(), mask.begin(),
                   [](std::uint8_t a) { return is_inside(a) ? 1.0f : 0.0f; });
    return mask;
}

void add_weighted(const float* row, float weight, int count, float* sum) {
    for (int x = 0; x < count; ++x) sum[x] += weight * row[x];
}

/// Filters rows and columns of a mask with one odd, symmetric kernel whose sum is 1; beyond the
/// canvas there is 0. Where all taps agree the mask stays exactly as it is.
Image<float> filtered(const Image<float>& mask, std::span<const float> kernel) {
    const int radius = static_cast<int>(kernel.size() / 2);
    const int width = mask.width(), height = mask.height();
    Image<float> rows(mask.extent()), result(mask.extent());
    for (int k = -radius; k <= radius; ++k) {
        const float weight = kernel[static_cast<std::size_t>(k + radius)];
        const int left = std::max(0, -k), count = width - std::abs(k);
        for (int y = 0; y < height; ++y)
            add_weighted(mask.row(y) + left + k, weight, count, rows.row(y) + left);
    }
    for (int y = 0; y < height; ++y) {
        for (int k = std::max(-radius, -y); k <= std::min(radius, height - 1 - y); ++k) {
            const float weight = kernel[static_cast<std::size_t>(k + radius)];
            add_weighted(rows.row(y + k), weight, width, result.row(y));
        }
    }
    // The sum of the weights is 1 but for rounding.
    for (float& a : result) a = a > 1.0f - 1e-5f ? 1.0f : a;
    return result;
}

struct Offset {
    int dx = 0, dy = 0;
    float distance = 0;
};

/// All offsets but none up to a distance, the nearest first.
std::vector<Offset> offsets_by_distance(float most) {
    std::vector<Offset> offsets;
    const int reach = static_cast<int>(most);
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            const float distance = std::sqrt(static_cast<float>(dx * dx + dy * dy));
            if (distance > 0 && distance <= most) offsets.push_back({dx, dy, distance});
        }
    }
    std::ranges::stable_sort(offsets, {}, &Offset::distance);
    return offsets;
}

struct SoftAlpha {
    const Layer& layer;

    Image<float> operator()(const HardBlend&) const { return hard_mask(layer.alpha); }
    Image<float> operator()(const MotionBlend&) const { return hard_mask(layer.alpha); }
    Image<float> operator()(const LaplacianBlend&) const { return hard_mask(layer.alpha); }
    Image<float> operator()(const PoissonBlend& poisson) const {
        if (lacks_surroundings(layer, poisson)) return (*this)(GaussianBlend{});
        return hard_mask(layer.alpha);
    }

    Image<float> operator()(const MatteBlend&) const {
        Image<float> matte(layer.alpha.extent());
        // 128 of 255 is a little more than a half, 127 a little less, as the hard mask has them.
        std::transform(layer.alpha.begin(), layer.alpha.end(), matte.begin(),
                       [](std::uint8_t a) { return static_cast<float>(a) / 255.0f; });
        return matte;
    }

    Image<float> operator()(const GaussianBlend&) const {
        std::array<float, 5> kernel;
        float sum = 0;
        for (int k = -2; k <= 2; ++k) {
            const float weight = fast_exp(-static_cast<float>(k * k) / 8.0f);
            kernel[static_cast<std::size_t>(k + 2)] = weight;
            sum += weight;
        }
        for (float& weight : kernel) weight /= sum;
        return filtered(hard_mask(layer.alpha), kernel);
    }

    Image<float> operator()(const BoxBlend&) const {
        constexpr float kThird = 1.0f / 3.0f;
        return filtered(hard_mask(layer.alpha), std::array{kThird, kThird, kThird});
    }

    Image<float> operator()(const FeatherBlend& feather) const {
        const float radius = std::clamp(feather.radius, 0.5f, kLayerMargin - 1.0f);
        const int width = layer.alpha.width(), height = layer.alpha.height();
        Image<std::uint8_t> inside(layer.alpha.extent()), outside(layer.alpha.extent());
        Image<float> ramp(layer.alpha.extent());
        for (std::size_t i = 0; i < inside.pixels().size(); ++i) {
            inside.pixels()[i] = is_inside(layer.alpha.pixels()[i]) ? 1 : 0;
            outside.pixels()[i] = inside.pixels()[i] ^ 1;
            ramp.pixels()[i] = inside.pixels()[i];
        }
        // Further from the outline than this the ramp has ended.
        const std::vector<Offset> offsets = offsets_by_distance(radius + 0.5f);
        const int reach = static_cast<int>(radius + 0.5f);
        const Image<std::uint8_t> near_inside = dilated(inside, reach);
        const Image<std::uint8_t> near_outside = dilated(outside, reach);
        std::vector<std::uint8_t> band(static_cast<std::size_t>(width));
        for (int y = 0; y < height; ++y) {
            const std::uint8_t *at_inside = near_inside.row(y), *at_outside = near_outside.row(y);
            for (std::size_t x = 0; x < band.size(); ++x) band[x] = at_inside[x] & at_outside[x];
            for (auto at = std::find(band.begin(), band.end(), 1); at != band.end();
                 at = std::find(at + 1, band.end(), 1)) {
                const int x = static_cast<int>(at - band.begin());
                const std::uint8_t in = inside.at(x, y);
                const auto other = std::ranges::find_if(offsets, [&](const Offset& o) {
                    const int u = x + o.dx, v = y + o.dy;
                    return u >= 0 && v >= 0 && u < width && v < height && inside.at(u, v) != in;
                });
                if (other == offsets.end()) continue;
                // The outline runs half way between the centers of neighboring pixels.
                const float distance = other->distance - 0.5f;
                const float signed_distance = in ? distance : -distance;
                ramp.at(x, y) = std::clamp(0.5f + signed_distance / (2.0f * radius), 0.0f, 1.0f);
            }
        }
        return ramp;
    }
};

}  // namespace

Image<float> soft_alpha(const Layer& layer, const Blend& blend) {
    return std::visit(SoftAlpha{layer}, blend);
}

}  // namespace diorama
