#include "augment/transform/resample.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

namespace diorama {
namespace {

/// Below this shrinking bilinear samples are good enough, and sharper than areas sampled again.
constexpr double kReduceFrom = 1.25;

using Lanes __attribute__((vector_size(16))) = float;
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

Lanes load(const float* three) {
    Lanes lanes;
    std::memcpy(&lanes, three, sizeof lanes);
    return lanes;
}

/// Sums of columns to the pixels of one row.
/// @param sums  3 * from values and one more.
void reduce_columns(const float* sums, const Shares& columns, Rgb8* out) {
    Lanes sum{};
    int target = 0;
    const auto emit = [&] {
        const Lanes level = sum + 0.5f;
        const auto byte = [&](int c) {
            return static_cast<std::uint8_t>(std::min(level[c], 255.0f));
        };
        out[target++] = {byte(0), byte(1), byte(2)};
    };
    for (std::size_t x = 0; x < columns.here.size(); ++x) {
        if (columns.target[x] != target) {
            // The rest of the pixel before, which crossed the border.
            const Lanes rest = load(sums + 3 * (x - 1)) * (columns.whole - columns.here[x - 1]);
            emit();
            sum = rest;
        }
        sum += load(sums + 3 * x) * columns.here[x];
    }
    emit();
}

/// Means of blocks of whole pixels.
Image<Rgb8> block_means(const Image<Rgb8>& source, const Rect& region, Extent target) {
    const int across = region.width / target.width, down = region.height / target.height;
    const std::uint32_t pixels = static_cast<std::uint32_t>(across * down);
    const auto bytes = static_cast<std::size_t>(3 * region.width);
    std::vector<std::uint16_t> sums(bytes);
    Image<Rgb8> out(target);
    for (int y = 0; y < target.height; ++y) {
        std::ranges::fill(sums, std::uint16_t{0});
        for (int k = 0; k < down; ++k) {
            const auto* row = reinterpret_cast<const std::uint8_t*>(
                source.row(region.y + y * down + k) + region.x);
            for (std::size_t i = 0; i < bytes; ++i)
                sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
        }
        Rgb8* to = out.row(y);
        const std::uint16_t* from = sums.data();
        if (across == 2 && down == 2) {
            for (int x = 0; x < target.width; ++x, from += 6) {
                const auto mean = [&](int c) {
                    return static_cast<std::uint8_t>((from[c] + from[c + 3] + 2) >> 2);
                };
                to[x] = {mean(0), mean(1), mean(2)};
            }
            continue;
        }
        for (int x = 0; x < target.width; ++x, from += 3 * across) {
            const auto mean = [&](int c) {
                std::uint32_t sum = pixels / 2;
                for (int k = 0; k < across; ++k) sum += from[3 * k + c];
                return static_cast<std::uint8_t>(sum / pixels);
            };
            to[x] = {mean(0), mean(1), mean(2)};
        }
    }
    return out;
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

constexpr int kBlock = 256;           // pixels that are sampled together
constexpr int kWeightUnit = 1 << 14;  // a whole weight across

/// Where the samples of a block lie.
struct Places {
    alignas(16) std::int32_t offset[kBlock];  // bytes to the upper left of four pixels
    alignas(16) std::int32_t across[kBlock];  // weight of the right ones, in kWeightUnit
    alignas(16) float down[kBlock];           // weight of the lower ones
};

/// At least 2 x 2 pixels: the four around a sample are always there, at the edge with weight 0.
void find_places(const Image<Rgb8>& source, const float* x, const float* y, int count,
                 Places& places) {
    const int stride = 3 * source.width();
    const int last_left = source.width() - 2, last_top = source.height() - 2;
    const auto right = static_cast<float>(source.width() - 1);
    const auto bottom = static_cast<float>(source.height() - 1);
    for (int i = 0; i < count; ++i) {
        const float u = std::min(std::max(x[i] - 0.5f, 0.0f), right);
        const float v = std::min(std::max(y[i] - 0.5f, 0.0f), bottom);
        const int left = std::min(static_cast<int>(u), last_left);
        const int top = std::min(static_cast<int>(v), last_top);
        places.offset[i] = top * stride + 3 * left;
        places.across[i] = static_cast<int>((u - static_cast<float>(left)) * kWeightUnit + 0.5f);
        places.down[i] = v - static_cast<float>(top);
    }
}

#if defined(__SSE2__)
/// Two neighboring pixels, interleaved as 16-bit words: r r g g b b - -.
__m128i load_pair(const std::uint8_t* pixel) {
    std::uint32_t left = 0, right = 0;
    std::memcpy(&left, pixel, sizeof left);
    std::memcpy(&right, pixel + 2, sizeof right);  // and not a byte beyond the second one
    const __m128i bytes = _mm_unpacklo_epi8(_mm_cvtsi32_si128(static_cast<int>(left)),
                                            _mm_cvtsi32_si128(static_cast<int>(right >> 8)));
    return _mm_unpacklo_epi8(bytes, _mm_setzero_si128());
}

void sample_block(const Image<Rgb8>& source, const Places& places, int count, Rgb8* out) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(source.data());
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(source.width());
    const __m128 unit = _mm_set1_ps(1.0f / kWeightUnit), half = _mm_set1_ps(0.5f);
    for (int i = 0; i < count; ++i) {
        const std::uint8_t* p = bytes + places.offset[i];
        const int right = places.across[i];
        const __m128i weights = _mm_set1_epi32((right << 16) | (kWeightUnit - right));
        const __m128 upper = _mm_cvtepi32_ps(_mm_madd_epi16(load_pair(p), weights));
        const __m128 lower = _mm_cvtepi32_ps(_mm_madd_epi16(load_pair(p + stride), weights));
        const __m128 between =
            _mm_add_ps(upper, _mm_mul_ps(_mm_sub_ps(lower, upper), _mm_set1_ps(places.down[i])));
        const __m128i level = _mm_cvttps_epi32(_mm_add_ps(_mm_mul_ps(between, unit), half));
        const __m128i words = _mm_packs_epi32(level, level);
        const int four = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
        // The fourth byte is the next pixel's, which is written later.
        auto* to = reinterpret_cast<std::uint8_t*>(out + i);
        if (i + 1 < count)
            std::memcpy(to, &four, 4);
        else
            std::memcpy(to, &four, 3);
    }
}
#else
void sample_block(const Image<Rgb8>& source, const Places& places, int count, Rgb8* out) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(source.data());
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(source.width());
    for (int i = 0; i < count; ++i) {
        const std::uint8_t* p = bytes + places.offset[i];
        const int right = places.across[i], left = kWeightUnit - right;
        const auto level = [&](int c) {
            const auto upper = static_cast<float>(left * p[c] + right * p[c + 3]);
            const auto lower = static_cast<float>(left * p[stride + c] + right * p[stride + c + 3]);
            const float between = upper + (lower - upper) * places.down[i];
            return static_cast<std::uint8_t>(between * (1.0f / kWeightUnit) + 0.5f);
        };
        out[i] = {level(0), level(1), level(2)};
    }
}
#endif

/// One bilinear sample of a picture of any size.
Rgb8 sample(const Image<Rgb8>& source, float x, float y) {
    const auto bound = [](float at, int size) {
        return std::min(std::max(at - 0.5f, 0.0f), static_cast<float>(size - 1));
    };
    const float u = bound(x, source.width()), v = bound(y, source.height());
    const int left = static_cast<int>(u), top = static_cast<int>(v);
    const float fx = u - static_cast<float>(left), fy = v - static_cast<float>(top);
    const int right = std::min(left + 1, source.width() - 1);
    const int bottom = std::min(top + 1, source.height() - 1);
    const auto level = [&](std::uint8_t Rgb8::*c) {
        const auto on_row = [&](int row) {
            const float a = source.at(left, row).*c, b = source.at(right, row).*c;
            return a * (1.0f - fx) + b * fx;
        };
        return static_cast<std::uint8_t>(on_row(top) * (1.0f - fy) + on_row(bottom) * fy + 0.5f);
    };
    return {level(&Rgb8::r), level(&Rgb8::g), level(&Rgb8::b)};
}

}  // namespace

