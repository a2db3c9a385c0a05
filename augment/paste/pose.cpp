#include "augment/paste/pose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "augment/blend/dilate.hpp"

namespace diorama {
namespace {

/// Rows of the matrix that turns offsets from the canvas's center into offsets from the source's.
struct Inverse {
    float xx, xy, yx, yy;
};

Inverse source_from_canvas(const SpritePose& pose) {
    const float c = std::cos(pose.rotation_rad) / pose.scale;
    const float s = std::sin(pose.rotation_rad) / pose.scale;
    // y points down, so a counterclockwise turn takes (1, 0) to (cos, -sin).
    const float mirror = pose.flip ? -1.0f : 1.0f;
    return {mirror * c, mirror * -s, s, c};
}

/// Four channels of bilinear samples, each times 2^16.
class SampleSum {
 public:
    /// @param upper, lower  the left one of two pixels in each row.
    /// @param fx, fy        in 1/256 of a pixel, below 256.
    void add(const Rgba8* upper, const Rgba8* lower, int fx, int fy) {
#ifdef __SSE2__
        const __m128i zero = _mm_setzero_si128();
        const auto pixels = [&](const Rgba8* at) {
            return _mm_unpacklo_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at)), zero);
        };
        const auto column_weight = [](int weight) {
            return _mm_set1_epi16(static_cast<short>(weight));
        };
        const __m128i columns =
            _mm_add_epi16(_mm_mullo_epi16(pixels(upper), column_weight(256 - fy)),
                          _mm_mullo_epi16(pixels(lower), column_weight(fy)));
        // Products of 16 bits are signed: less a half, which values() gives back.
        const __m128i centered = _mm_xor_si128(columns, column_weight(-32768));
        const __m128i pairs = _mm_unpacklo_epi16(centered, _mm_srli_si128(centered, 8));
        sum_ = _mm_add_epi32(sum_, _mm_madd_epi16(pairs, _mm_set1_epi32((fx << 16) | (256 - fx))));
        ++count_;
#else
        const int w00 = (256 - fx) * (256 - fy), w10 = fx * (256 - fy), w01 = (256 - fx) * fy,
                  w11 = fx * fy;
        const auto sample = [&](std::uint8_t Rgba8::*c) {
            return static_cast<std::uint32_t>(w00 * upper[0].*c + w10 * upper[1].*c +
                                              w01 * lower[0].*c + w11 * lower[1].*c);
        };
        sum_[0] += sample(&Rgba8::r);
        sum_[1] += sample(&Rgba8::g);
        sum_[2] += sample(&Rgba8::b);
        sum_[3] += sample(&Rgba8::a);
#endif
    }
    std::array<std::uint32_t, 4> values() const {
#ifdef __SSE2__
        std::array<std::uint32_t, 4> values;
        const __m128i whole = _mm_add_epi32(sum_, _mm_set1_epi32(count_ * 32768 * 256));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(values.data()), whole);
        return values;
#else
        return sum_;
#endif
    }

 private:
#ifdef __SSE2__
    __m128i sum_ = _mm_setzero_si128();
    int count_ = 0;
#else
    std::array<std::uint32_t, 4> sum_{};
#endif
};

/// A premultiplied sum, divided by its scale, as a pixel with straight alpha.
Rgba8 straight(const std::array<std::uint32_t, 4>& sum, int shift) {
    const std::uint32_t half = 1u << (shift - 1);
    if (sum[3] == 255u << shift) {  // the same without a division
        const auto color = [&](std::size_t c) {
            return static_cast<std::uint8_t>((sum[c] + half) >> shift);
        };
        return {color(0), color(1), color(2), 255};
    }
    const std::uint32_t alpha = (sum[3] + half) >> shift;
    if (alpha == 0) return {0, 0, 0, 0};
    const auto color = [&](std::size_t c) {
        const std::uint64_t value = (std::uint64_t{sum[c]} * 255 + sum[3] / 2) / sum[3];
        return static_cast<std::uint8_t>(std::min<std::uint64_t>(value, 255));
    };
    return {color(0), color(1), color(2), static_cast<std::uint8_t>(alpha)};
}

