#include "augment/filter/grain.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

constexpr int kQuantiles = 4096;     // of the normal distribution, one per 12 random bits
constexpr float kNormalUnit = 4096;  // a table entry of 1 deviation

/// The quantile of the standard normal distribution at p.
/// Method: rational approximation of Acklam, 2003; relative error 1.2e-9.
double normal_quantile(double p) {
    constexpr double a[6] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                             1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    constexpr double b[5] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                             6.680131188771972e+01, -1.328068155288572e+01};
    constexpr double c[6] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                             -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    constexpr double d[4] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                             3.754408661907416e+00};
    if (p > 0.5) return -normal_quantile(1 - p);
    if (p < 0.02425) {
        const double q = std::sqrt(-2 * portable_log(p));
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    }
    const double q = p - 0.5, r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

const std::array<std::int16_t, kQuantiles>& normal_table() {
    static const auto kTable = [] {
        std::array<std::int16_t, kQuantiles> table{};
        for (int i = 0; i < kQuantiles; ++i)
            table[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(
                std::lround(kNormalUnit * normal_quantile((i + 0.5) / kQuantiles)));
        return table;
    }();
    return kTable;
}

constexpr int kUnit = 2048;      // of a normal number
constexpr int kLevelUnit = 128;  // of a deviation in levels: 255 still fits 16 bits

/// a * b / 2^15, rounded.
std::int16_t product(std::int16_t a, std::int16_t b) {
    return static_cast<std::int16_t>((((a * b) >> 14) + 1) >> 1);
}

// z = s (kLinear + kCubic s^2), in the units that the products of halfwords leave.
constexpr double kLinear = 0.006421040612805977, kCubic = 5.7739542833299396e-09;
constexpr double kOfProduct = kUnit * 32768.0 / 64;
constexpr auto kFirst = static_cast<std::int16_t>(kLinear * kOfProduct + 0.5);
constexpr auto kThird = static_cast<std::int16_t>(kCubic * 16 * kOfProduct * 32768 + 0.5);

/// Standard normal numbers in kUnit, one from two random halfwords.
///
/// Method: the sum of four bytes, which is normal but for its kurtosis of 2.7, and the third
/// Hermite polynomial of it in such a share that variance and kurtosis are 1 and 3 (Cornish &
/// Fisher 1938). The sixth moment is 14.5 instead of 15; no probability is off by more than 0.0021.
/// @param begin  the first number to make.
void normals(const std::uint16_t* low, const std::uint16_t* high, int begin, int count,
             std::int16_t* out) {
    for (int i = begin; i < count; ++i) {
        const int sum = (low[i] & 0xFF) + (low[i] >> 8) + (high[i] & 0xFF) + (high[i] >> 8);
        const auto s = static_cast<std::int16_t>((sum - 2 * 255) * 64);
        const auto square = static_cast<std::int16_t>((s * s) >> 16);
        const auto factor = static_cast<std::int16_t>(kFirst + product(square, kThird));
        out[i] = product(s, factor);
    }
}

/// Adds noise of deviations in kLevelUnit to levels from `begin` on.
void add_noise(std::uint8_t* row, const std::int16_t* normal, const std::int16_t* deviation,
               int begin, int count) {
    for (int i = begin; i < count; ++i) {
        const int level = row[i] + ((product(deviation[i], normal[i]) + 4) >> 3);
        row[i] = static_cast<std::uint8_t>(std::min(std::max(level, 0), 255));
    }
}

#if defined(DIORAMA_AVX2)
DIORAMA_AVX2 inline __m256i load_halves(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

/// The same, sixteen at a time; both return how many were made.
DIORAMA_AVX2 int normals_wide(const std::uint16_t* low, const std::uint16_t* high, int count,
                              std::int16_t* out) {
    const __m256i byte = _mm256_set1_epi16(0xFF), middle = _mm256_set1_epi16(2 * 255);
    const __m256i first = _mm256_set1_epi16(kFirst), third = _mm256_set1_epi16(kThird);
    const auto sum = [&](__m256i halves) DIORAMA_AVX2 {
        return _mm256_add_epi16(_mm256_and_si256(halves, byte), _mm256_srli_epi16(halves, 8));
    };
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m256i four =
            _mm256_add_epi16(sum(load_halves(low + i)), sum(load_halves(high + i)));
        const __m256i s = _mm256_slli_epi16(_mm256_sub_epi16(four, middle), 6);
        const __m256i square = _mm256_mulhi_epi16(s, s);
        const __m256i factor = _mm256_add_epi16(first, _mm256_mulhrs_epi16(square, third));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), _mm256_mulhrs_epi16(s, factor));
    }
    return i;
}