void sample_row(const Image<Rgb8>& source, const float* x, const float* y, int count, Rgb8* out) {
    if (source.width() < 2 || source.height() < 2) {
        for (int i = 0; i < count; ++i) out[i] = sample(source, x[i], y[i]);
        return;
    }
    Places places;
    for (int begin = 0; begin < count; begin += kBlock) {
        const int block = std::min(kBlock, count - begin);
        find_places(source, x + begin, y + begin, block, places);
        sample_block(source, places, block, out + begin);
    }
}

Image<Rgb8> area_reduced(const Image<Rgb8>& source, const Rect& region, Extent target) {
    // 257 rows of 255 still fit 16 bits.
    if (region.width % target.width == 0 && region.height % target.height == 0 &&
        region.height / target.height <= 257)
        return block_means(source, region, target);
    Image<Rgb8> out(target);
    const Shares rows = shares_of(region.height, target.height);
    const Shares columns = shares_of(region.width, target.width);
    const int bytes = 3 * region.width;
    std::vector<float> sums(static_cast<std::size_t>(bytes) + 1, 0.0f), next(sums);
    int row = 0;
    const auto emit = [&] {
        reduce_columns(sums.data(), columns, out.row(row));
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

void ColorSampler::row(RowMap& map, int y, Rgb8* out) const {
    const int width = static_cast<int>(map.x.size());
    if (map.copied) {
        copy_pixels(source_, map, out);
        color_row(source_, map, 0, map.begin, out);
        color_row(source_, map, map.end, width, out);
        return;
    }
    if (finished_ && map.begin == 0 && map.end == width) {
        std::copy_n(reduced_.row(y), width, out);
        return;
    }
    if (perspective_) {
        color_row(source_, map, 0, map.begin, out);
        perspective_row(map, y, out);
        color_row(source_, map, map.end, width, out);
        return;
    }
    if (!reduced_.empty()) {
        for (float& x : map.x) x = x * scale_.x + offset_.x;
        for (float& v : map.y) v = v * scale_.y + offset_.y;
    }
    color_row(reduced_.empty() ? source_ : reduced_, map, 0, width, out);
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
    const ColorSampler sampler(source, warp);
    RowMap map;
    for (int y = 0; y < out.height(); ++y) {
        backward.row(y, 0, out.width(), map);
        sampler.row(map, y, out.row(y));
    }
    return out;
}

}  // namespace diorama
