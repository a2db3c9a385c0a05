#include "augment/transform/area.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

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

/// Means of four pixels: (a + b + c + d + 2) / 4.
void halve_row(const Rgb8* upper, const Rgb8* lower, int begin, int end, Rgb8* out) {
    for (int x = begin; x < end; ++x) {
        const Rgb8 &a = upper[2 * x], &b = upper[2 * x + 1];
        const Rgb8 &c = lower[2 * x], &d = lower[2 * x + 1];
        out[x] = {static_cast<std::uint8_t>((a.r + b.r + c.r + d.r + 2) >> 2),
                  static_cast<std::uint8_t>((a.g + b.g + c.g + d.g + 2) >> 2),
                  static_cast<std::uint8_t>((a.b + b.b + c.b + d.b + 2) >> 2)};
    }
}

#if defined(DIORAMA_AVX2)
/// The same, two target pixels in each lane, while sixteen bytes can be read and written for
/// twelve; returns how many were made.
DIORAMA_AVX2 int halve_fours(const Rgb8* upper, const Rgb8* lower, int count, Rgb8* out) {
    const __m256i pairs = _mm256_setr_epi8(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1,  //
                                           0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1);
    const __m256i one = _mm256_set1_epi8(1), two = _mm256_set1_epi16(2);
    const auto sums = [&](const Rgb8* pixels) DIORAMA_AVX2 {
        const auto* from = reinterpret_cast<const __m128i*>(pixels);
        const auto* next = reinterpret_cast<const __m128i*>(pixels + 4);
        const __m256i bytes = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(from)),
                                                      _mm_loadu_si128(next), 1);
        return _mm256_maddubs_epi16(_mm256_shuffle_epi8(bytes, pairs), one);
    };
    int x = 0;
    for (; x + 6 <= count; x += 4) {
        const __m256i sum = _mm256_add_epi16(sums(upper + 2 * x), sums(lower + 2 * x));
        const __m256i mean = _mm256_srli_epi16(_mm256_add_epi16(sum, two), 2);
        const __m256i packed = _mm256_packus_epi16(mean, mean);
        auto* to = reinterpret_cast<std::uint8_t*>(out + x);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(packed));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 6), _mm256_extracti128_si256(packed, 1));
    }
    return x;
}
#endif

Image<Rgb8> halved(const Image<Rgb8>& source, const Rect& region, Extent target) {
    Image<Rgb8> out(target);
    for (int y = 0; y < target.height; ++y) {
        const Rgb8* upper = source.row(region.y + 2 * y) + region.x;
        const Rgb8* lower = source.row(region.y + 2 * y + 1) + region.x;
        int done = 0;
#if defined(DIORAMA_AVX2)
        if (has_avx2()) done = halve_fours(upper, lower, target.width, out.row(y));
#endif
        halve_row(upper, lower, done, target.width, out.row(y));
    }
    return out;
}

/// Means of blocks of whole pixels.
Image<Rgb8> block_means(const Image<Rgb8>& source, const Rect& region, Extent target) {
    const int across = region.width / target.width, down = region.height / target.height;
    if (across == 2 && down == 2) return halved(source, region, target);
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

}  // namespace

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

}  // namespace diorama
