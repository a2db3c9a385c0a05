#include "augment/transform/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "augment/transform/area.hpp"

namespace diorama {
namespace {

/// Below this shrinking bilinear samples are good enough, and sharper than areas sampled again.
constexpr double kReduceFrom = 1.25;

/// How many source pixels a target pixel spans along the source's x and y: the median over the
/// target.
glm::dvec2 shrinking(const Warp& warp) {
    constexpr int kProbes = 5;
    std::array<double, kProbes * kProbes> along_x{}, along_y{};
    const Extent target = warp.target();
    for (int j = 0; j < kProbes; ++j) {
        for (int i = 0; i < kProbes; ++i) {
            const glm::dvec2 at{(i + 0.5) / kProbes * target.width,
                                (j + 0.5) / kProbes * target.height};
            const glm::dvec2 dx =
                warp.source_of(at + glm::dvec2(0.5, 0)) - warp.source_of(at - glm::dvec2(0.5, 0));
            const glm::dvec2 dy =
                warp.source_of(at + glm::dvec2(0, 0.5)) - warp.source_of(at - glm::dvec2(0, 0.5));
            const auto k = static_cast<std::size_t>(j * kProbes + i);
            along_x[k] = std::sqrt(dx.x * dx.x + dy.x * dy.x);
            along_y[k] = std::sqrt(dx.y * dx.y + dy.y * dy.y);
        }
    }
    const auto median = [](auto& values) {
        std::ranges::nth_element(values, values.begin() + values.size() / 2);
        return values[values.size() / 2];
    };
    return {median(along_x), median(along_y)};
}

/// The source reduced toward the target's resolution, and how positions move with it.
struct Reduced {
    Image<Rgb8> picture;
    glm::vec2 scale{1.0f}, offset{0.0f};  // reduced = source * scale + offset
};

/// The part of the source that the target can show, from a grid of its pixels.
Rect visible_part(const Warp& warp) {
    const Extent source = warp.source(), target = warp.target();
    constexpr int kGrid = 16;
    glm::dvec2 low{1e30}, high{-1e30};
    for (int j = 0; j <= kGrid; ++j) {
        for (int i = 0; i <= kGrid; ++i) {
            const glm::dvec2 p = warp.source_of({static_cast<double>(i) * target.width / kGrid,
                                                 static_cast<double>(j) * target.height / kGrid});
            low = glm::min(low, p);
            high = glm::max(high, p);
        }
    }
    const auto matrix = warp.matrix();
    const bool affine = matrix && (*matrix)[0][2] == 0 && (*matrix)[1][2] == 0;
    if (!affine) return {0, 0, source.width, source.height};
    const auto bound = [](double at, int size) {
        return static_cast<int>(std::clamp(at, 0.0, static_cast<double>(size)));
    };
    const int x0 = bound(std::floor(low.x), source.width),
              y0 = bound(std::floor(low.y), source.height);
    const int x1 = bound(std::ceil(high.x), source.width);
    const int y1 = bound(std::ceil(high.y), source.height);
    return {x0, y0, x1 - x0, y1 - y0};
}

Reduced reduced(const Image<Rgb8>& source, const Warp& warp) {
    const glm::dvec2 factor = glm::max(shrinking(warp), glm::dvec2(1.0));
    if (!(std::max(factor.x, factor.y) > kReduceFrom)) return {};
    const bool borders = std::ranges::any_of(
        warp.steps(), [](const WarpStep& step) { return step.outside.border != Border::Fill; });
    const Rect part = borders ? Rect{0, 0, source.width(), source.height()} : visible_part(warp);
    if (part.empty()) return {};
    const auto side = [](int size, double by) {
        return std::clamp(static_cast<int>(std::ceil(size / by - 1e-6)), 1, size);
    };
    const Extent small{side(part.width, factor.x), side(part.height, factor.y)};
    Reduced result{.picture = area_reduced(source, part, small)};
    result.scale = {static_cast<float>(static_cast<double>(small.width) / part.width),
                    static_cast<float>(static_cast<double>(small.height) / part.height)};
    result.offset = -glm::vec2(part.x, part.y) * result.scale;
    return result;
}

constexpr std::size_t kMaxHalves = 12;
constexpr int kMaxSamples = 16;

/// What a target pixel covers of the source.
struct Footprint {
    int count = 0;          // samples along it; 0: one pixel or less, a bilinear sample will do
    int halvings = 0;       // of the source, for the shorter axis
    glm::vec2 along{0.0f};  // the longer axis
};

/// Columns of the Jacobian of a homography where it takes a target pixel to `p`.
std::pair<glm::dvec2, glm::dvec2> jacobian(const glm::dmat3& m, double x, double y, glm::dvec2 p) {
    const double w = m[0][2] * x + m[1][2] * y + m[2][2];
    return {glm::dvec2(m[0][0] - p.x * m[0][2], m[0][1] - p.y * m[0][2]) / w,
            glm::dvec2(m[1][0] - p.x * m[1][2], m[1][1] - p.y * m[1][2]) / w};
}

/// @param x  a pixel of the row on the source.
Footprint footprint(const glm::dmat3& m, const RowMap& map, int x, int y) {
    const auto i = static_cast<std::size_t>(x);
    const auto [across, down] = jacobian(m, x + 0.5, y + 0.5, {map.x[i], map.y[i]});
    const double a2 = glm::dot(across, across), d2 = glm::dot(down, down);
    if (std::max(a2, d2) < kReduceFrom * kReduceFrom) return {};
    const double longer = std::sqrt(std::max(a2, d2));
    const double shorter = std::max(std::abs(across.x * down.y - across.y * down.x) / longer, 1.0);
    const int count = std::clamp(static_cast<int>(std::ceil(longer / shorter)), 1, kMaxSamples);
    const double width = std::max(shorter, longer / count);
    int halvings = 0;
    while (halvings < static_cast<int>(kMaxHalves) && width > 1.42 * (1 << halvings)) ++halvings;
    return {count, halvings, glm::vec2(a2 > d2 ? across : down)};
}

/// Whether a perspective shrinks some part of the target that it shows of the source, and others
/// less.
bool shrinks_unevenly(const glm::dmat3& m, const Warp& warp) {
    if (m[0][2] == 0 && m[1][2] == 0) return false;
    constexpr int kProbes = 12;
    double most = 0, least = 1e30;
    for (int j = 0; j <= kProbes; ++j) {
        for (int i = 0; i <= kProbes; ++i) {
            const double x = i * warp.target().width / static_cast<double>(kProbes);
            const double y = j * warp.target().height / static_cast<double>(kProbes);
            const glm::dvec3 q = mapped(m, {x, y});
            if (!(q.z > 1e-9)) continue;
            const glm::dvec2 p = glm::dvec2(q) / q.z;
            if (p.x < 0 || p.y < 0 || p.x > warp.source().width || p.y > warp.source().height)
                continue;
            const auto [across, down] = jacobian(m, x, y, p);
            const double size = std::sqrt(std::max(glm::dot(across, across), glm::dot(down, down)));
            most = std::max(most, size);
            least = std::min(least, size);
        }
    }
    return most > kReduceFrom && most > 1.2 * least;
}

void fill_pixels(Rgb8* out, int count, Rgb8 color) {
    if (color.r == color.g && color.g == color.b)
        std::memset(static_cast<void*>(out), color.r,
                    sizeof(Rgb8) * static_cast<std::size_t>(count));
    else
        std::fill_n(out, count, color);
}

/// Writes the colors of pixels [x, last) of a row from its map.
void color_row(const Image<Rgb8>& source, const RowMap& map, int x, int last, Rgb8* out) {
    while (x < last) {
        const bool fill = map.origin[static_cast<std::size_t>(x)] == Origin::Fill;
        int end = x + 1;
        while (end < last && (map.origin[static_cast<std::size_t>(end)] == Origin::Fill) == fill)
            ++end;
        const auto at = static_cast<std::size_t>(x);
        if (fill) {
            std::copy_n(map.fill.begin() + x, end - x, out + x);
        } else {
            sample_row(source, map.x.data() + at, map.y.data() + at, end - x, out + x);
        }
        x = end;
    }
}

/// What is not in [begin, end) of a row.
void outer_row(const Image<Rgb8>& source, const RowMap& map, Rgb8* out) {
    const int width = static_cast<int>(map.origin.size());
    if (map.around) {
        fill_pixels(out, map.begin, *map.around);
        fill_pixels(out + map.end, width - map.end, *map.around);
        return;
    }
    color_row(source, map, 0, map.begin, out);
    color_row(source, map, map.end, width, out);
}

}  // namespace

ColorSampler::ColorSampler(const Image<Rgb8>& source, const Warp& warp) : source_(source) {
    const auto matrix = warp.matrix();
    if (matrix && copies_pixels(*matrix)) return;
    if (matrix && shrinks_unevenly(*matrix, warp)) {
        perspective_ = *matrix;
        const Image<Rgb8>* last = &source_;
        halves_.reserve(kMaxHalves);
        while (std::min(last->width(), last->height()) > 1 && halves_.size() < kMaxHalves) {
            const Extent extent = last->extent();
            halves_.push_back(area_reduced(*last, {0, 0, extent.width, extent.height},
                                           {(extent.width + 1) / 2, (extent.height + 1) / 2}));
            last = &halves_.back();
        }
        return;
    }
    Reduced small = reduced(source, warp);
    reduced_ = std::move(small.picture);
    scale_ = small.scale;
    offset_ = small.offset;
    if (!matrix || reduced_.extent() != warp.target()) return;
    // A plain change of size is done now.
    const glm::dmat3 rest =
        matrix3(scale_.x, 0, offset_.x, 0, scale_.y, offset_.y) * *matrix - glm::dmat3(1.0);
    double largest = 0;
    for (int i = 0; i < 9; ++i) largest = std::max(largest, std::abs(rest[i / 3][i % 3]));
    finished_ = largest < 1e-5;
}

void ColorSampler::row(RowMap& map, int y, Rgb8* out) {
    const int width = static_cast<int>(map.origin.size());
    if (map.copied) {
        copy_pixels(source_, map, out);
    } else if (finished_ && map.begin == 0 && map.end == width) {
        std::copy_n(reduced_.row(y), width, out);
        return;
    } else if (perspective_) {
        perspective_row(map, y, out);
    } else {
        const Image<Rgb8>& picture = reduced_.empty() ? source_ : reduced_;
        if (!reduced_.empty()) {
            for (float& x : map.x) x = x * scale_.x + offset_.x;
            for (float& v : map.y) v = v * scale_.y + offset_.y;
        }
        if (!map.uniform) {
            color_row(picture, map, 0, width, out);
            return;
        }
        if (map.aligned && std::min(picture.width(), picture.height()) > 1) {
            if (map.begin < map.end) {
                if (!aligned_) aligned_.emplace(picture, map.x.data(), width);
                aligned_->row(map.y[static_cast<std::size_t>(map.begin)], out);
            }
        } else {
            sample_row(picture, map.x.data() + map.begin, map.y.data() + map.begin,
                       map.end - map.begin, out + map.begin);
        }
        outer_row(picture, map, out);
        return;
    }
    outer_row(source_, map, out);
}

void ColorSampler::perspective_row(const RowMap& map, int y, Rgb8* out) const {
    for (int x = map.begin; x < map.end;) {
        // Pixels that do not shrink are sampled as ever, in one go.
        int end = x;
        while (end < map.end && footprint(*perspective_, map, end, y).count == 0) ++end;
        const auto at = static_cast<std::size_t>(x);
        sample_row(source_, map.x.data() + at, map.y.data() + at, end - x, out + x);
        for (x = end; x < map.end; ++x) {
            const Footprint foot = footprint(*perspective_, map, x, y);
            if (foot.count == 0) break;
            const auto level = std::min(static_cast<std::size_t>(foot.halvings), halves_.size());
            const Image<Rgb8>& picture = level == 0 ? source_ : halves_[level - 1];
            const glm::vec2 scale(
                static_cast<float>(picture.width()) / static_cast<float>(source_.width()),
                static_cast<float>(picture.height()) / static_cast<float>(source_.height()));
            float us[kMaxSamples], vs[kMaxSamples];
            Rgb8 colors[kMaxSamples];
            for (int k = 0; k < foot.count; ++k) {
                const float t =
                    (static_cast<float>(k) + 0.5f) / static_cast<float>(foot.count) - 0.5f;
                us[k] = (map.x[static_cast<std::size_t>(x)] + t * foot.along.x) * scale.x;
                vs[k] = (map.y[static_cast<std::size_t>(x)] + t * foot.along.y) * scale.y;
            }
            sample_row(picture, us, vs, foot.count, colors);
            int r = foot.count / 2, g = r, b = r;
            for (int k = 0; k < foot.count; ++k) {
                r += colors[k].r;
                g += colors[k].g;
                b += colors[k].b;
            }
            out[x] = {static_cast<std::uint8_t>(r / foot.count),
                      static_cast<std::uint8_t>(g / foot.count),
                      static_cast<std::uint8_t>(b / foot.count)};
        }
    }
}

Image<Rgb8> warp_color(const Image<Rgb8>& source, const Warp& warp) {
    Image<Rgb8> out(warp.target());
    const BackwardMap backward(warp);
    ColorSampler sampler(source, warp);
    RowMap map;
    for (int y = 0; y < out.height(); ++y) {
        backward.row(y, map);
        sampler.row(map, y, out.row(y));
    }
    return out;
}

}  // namespace diorama
