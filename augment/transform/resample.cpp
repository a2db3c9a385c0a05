#include "augment/transform/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace diorama {
namespace {

/// Below this shrinking bilinear samples are good enough, and sharper than areas sampled again.
constexpr double kReduceFrom = 1.25;

using Lanes __attribute__((vector_size(16))) = float;
using Bytes4 __attribute__((vector_size(4))) = std::uint8_t;

/// Four bytes from one pixel on; the last is the next pixel's.
Lanes load(const std::uint8_t* pixel) {
    Bytes4 bytes;
    std::memcpy(&bytes, pixel, sizeof bytes);
    return __builtin_convertvector(bytes, Lanes);
}

Rgb8 rounded(Lanes value) {
    return {static_cast<std::uint8_t>(value[0]), static_cast<std::uint8_t>(value[1]),
            static_cast<std::uint8_t>(value[2])};
}

/// The share of each source pixel in the pixels of a line that is reduced from `from` to `to`.
struct Shares {
    std::vector<int> target;  // of each source pixel
    std::vector<float> here;  // its weight in that target pixel; the rest goes to the next one
    float whole = 1;          // weight of a source pixel
};

Shares shares_of(int from, int to) {
    Shares shares;
    const double scale = static_cast<double>(to) / from;
    shares.whole = static_cast<float>(scale);
    for (int i = 0; i < from; ++i) {
        const double begin = i * scale, end = (i + 1) * scale;
        const int target = std::min(static_cast<int>(begin), to - 1);
        const double here = std::min(end, target + 1.0) - begin;
        shares.target.push_back(target);
        shares.here.push_back(static_cast<float>(target == to - 1 ? scale : here));
    }
    return shares;
}

/// Adds a row of bytes with a weight.
void accumulate(const std::uint8_t* row, float weight, float* sums, int count) {
    for (int i = 0; i < count; ++i) sums[i] += weight * static_cast<float>(row[i]);
}

/// Sums of columns to the pixels of one row.
void reduce_columns(const float* sums, const Shares& columns, int from, int to, Rgb8* out,
                    std::vector<float>& scratch) {
    scratch.assign(static_cast<std::size_t>(3 * to) + 3, 0.0f);
    for (int x = 0; x < from; ++x) {
        const auto i = static_cast<std::size_t>(x);
        float* into = scratch.data() + 3 * columns.target[i];
        const float here = columns.here[i], next = columns.whole - here;
        for (int c = 0; c < 3; ++c) {
            into[c] += here * sums[3 * x + c];
            into[c + 3] += next * sums[3 * x + c];
        }
    }
    const auto level = [&](int i) {
        return static_cast<std::uint8_t>(
            std::min(scratch[static_cast<std::size_t>(i)] + 0.5f, 255.0f));
    };
    for (int x = 0; x < to; ++x) out[x] = {level(3 * x), level(3 * x + 1), level(3 * x + 2)};
}

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

/// The colors of target pixels [begin, end) of a row whose map copies pixels.
void copy_row(const Image<Rgb8>& source, const glm::dmat3& m, int y, int begin, int end,
              Rgb8* out) {
    if (begin >= end) return;
    const glm::dvec3 p = mapped(m, {begin + 0.5, y + 0.5});
    const auto x0 = static_cast<int>(std::floor(p.x)), y0 = static_cast<int>(std::floor(p.y));
    const auto step_x = static_cast<int>(m[0][0]), step_y = static_cast<int>(m[0][1]);
    if (step_x == 1) {
        std::copy_n(source.row(y0) + x0, end - begin, out + begin);
        return;
    }
    const std::ptrdiff_t step = step_x + static_cast<std::ptrdiff_t>(step_y) * source.width();
    const Rgb8* from = &source.at(x0, y0);
    for (int x = begin; x < end; ++x, from += step) out[x] = *from;
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

}  // namespace

void sample_row(const Image<Rgb8>& source, const float* x, const float* y, int count, Rgb8* out) {
    const int width = source.width(), height = source.height();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(source.data());
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(width);
    for (int i = 0; i < count; ++i) {
        const float u = std::min(std::max(x[i] - 0.5f, 0.0f), static_cast<float>(width - 1));
        const float v = std::min(std::max(y[i] - 0.5f, 0.0f), static_cast<float>(height - 1));
        const int left = static_cast<int>(u), top = static_cast<int>(v);
        const float fx = u - static_cast<float>(left), fy = v - static_cast<float>(top);
        const std::uint8_t* p = bytes + top * stride + 3 * left;
        // The load of the pixel to the right reads one byte of the pixel after it.
        if (left + 2 < width && top + 1 < height) {
            const std::uint8_t* q = p + stride;
            const Lanes upper = load(p) * (1.0f - fx) + load(p + 3) * fx;
            const Lanes lower = load(q) * (1.0f - fx) + load(q + 3) * fx;
            out[i] = rounded(upper * (1.0f - fy) + lower * fy + 0.5f);
            continue;
        }
        const int right = left + 1 < width ? 3 : 0;
        const std::ptrdiff_t down = top + 1 < height ? stride : 0;
        const auto level = [&](int c) {
            const float upper =
                static_cast<float>(p[c]) * (1.0f - fx) + static_cast<float>(p[right + c]) * fx;
            const float lower = static_cast<float>(p[down + c]) * (1.0f - fx) +
                                static_cast<float>(p[down + right + c]) * fx;
            return static_cast<std::uint8_t>(upper * (1.0f - fy) + lower * fy + 0.5f);
        };
        out[i] = {level(0), level(1), level(2)};
    }
}

Image<Rgb8> area_reduced(const Image<Rgb8>& source, const Rect& region, Extent target) {
    Image<Rgb8> out(target);
    const Shares rows = shares_of(region.height, target.height);
    const Shares columns = shares_of(region.width, target.width);
    const int bytes = 3 * region.width;
    std::vector<float> sums(static_cast<std::size_t>(bytes), 0.0f), next(sums), scratch;
    int row = 0;
    const auto emit = [&] {
        reduce_columns(sums.data(), columns, region.width, target.width, out.row(row), scratch);
        sums.swap(next);
        std::ranges::fill(next, 0.0f);
        ++row;
    };
    for (int y = 0; y < region.height; ++y) {
        const auto i = static_cast<std::size_t>(y);
        if (rows.target[i] > row) emit();
        const auto* from =
            reinterpret_cast<const std::uint8_t*>(source.row(region.y + y) + region.x);
        accumulate(from, rows.here[i], sums.data(), bytes);
        const float rest = rows.whole - rows.here[i];
        if (rest > 0.0f) accumulate(from, rest, next.data(), bytes);
    }
    emit();
    return out;
}

Image<Rgb8> warp_color(const Image<Rgb8>& source, const Warp& warp) {
    Image<Rgb8> out(warp.target());
    const BackwardMap backward(warp);
    RowMap map;
    const auto matrix = warp.matrix();
    const bool copies = matrix && copies_pixels(*matrix);
    const Reduced small = copies ? Reduced{} : reduced(source, warp);
    const Image<Rgb8>& picture = small.picture.empty() ? source : small.picture;
    for (int y = 0; y < out.height(); ++y) {
        backward.row(y, 0, out.width(), map);
        if (copies) {
            copy_row(source, *matrix, y, map.begin, map.end, out.row(y));
            color_row(source, map, 0, map.begin, out.row(y));
            color_row(source, map, map.end, out.width(), out.row(y));
            continue;
        }
        if (!small.picture.empty()) {
            for (float& x : map.x) x = x * small.scale.x + small.offset.x;
            for (float& v : map.y) v = v * small.scale.y + small.offset.y;
        }
        color_row(picture, map, 0, out.width(), out.row(y));
    }
    return out;
}

}  // namespace diorama