constexpr float kOneSample = 0.8f;
constexpr int kRing = 2;  // pixels of surroundings that blending looks at, beyond the turned box
/// How a canvas is sampled from a level: kSteps x kSteps samples for each pixel.
template <int kSteps>
class Resampler {
 public:
    /// @param map        to the source, whose pixels are `level_scale` to each of the level's.
    /// @param target     the canvas' extent.
    Resampler(const Image<Rgba8>& level, Extent source, const Inverse& map, double level_scale,
              Extent target)
        : level_(level),
          source_(source),
          target_(target),
          to_level_(1 / level_scale),
          xx_(double{map.xx} * to_level_),
          xy_(double{map.xy} * to_level_),
          yx_(double{map.yx} * to_level_),
          yy_(double{map.yy} * to_level_) {}

    /// Sets the pixels of a row that are wanted and not transparent.
    void sample_row(int y, const std::uint8_t* wanted, Rgba8* out) const {
        constexpr int kSamples = kSteps * kSteps, kDrop = kFractionBits - 8;
        constexpr int kShift = kSteps == 1 ? 16 : 18;
        static_assert(kSamples << 16 == 1 << kShift);
        // Pixels of the outermost columns and rows are transparent: what reaches them adds nothing.
        const int right = level_.width() - 1, bottom = level_.height() - 1;
        std::array<std::int64_t, kSamples> u, v;
        int first = 0, last = target_.width - 1;
        for (int k = 0; k < kSamples; ++k) {
            const double dx = (k % kSteps + 0.5) / kSteps - 0.5 * target_.width;
            const double dy = y + (k / kSteps + 0.5) / kSteps - 0.5 * target_.height;
            // The border of one pixel puts the center of the first pixel at 1.
            const double from_u = 0.5 * source_.width * to_level_ + xx_ * dx + xy_ * dy + 0.5;
            const double from_v = 0.5 * source_.height * to_level_ + yx_ * dx + yy_ * dy + 0.5;
            // Shifting drops what is below 1/256 and should round.
            constexpr std::int64_t kHalf = std::int64_t{1} << (kDrop - 1);
            u[static_cast<std::size_t>(k)] = fixed(from_u) + kHalf;
            v[static_cast<std::size_t>(k)] = fixed(from_v) + kHalf;
            narrow(from_u, xx_, right, first, last);
            narrow(from_v, yx_, bottom, first, last);
        }
        const std::int64_t step_u = fixed(xx_), step_v = fixed(yx_);
        for (std::size_t k = 0; k < kSamples; ++k) {
            u[k] += first * step_u;
            v[k] += first * step_v;
        }
        const std::ptrdiff_t stride = level_.width();
        for (int x = first; x <= last; ++x) {
            SampleSum sum;
            for (std::size_t k = 0; k < kSamples; ++k) {
                const std::int64_t at_u = u[k] >> kDrop, at_v = v[k] >> kDrop;
                u[k] += step_u;
                v[k] += step_v;
                if (wanted && !wanted[x]) continue;
                const std::int64_t column = at_u >> 8, row = at_v >> 8;
                if (column < 0 || row < 0 || column >= right || row >= bottom) continue;
                const Rgba8* upper = level_.data() + row * stride + column;
                sum.add(upper, upper + stride, static_cast<int>(at_u & 255),
                        static_cast<int>(at_v & 255));
            }
            out[x] = straight(sum.values(), kShift);
        }
    }

 private:
    static constexpr int kFractionBits = 32;  // of positions in the level

    static std::int64_t fixed(double value) {
        return std::llround(std::ldexp(value, kFractionBits));
    }

    /// Leaves out the ends of a row at which no sample of a pixel lies in [0, end], judged by one
    /// of them.
    void narrow(double begin, double step, int end, int& first, int& last) const {
        // The samples of a pixel are less than one pixel of the canvas apart.
        const double reach = 1 + std::abs(xx_) + std::abs(xy_) + std::abs(yx_) + std::abs(yy_);
        const double low = -reach - begin, high = end + reach - begin;
        if (std::abs(step) < 1e-9) {
            if (low > 0 || high < 0) last = first - 1;
            return;
        }
        const double least = std::min(low / step, high / step);
        const double most = std::max(low / step, high / step);
        if (most < first || least > last) {
            last = first - 1;
            return;
        }
        first = std::max(first, static_cast<int>(std::max(least, 0.0)));
        last = std::min(last, static_cast<int>(std::min(most + 1, double(target_.width))));
    }