DIORAMA_AVX2 int add_noise_wide(std::uint8_t* row, const std::int16_t* normal,
                                const std::int16_t* deviation, int count) {
    const __m256i half = _mm256_set1_epi16(4);
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        auto* levels = reinterpret_cast<__m128i*>(row + i);
        const __m256i eighths =
            _mm256_mulhrs_epi16(load_halves(deviation + i), load_halves(normal + i));
        const __m256i noise = _mm256_srai_epi16(_mm256_add_epi16(eighths, half), 3);
        const __m256i sum = _mm256_add_epi16(_mm256_cvtepu8_epi16(_mm_loadu_si128(levels)), noise);
        _mm_storeu_si128(levels, _mm_packus_epi16(_mm256_castsi256_si128(sum),
                                                  _mm256_extracti128_si256(sum, 1)));
    }
    return i;
}
#endif

/// Adds one number per pixel to its three channels.
DIORAMA_WIDE void add_shared(const std::int16_t* shared, int pixels, std::int16_t* normal) {
    for (int i = 0; i < pixels; ++i)
        for (int c = 0; c < 3; ++c)
            normal[3 * i + c] = static_cast<std::int16_t>(normal[3 * i + c] + shared[i]);
}

using Words = std::uint32_t __attribute__((vector_size(32)));

/// Whole steps of all generators; two vectors, so that neither waits for itself.
DIORAMA_WIDE void fill_words(std::uint32_t* state, std::size_t steps, std::uint32_t* out) {
    Words a, b;
    std::memcpy(&a, state, sizeof a);
    std::memcpy(&b, state + 8, sizeof b);
    for (std::size_t i = 0; i < steps; ++i) {
        a ^= a << 13;
        b ^= b << 13;
        a ^= a >> 17;
        b ^= b >> 17;
        a ^= a << 5;
        b ^= b << 5;
        std::memcpy(out + 16 * i, &a, sizeof a);
        std::memcpy(out + 16 * i + 8, &b, sizeof b);
    }
    std::memcpy(state, &a, sizeof a);
    std::memcpy(state + 8, &b, sizeof b);
}

}  // namespace

FastBits::FastBits(Rng rng) {
    for (std::uint32_t& lane : state_) lane = rng.bits32() | 1u;  // never all zero
}

void FastBits::fill(std::span<std::uint32_t> words) {
    static_assert(kLanes * sizeof(std::uint32_t) == 2 * sizeof(Words));
    const std::size_t whole = words.size() / kLanes * kLanes;
    fill_words(state_.data(), whole / kLanes, words.data());
    if (whole == words.size()) return;
    std::array<std::uint32_t, kLanes> last{};
    fill_words(state_.data(), 1, last.data());
    std::ranges::copy_n(last.begin(), static_cast<std::ptrdiff_t>(words.size() - whole),
                        words.begin() + static_cast<std::ptrdiff_t>(whole));
}

