#include "augment/blend/poisson.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#include "augment/blend/masked_poisson.hpp"
#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

constexpr float kTolerance = 0.1f;  // grey levels

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

/// What a pixel of the mask's box or next to it is.
enum Kind : std::uint8_t { kRing, kInside, kBeyondPicture };

/// The tight box of the mask inside the picture, and the kinds of its pixels in a frame one wide.
struct Domain {
    Rect box;
    Image<std::uint8_t> kinds;  // [box.height + 2, box.width + 2]

    const std::uint8_t* row(int y) const { return kinds.row(y + 1) + 1; }
};

Domain domain_of(const Source& source, const Image<Rgb8>& picture) {
    const Rect whole{0, 0, picture.width(), picture.height()};
    Domain domain;
    domain.box = tight_box(intersection(source.layer.rect(), whole),
                           [&](int x, int y) { return source.in_mask(x, y); });
    if (domain.box.empty()) return domain;
    const int left = domain.box.x, right = domain.box.right();
    const int top = domain.box.y, bottom = domain.box.bottom();
    domain.kinds = Image<std::uint8_t>({right - left + 2, bottom - top + 2}, kRing);
    Image<std::uint8_t>& kinds = domain.kinds;
    const Layer& layer = source.layer;
    for (int y = top; y < bottom; ++y) {
        const std::uint8_t* alpha = layer.alpha.row(y - layer.y) + (left - layer.x);
        std::uint8_t* kind = kinds.row(y - top + 1) + 1;
        for (int x = 0; x < right - left; ++x) kind[x] = is_inside(alpha[x]) ? kInside : kRing;
    }
    if (top == 0) std::fill_n(kinds.row(0), kinds.width(), kBeyondPicture);
    if (bottom == picture.height())
        std::fill_n(kinds.row(kinds.height() - 1), kinds.width(), kBeyondPicture);
    for (int y = 0; y < kinds.height(); ++y) {
        if (left == 0) kinds.at(0, y) = kBeyondPicture;
        if (right == picture.width()) kinds.at(kinds.width() - 1, y) = kBeyondPicture;
    }
    return domain;
}

Float4 larger(const Float4& a, const Float4& b) {
    const Float4::Lanes square_a = a.lanes * a.lanes, square_b = b.lanes * b.lanes;
    return Float4(square_a >= square_b ? a.lanes : b.lanes);
}

/// The equations for h on a mask, in the mask's box.
struct Equations {
    Image<std::uint8_t> omega, degree;
    Image<Float4> b;
    bool has_ring = false;
};

Equations equations_of(const Image<Rgb8>& picture, const Source& source, const Domain& domain,
                       const PoissonBlend& poisson) {
    const Rect& box = domain.box;
    const Extent extent{box.width, box.height};
    Equations e{Image<std::uint8_t>(extent), Image<std::uint8_t>(extent), Image<Float4>(extent)};
    const std::ptrdiff_t stride = domain.kinds.width();
    const std::array<std::ptrdiff_t, 4> offsets{1, -1, stride, -stride};
    constexpr int kDx[] = {1, -1, 0, 0}, kDy[] = {0, 0, 1, -1};
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            const std::uint8_t* kind = domain.row(y) + x;
            if (*kind != kInside) continue;
            e.omega.at(x, y) = 1;
            e.degree.at(x, y) = 4;
            const bool far_inside = kind[1] == kInside && kind[-1] == kInside &&
                                    kind[stride] == kInside && kind[-stride] == kInside;
            if (far_inside && !poisson.mixed) continue;  // the guidance is g's own gradient
            const int px = box.x + x, py = box.y + y;
            const Float4 g = source.color(px, py);
            for (std::size_t k = 0; k < 4; ++k) {
                const std::uint8_t neighbor_kind = kind[offsets[k]];
                const int u = px + kDx[k], v = py + kDy[k];
                if (neighbor_kind == kBeyondPicture) {
                    --e.degree.at(x, y);
                    continue;
                }
                const bool on_ring = neighbor_kind == kRing;
                e.has_ring = e.has_ring || on_ring;
                if (!on_ring && !poisson.mixed) continue;
                Float4 neighbor = g;
                if (!on_ring) neighbor = source.color(u, v);
                if (on_ring && poisson.ring == PoissonRing::Source)
                    neighbor = source.surroundings(u, v);
                const Float4 gradient = g - neighbor;
                if (poisson.mixed) {
                    const Float4 under = Float4(picture.at(px, py)) - Float4(picture.at(u, v));
                    e.b.at(x, y) += larger(gradient, under) - gradient;
                }
                if (on_ring) e.b.at(x, y) += Float4(picture.at(u, v)) - neighbor;
            }
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
    const Domain domain = domain_of(source, picture);
    if (domain.box.empty()) return;
    Equations e = equations_of(picture, source, domain, poisson);
    Image<Float4> h = std::move(e.b);
    if (e.has_ring)
        h = solve_masked_poisson(e.omega, e.degree, std::move(h), kTolerance);
    else
        std::ranges::fill(h, Float4());
    const float scale = drift_scale(e, h, poisson.drift_limit);
    for (int y = 0; y < domain.box.height; ++y) {
        const int py = domain.box.y + y;
        const std::uint8_t* omega = e.omega.row(y);
        const Float4* change = h.row(y);
        const Rgb8* color = layer.color.row(py - layer.y) + (domain.box.x - layer.x);
        Rgb8* out = picture.row(py) + domain.box.x;
        for (int x = 0; x < domain.box.width; ++x)
            if (omega[x] != 0) out[x] = to_rgb8(Float4(color[x]) + scale * change[x]);
    }
}

}  // namespace diorama
