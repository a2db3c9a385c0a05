#include "augment/transform/bilinear.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

constexpr int kBlock = 256;           // pixels that are sampled together
constexpr int kWeightUnit = 1 << 14;  // a whole weight across
constexpr int kReadAcross = 8;        // bytes that are loaded for two pixels

/// Where the samples of a block lie.
struct Places {
    alignas(32) std::int32_t offset[kBlock];  // bytes to the upper left of four pixels
    alignas(32) std::int32_t across[kBlock];  // see weights()
    alignas(32) float down[kBlock];           // weight of the lower ones
};

/// The weight of the left one of two pixels in the lower half, of the right one in the upper half.
inline std::int32_t weights(float right) {
    const int whole = static_cast<int>(right);
    return whole << 16 | (kWeightUnit - whole);
}

/// At least 2 x 2 pixels: the four around a sample are always there, at the edge with weight 0.
/// @return  the largest offset.
DIORAMA_WIDE std::int32_t find_places(Extent extent, const float* x, const float* y, int count,
                                      Places& places) {
    const int stride = 3 * extent.width;
    const int last_left = extent.width - 2, last_top = extent.height - 2;
    const auto right = static_cast<float>(extent.width - 1);
    const auto bottom = static_cast<float>(extent.height - 1);
    std::int32_t largest = 0;
    for (int i = 0; i < count; ++i) {
        const float u = std::min(std::max(x[i] - 0.5f, 0.0f), right);
        const float v = std::min(std::max(y[i] - 0.5f, 0.0f), bottom);
        const int left = std::min(static_cast<int>(u), last_left);
        const int top = std::min(static_cast<int>(v), last_top);
        places.offset[i] = top * stride + 3 * left;
        largest = std::max(largest, places.offset[i]);
        places.across[i] = weights((u - static_cast<float>(left)) * kWeightUnit + 0.5f);
        places.down[i] = v - static_cast<float>(top);
    }
    return largest;
}

void sample_block(const std::uint8_t* bytes, std::ptrdiff_t stride, const Places& places, int begin,
                  int end, Rgb8* out) {
    for (int i = begin; i < end; ++i) {
        const std::uint8_t* p = bytes + places.offset[i];
        const int left = places.across[i] & 0xFFFF, right = places.across[i] >> 16;
        const auto level = [&](int c) {
            const auto upper = static_cast<float>(left * p[c] + right * p[c + 3]);
            const auto lower = static_cast<float>(left * p[stride + c] + right * p[stride + c + 3]);
            const float between = upper + (lower - upper) * places.down[i];
            return static_cast<std::uint8_t>(between * (1.0f / kWeightUnit) + 0.5f);
        };
        out[i] = {level(0), level(1), level(2)};
    }
}

/// Samples of a row at columns, times kWeightUnit.
void sample_across(const std::uint8_t* row, const std::int32_t* offset, const std::int32_t* across,
                   int begin, int end, float* out) {
    for (int i = begin; i < end; ++i) {
        const std::uint8_t* p = row + offset[i];
        const int left = across[i] & 0xFFFF, right = across[i] >> 16;
        for (int c = 0; c < 3; ++c)
            out[3 * i + c] = static_cast<float>(left * p[c] + right * p[c + 3]);
    }
}

/// Levels between two rows of values times kWeightUnit.
DIORAMA_WIDE void blend_down(const float* upper, const float* lower, float down, int count,
                             std::uint8_t* out) {
    for (int i = 0; i < count; ++i) {
        const float between = upper[i] + (lower[i] - upper[i]) * down;
        out[i] = static_cast<std::uint8_t>(static_cast<int>(between * (1.0f / kWeightUnit) + 0.5f));
    }
}

#if defined(DIORAMA_AVX2)
/// Two pixels from each of two places, a place to a lane; two bytes more are read.
DIORAMA_AVX2 inline __m256i load_pairs(const std::uint8_t* low, const std::uint8_t* high) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(low))),
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(high)), 1);
}

