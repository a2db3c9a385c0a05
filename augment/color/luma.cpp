#include "augment/color/luma.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

#if defined(DIORAMA_AVX2)
DIORAMA_AVX2 inline __m128i load16(const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

DIORAMA_AVX2 inline __m256i words_of(__m128i bytes) { return _mm256_cvtepu8_epi16(bytes); }

/// One channel of sixteen pixels, from the three vectors that hold them.
template <int kChannel>
DIORAMA_AVX2 inline __m128i channel_of(__m128i a, __m128i b, __m128i c) {
    alignas(16) static constexpr auto kOrder = [] {
        struct {
            std::int8_t at[3][16];
        } order{};
        for (int part = 0; part < 3; ++part)
            for (int i = 0; i < 16; ++i) {
                const int byte = 3 * i + kChannel - 16 * part;
                order.at[part][i] = static_cast<std::int8_t>(byte >= 0 && byte < 16 ? byte : -1);
            }
        return order;
    }();
    return _mm_or_si128(_mm_or_si128(_mm_shuffle_epi8(a, load16(kOrder.at[0])),
                                     _mm_shuffle_epi8(b, load16(kOrder.at[1]))),
                        _mm_shuffle_epi8(c, load16(kOrder.at[2])));
}

/// The wide ones do sixteen pixels at a time and return how many they did.
DIORAMA_AVX2 int luma_wide(const Rgb8* row, int count, std::uint8_t* out) {
    const __m256i red = _mm256_set1_epi16(77), green = _mm256_set1_epi16(150);
    const __m256i blue = _mm256_set1_epi16(29), half = _mm256_set1_epi16(128);
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(row + i);
        const __m128i a = load16(bytes), b = load16(bytes + 16), c = load16(bytes + 32);
        const __m256i r = _mm256_mullo_epi16(words_of(channel_of<0>(a, b, c)), red);
        const __m256i g = _mm256_mullo_epi16(words_of(channel_of<1>(a, b, c)), green);
        const __m256i l = _mm256_mullo_epi16(words_of(channel_of<2>(a, b, c)), blue);
        const __m256i sum = _mm256_add_epi16(_mm256_add_epi16(r, g), _mm256_add_epi16(l, half));
        const __m256i luma = _mm256_srli_epi16(sum, 8);
        _mm_storeu_si128(
            reinterpret_cast<__m128i*>(out + i),
            _mm_packus_epi16(_mm256_castsi256_si128(luma), _mm256_extracti128_si256(luma, 1)));
    }
    return i;
}

/// The third `part` of sixteen bytes, each three times.
DIORAMA_AVX2 inline __m128i tripled(__m128i bytes, int part) {
    alignas(16) static constexpr std::int8_t kOrder[3][16] = {
        {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5},
        {5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10},
        {10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15}};
    return _mm_shuffle_epi8(bytes, load16(kOrder[part]));
}

DIORAMA_AVX2 int triple_wide(const std::uint8_t* bytes, int count, std::uint8_t* out) {
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m128i sixteen = load16(bytes + i);
        auto* to = reinterpret_cast<__m128i*>(out + 3 * i);
        for (int part = 0; part < 3; ++part) _mm_storeu_si128(to + part, tripled(sixteen, part));
    }
    return i;
}

/// Lighter and darker by saturating bytes.
DIORAMA_AVX2 int shift_wide(Rgb8* row, const std::int16_t* by, int count) {
    const __m128i zero = _mm_setzero_si128();
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m128i low = load16(by + i), high = load16(by + i + 8);
        const __m128i up = _mm_packus_epi16(low, high);
        const __m128i down = _mm_packus_epi16(_mm_sub_epi16(zero, low), _mm_sub_epi16(zero, high));
        auto* to = reinterpret_cast<__m128i*>(row + i);
        for (int part = 0; part < 3; ++part) {
            const __m128i lighter = _mm_adds_epu8(_mm_loadu_si128(to + part), tripled(up, part));
            _mm_storeu_si128(to + part, _mm_subs_epu8(lighter, tripled(down, part)));
        }
    }
    return i;
}
#endif

}  // namespace

void luma_row(const Rgb8* row, int count, std::uint8_t* out) {
    int i = 0;
#if defined(DIORAMA_AVX2)
    if (has_avx2()) i = luma_wide(row, count, out);
#endif
    for (; i < count; ++i) out[i] = luma_of(row[i]);
}

void shift_row(Rgb8* row, const std::int16_t* by, int count) {
    int i = 0;
#if defined(DIORAMA_AVX2)
    if (has_avx2()) i = shift_wide(row, by, count);
#endif
    for (; i < count; ++i) {
        const auto level = [&](int value) {
            return static_cast<std::uint8_t>(std::clamp(value + by[i], 0, 255));
        };
        row[i] = {level(row[i].r), level(row[i].g), level(row[i].b)};
    }
}

void tripled_row(const std::uint8_t* bytes, int count, std::uint8_t* out) {
    int i = 0;
#if defined(DIORAMA_AVX2)
    if (has_avx2()) i = triple_wide(bytes, count, out);
#endif
    for (; i < count; ++i) std::fill_n(out + 3 * i, 3, bytes[i]);
}

}  // namespace diorama