    const Image<Rgba8>& level_;
    Extent source_, target_;
    double to_level_, xx_, xy_, yx_, yy_;
};

/// A turned and scaled picture, both about their centers.
/// @param levels  as a Sprite has them; `source` is the first one's extent without its border.
/// @param where   not 0: pixels that are wanted, the others are transparent; empty: all are.
Image<Rgba8> resampled(const std::vector<Image<Rgba8>>& levels, Extent source,
                       const SpritePose& pose, Extent extent, const Image<std::uint8_t>& where) {
    // Of the source, half of it, ... that which shrinks by less than two.
    float level_scale = 1.0f;
    std::size_t index = 0;
    while (pose.scale * level_scale <= 0.5f && index + 1 < levels.size()) {
        level_scale *= 2.0f;
        ++index;
    }
    Image<Rgba8> canvas(extent, {0, 0, 0, 0});
    const auto sample = [&](const auto& resampler) {
        for (int y = 0; y < extent.height; ++y)
            resampler.sample_row(y, where.empty() ? nullptr : where.row(y), canvas.row(y));
    };
    const Inverse map = source_from_canvas(pose);
    // A hair less than the level's own size is not worth four samples: one reads four pixels.
    if (pose.scale * level_scale < kOneSample)
        sample(Resampler<2>(levels[index], source, map, level_scale, extent));
    else
        sample(Resampler<1>(levels[index], source, map, level_scale, extent));
    return canvas;
}

/// The pixels of a canvas that lie within so many of its mask's outline, on either side.
Image<std::uint8_t> near_outline(const Image<Rgba8>& canvas, int pixels) {
    Image<std::uint8_t> inside(canvas.extent()), outside(canvas.extent());
    for (std::size_t i = 0; i < inside.pixels().size(); ++i) {
        inside.pixels()[i] = is_inside(canvas.pixels()[i].a) ? 1 : 0;
        outside.pixels()[i] = inside.pixels()[i] ^ 1;
    }
    Image<std::uint8_t> near = dilated(inside, pixels);
    const Image<std::uint8_t> near_outside = dilated(outside, pixels);
    for (std::size_t i = 0; i < near.pixels().size(); ++i)
        near.pixels()[i] &= near_outside.pixels()[i];
    return near;
}

}  // namespace

Extent posed_extent(const Sprite& cutout, const SpritePose& pose) {
    const float c = std::abs(std::cos(pose.rotation_rad)) * pose.scale;
    const float s = std::abs(std::sin(pose.rotation_rad)) * pose.scale;
    const auto w = static_cast<float>(cutout.box.width);
    const auto h = static_cast<float>(cutout.box.height);
    const auto side = [](float length) {
        // A hair beyond a whole number is rounding, not another pixel.
        return std::max(1, static_cast<int>(std::ceil(std::min(length, 1e6f) - 1e-3f)));
    };
    return {side(w * c + h * s), side(w * s + h * c)};
}

Layer posed_layer(std::uint32_t id, const Sprite& cutout, const SpritePose& pose, int bleed_reach) {
    const Extent inner = posed_extent(cutout, pose);
    const Extent extent{inner.width + 2 * kRing, inner.height + 2 * kRing};
    const Image<Rgba8> canvas = resampled(cutout.levels, cutout.extent(), pose, extent, {});
    if (cutout.surroundings.empty()) return make_layer(id, -kRing, -kRing, canvas, {}, bleed_reach);
    const Extent around{cutout.box.width + 2 * cutout.reach, cutout.box.height + 2 * cutout.reach};
    // Blending looks at those next to the mask. Further inside they are the object.
    const Image<Rgba8> around_mask =
        resampled(cutout.surroundings, around, pose, extent, near_outline(canvas, kRing));
    Image<Rgb8> surroundings(extent);
    for (std::size_t i = 0; i < surroundings.pixels().size(); ++i) {
        const Rgba8& p =
            around_mask.pixels()[i].a > 0 ? around_mask.pixels()[i] : canvas.pixels()[i];
        surroundings.pixels()[i] = {p.r, p.g, p.b};
    }
    return make_layer(id, -kRing, -kRing, canvas, surroundings, bleed_reach);
}

}  // namespace diorama