void add_grain(Image<Rgb8>& picture, const GrainCurve& deviation, Grain grain, Rng rng) {
    const bool even = std::ranges::all_of(deviation, [&](float d) { return d == deviation[0]; });
    std::array<std::int16_t, 256> table{};
    for (std::size_t i = 0; i < 256; ++i)
        table[i] =
            static_cast<std::int16_t>(std::lround(kLevelUnit * std::min(deviation[i], 255.0f)));
    FastBits random(rng);
    const int pixels = picture.width(), channels = 3 * pixels;
    const int own = grain == Grain::Shared ? 0 : channels;
    const int shared = grain == Grain::PerChannel ? 0 : pixels;
    const auto count = static_cast<std::size_t>(own + shared);
    std::vector<std::uint32_t> words(count);
    std::vector<std::uint16_t> halves(2 * count);
    std::vector<std::int16_t> normal(count), sum(static_cast<std::size_t>(channels));
    std::vector<std::int16_t> by(static_cast<std::size_t>(channels), table[0]);
    for (int y = 0; y < picture.height(); ++y) {
        random.fill(words);
        std::memcpy(halves.data(), words.data(), count * sizeof(std::uint32_t));
        int made = 0, added = 0;
#if defined(DIORAMA_AVX2)
        if (has_avx2())
            made = normals_wide(halves.data(), halves.data() + count, own + shared, normal.data());
#endif
        normals(halves.data(), halves.data() + count, made, own + shared, normal.data());
        if (shared > 0) {
            std::ranges::fill(sum, std::int16_t{0});
            std::copy_n(normal.begin(), own, sum.begin());
            add_shared(normal.data() + own, pixels, sum.data());
        }
        auto* row = reinterpret_cast<std::uint8_t*>(picture.row(y));
        for (std::size_t i = 0; !even && i < by.size(); ++i) by[i] = table[row[i]];
        const std::int16_t* noise = shared > 0 ? sum.data() : normal.data();
#if defined(DIORAMA_AVX2)
        if (has_avx2()) added = add_noise_wide(row, noise, by.data(), channels);
#endif
        add_noise(row, noise, by.data(), added, channels);
    }
}

// Method: for means from kExactBelow on the Cornish-Fisher expansion of the Poisson quantile to its
// second term, sqrt(m) z + (z^2 - 1) / 6, rounded to whole counts; below, the inverse of the
// distribution at kQuantiles points.
void count_photons(Image<Rgb8>& picture, float photons, Rng rng) {
    constexpr double kExactBelow = 12.0;
    const float step = 255.0f / photons;
    const auto clipped = [step](float count) {
        return static_cast<std::uint8_t>(std::min(std::max(count, 0.0f) * step + 0.5f, 255.0f));
    };
    const auto tables = static_cast<std::size_t>(
        std::clamp(std::ceil(kExactBelow * static_cast<double>(step)), 1.0, 256.0));
    std::vector<std::uint8_t> exact(tables * kQuantiles);
    for (std::size_t level = 0; level < tables; ++level) {
        const double mean = static_cast<double>(level) / static_cast<double>(step);
        double term = portable_exp(-mean), sum = term;
        int count = 0;
        for (int q = 0; q < kQuantiles; ++q) {
            while (sum < (q + 0.5) / kQuantiles && count < 1000) {
                term *= mean / ++count;
                sum += term;
            }
            exact[level * kQuantiles + static_cast<std::size_t>(q)] =
                clipped(static_cast<float>(count));
        }
    }
    std::array<float, 256> mean{}, root{};
    for (std::size_t i = 0; i < 256; ++i) {
        mean[i] = static_cast<float>(i) / step;
        root[i] = std::sqrt(mean[i]) / kNormalUnit;
    }
    std::vector<float> skew(kQuantiles);
    const auto& normal = normal_table();
    for (std::size_t i = 0; i < kQuantiles; ++i) {
        const float z = static_cast<float>(normal[i]) / kNormalUnit;
        skew[i] = (z * z - 1.0f) / 6.0f + 0.5f;  // with the half that rounds
    }
    FastBits random(rng);
    const std::size_t draws = 3 * static_cast<std::size_t>(picture.width());
    std::vector<std::uint32_t> words((draws + 1) / 2);
    for (int y = 0; y < picture.height(); ++y) {
        random.fill(words);
        auto* row = reinterpret_cast<std::uint8_t*>(picture.row(y));
        for (std::size_t i = 0; i < draws; ++i) {
            const std::uint32_t word = words[i / 2];
            const std::size_t q = i % 2 == 0 ? word >> 20 : (word >> 4) & 0xFFFu;
            const std::size_t level = row[i];
            if (level < tables) {
                row[i] = exact[level * kQuantiles + q];
                continue;
            }
            const float count = mean[level] + root[level] * static_cast<float>(normal[q]) + skew[q];
            row[i] = clipped(static_cast<float>(static_cast<int>(count)));
        }
    }
}

}  // namespace diorama
