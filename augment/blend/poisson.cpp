#include "augment/blend/poisson.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "augment/blend/masked_poisson.hpp"

namespace diorama {
namespace {

constexpr float kTolerance = 0.1f;  // grey levels

struct Step {
    int dx, dy;
};
constexpr std::array<Step, 4> kNeighbors{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

/// A layer's mask and colors, asked for by the picture's coordinates.
struct Source {
    const Layer& layer;

    bool in_mask(int x, int y) const {
        const int u = x - layer.x, v = y - layer.y;
        return u >= 0 && v >= 0 && u < layer.alpha.width() && v < layer.alpha.height() &&
               is_inside(layer.alpha.at(u, v));
    }
    Float4 color(int x, int y) const { return at(layer.color, x, y); }
    Float4 surroundings(int x, int y) const { return at(layer.surroundings, x, y); }

    Float4 at(const Image<Rgb8>& image, int x, int y) const {
        return Float4(image.at(std::clamp(x - layer.x, 0, image.width() - 1),
                               std::clamp(y - layer.y, 0, image.height() - 1)));
    }
};

/// The tight box of the mask inside the picture.
Rect mask_box(const Source& source, const Image<Rgb8>& picture) {
    const Rect part = intersection(source.layer.rect(), {0, 0, picture.width(), picture.height()});
    int left = part.right(), top = part.bottom(), right = part.x, bottom = part.y;
    for (int y = part.y; y < part.bottom(); ++y) {
        for (int x = part.x; x < part.right(); ++x) {
            if (!source.in_mask(x, y)) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = y + 1;
        }
    }
    return {left, top, std::max(right - left, 0), std::max(bottom - top, 0)};
}

Float4 larger(const Float4& a, const Float4& b) {
    const Float4::Lanes square_a = a.lanes * a.lanes, square_b = b.lanes * b.lanes;
    return Float4(square_a >= square_b ? a.lanes : b.lanes);
}

/// The equations for h on a mask, in the mask's box.
struct Equations {
    Rect box;
    Image<std::uint8_t> omega, degree;
    Image<Float4> b;
    bool has_ring = false;
};

Equations equations_of(const Image<Rgb8>& picture, const Source& source,
                       const PoissonBlend& poisson) {
    Equations e;
    e.box = mask_box(source, picture);
    const Extent extent{e.box.width, e.box.height};
    e.omega = e.degree = Image<std::uint8_t>(extent);
    e.b = Image<Float4>(extent);
    for (int y = e.box.y; y < e.box.bottom(); ++y) {
        for (int x = e.box.x; x < e.box.right(); ++x) {
            if (!source.in_mask(x, y)) continue;
            const Float4 g = source.color(x, y);
            Float4 sum;
            int degree = 0;
            for (const auto& [dx, dy] : kNeighbors) {
                const int u = x + dx, v = y + dy;
                if (u < 0 || v < 0 || u >= picture.width() || v >= picture.height()) continue;
                ++degree;
                const bool on_ring = !source.in_mask(u, v);
                e.has_ring = e.has_ring || on_ring;
                if (!on_ring && !poisson.mixed) continue;  // the guidance is g's own gradient
                Float4 neighbor = g;
                if (!on_ring) neighbor = source.color(u, v);
                if (on_ring && poisson.ring == PoissonRing::Source)
                    neighbor = source.surroundings(u, v);
                const Float4 gradient = g - neighbor;
                if (poisson.mixed) {
                    const Float4 under = Float4(picture.at(x, y)) - Float4(picture.at(u, v));
                    sum += larger(gradient, under) - gradient;
                }
                if (on_ring) sum += Float4(picture.at(u, v)) - neighbor;
            }
            e.omega.at(x - e.box.x, y - e.box.y) = 1;
            e.degree.at(x - e.box.x, y - e.box.y) = static_cast<std::uint8_t>(degree);
            e.b.at(x - e.box.x, y - e.box.y) = sum;
        }
    }
    return e;
}

/// The factor that keeps the mean of every channel of h within the limit.
float drift_scale(const Equations& e, const Image<Float4>& h, float limit) {
    Float4 sum;
    float count = 0;
    for (std::size_t i = 0; i < h.pixels().size(); ++i) {
        sum += h.pixels()[i];
        count += e.omega.pixels()[i] != 0 ? 1.0f : 0.0f;
    }
    const float drift = largest_magnitude(sum) / count;
    return drift > limit ? limit / drift : 1.0f;
}

}  // namespace

void paste_poisson(Image<Rgb8>& picture, const Layer& layer, const PoissonBlend& poisson) {
    assert(poisson.ring == PoissonRing::Object || !layer.surroundings.empty());
    const Source source{layer};
    const Equations e = equations_of(picture, source, poisson);
    if (e.box.empty()) return;
    Image<Float4> h(e.b.extent());
    if (e.has_ring) h = solve_masked_poisson(e.omega, e.degree, e.b, kTolerance);
    const float scale = drift_scale(e, h, poisson.drift_limit);
    for (int y = 0; y < e.box.height; ++y) {
        for (int x = 0; x < e.box.width; ++x) {
            if (e.omega.at(x, y) == 0) continue;
            picture.at(e.box.x + x, e.box.y + y) =
                to_rgb8(source.color(e.box.x + x, e.box.y + y) + scale * h.at(x, y));
        }
    }
}

}  // namespace diorama