/// r g b r g b as words r r g g b b.
DIORAMA_AVX2 inline __m256i interleaved(__m256i pairs) {
    return _mm256_shuffle_epi8(
        pairs, _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,  //
                                0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
}

/// sample_block() for eight pixels at a time: pixel k in the lower lane, k + 4 in the upper one.
/// Reads up to two bytes behind the lower right pixel of a sample.
DIORAMA_AVX2 void sample_eights(const std::uint8_t* bytes, std::ptrdiff_t stride,
                                const Places& places, int count, Rgb8* out) {
    const __m256 unit = _mm256_set1_ps(1.0f / kWeightUnit), half = _mm256_set1_ps(0.5f);
    const __m256i packed = _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1,
                                            0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    for (int i = 0; i < count; i += 8) {
        const __m256i across =
            _mm256_load_si256(reinterpret_cast<const __m256i*>(places.across + i));
        const __m256 down = _mm256_load_ps(places.down + i);
        const auto levels = [&](int k) DIORAMA_AVX2 {
            const __m256i which = _mm256_setr_epi32(k, k, k, k, k + 4, k + 4, k + 4, k + 4);
            const __m256i weight = _mm256_permutevar8x32_epi32(across, which);
            const std::uint8_t* low = bytes + places.offset[i + k];
            const std::uint8_t* high = bytes + places.offset[i + k + 4];
            const __m256 upper =
                _mm256_cvtepi32_ps(_mm256_madd_epi16(interleaved(load_pairs(low, high)), weight));
            const __m256 lower = _mm256_cvtepi32_ps(
                _mm256_madd_epi16(interleaved(load_pairs(low + stride, high + stride)), weight));
            const __m256 between = _mm256_add_ps(
                upper,
                _mm256_mul_ps(_mm256_sub_ps(lower, upper), _mm256_permutevar8x32_ps(down, which)));
            return _mm256_cvttps_epi32(_mm256_add_ps(_mm256_mul_ps(between, unit), half));
        };
        const __m256i words_a = _mm256_packs_epi32(levels(0), levels(1));
        const __m256i words_b = _mm256_packs_epi32(levels(2), levels(3));
        const __m256i eight = _mm256_shuffle_epi8(_mm256_packus_epi16(words_a, words_b), packed);
        const __m128i first = _mm256_castsi256_si128(eight);
        const __m128i second = _mm256_extracti128_si256(eight, 1);
        auto* to = reinterpret_cast<std::uint8_t*>(out + i);
        // The last four bytes are the next pixels', which are written then.
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), first);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 12), second);
        const int rest = _mm_extract_epi32(second, 2);
        std::memcpy(to + 20, &rest, sizeof rest);
    }
}

/// sample_across() for two pixels at a time; writes one value behind them.
DIORAMA_AVX2 void sample_twos_across(const std::uint8_t* row, const std::int32_t* offset,
                                     const std::int32_t* across, int count, float* out) {
    for (int i = 0; i < count; i += 2) {
        const __m256i weight = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_set1_epi32(across[i])), _mm_set1_epi32(across[i + 1]), 1);
        const __m256 value = _mm256_cvtepi32_ps(_mm256_madd_epi16(
            interleaved(load_pairs(row + offset[i], row + offset[i + 1])), weight));
        _mm_storeu_ps(out + 3 * i, _mm256_castps256_ps128(value));
        _mm_storeu_ps(out + 3 * i + 3, _mm256_extractf128_ps(value, 1));
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
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(source.data());
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(source.width());
    Places places;
    for (int begin = 0; begin < count; begin += kBlock) {
        const int block = std::min(kBlock, count - begin);
        [[maybe_unused]] const std::ptrdiff_t largest =
            find_places(source.extent(), x + begin, y + begin, block, places);
        int done = 0;
#if defined(DIORAMA_AVX2)
        const auto size = static_cast<std::ptrdiff_t>(source.size_bytes());
        if (has_avx2() && largest + stride + kReadAcross <= size) {
            done = block / 8 * 8;
            sample_eights(bytes, stride, places, done, out + begin);
        }
#endif
        sample_block(bytes, stride, places, done, block, out + begin);
    }
}

AlignedRows::AlignedRows(const Image<Rgb8>& source, const float* x, int count) : source_(source) {
    const auto right = static_cast<float>(source.width() - 1);
    for (int i = 0; i < count; ++i) {
        const float u = std::min(std::max(x[i] - 0.5f, 0.0f), right);
        const int left = std::min(static_cast<int>(u), source.width() - 2);
        offset_.push_back(3 * left);
        right_.push_back(weights((u - static_cast<float>(left)) * kWeightUnit + 0.5f));
    }
    for (auto& line : lines_) line.resize(3 * static_cast<std::size_t>(count) + 1);
}

const float* AlignedRows::across(int row) {
    const std::size_t which = static_cast<std::size_t>(row) % 2;
    float* line = lines_[which].data();
    if (held_[which] == row) return line;
    held_[which] = row;
    const auto* from = reinterpret_cast<const std::uint8_t*>(source_.row(row));
    const int count = static_cast<int>(offset_.size());
    int done = 0;
#if defined(DIORAMA_AVX2)
    // Not where the bytes behind a row are those behind the picture.
    if (has_avx2() && row + 1 < source_.height()) {
        done = count / 2 * 2;
        sample_twos_across(from, offset_.data(), right_.data(), done, line);
    }
#endif
    sample_across(from, offset_.data(), right_.data(), done, count, line);
    return line;
}

void AlignedRows::row(float y, Rgb8* out) {
    const float v = std::min(std::max(y - 0.5f, 0.0f), static_cast<float>(source_.height() - 1));
    const int top = std::min(static_cast<int>(v), source_.height() - 2);
    const float *upper = across(top), *lower = across(top + 1);
    blend_down(upper, lower, v - static_cast<float>(top), static_cast<int>(3 * offset_.size()),
               reinterpret_cast<std::uint8_t*>(out));
}

}  // namespace diorama
