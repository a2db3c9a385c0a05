#include "augment/filter/grain.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace diorama {
namespace {

constexpr int kQuantiles = 4096;     // of the normal distribution, one per 12 random bits
constexpr float kNormalUnit = 4096;  // a table entry of 1 deviation
constexpr float kDeviationUnit = 64;
constexpr int kShift = 18;  // log2 of the product of both units

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

std::uint8_t noisy(int level, int normal, const std::array<std::int32_t, 256>& deviation) {
    const int noise = deviation[static_cast<std::size_t>(level)] * normal;
    return static_cast<std::uint8_t>(
        std::clamp(level + ((noise + (1 << (kShift - 1))) >> kShift), 0, 255));
}

}  // namespace

FastBits::FastBits(Rng rng) {
    for (std::uint32_t& lane : state_) lane = rng.bits32() | 1u;  // never all zero
}

void FastBits::fill(std::span<std::uint32_t> words) {
    for (std::size_t begin = 0; begin < words.size(); begin += kLanes) {
        for (std::uint32_t& s : state_) {
            s ^= s << 13;
            s ^= s >> 17;
            s ^= s << 5;
        }
        const std::size_t count = std::min(kLanes, words.size() - begin);
        std::copy_n(state_.begin(), count, words.begin() + static_cast<std::ptrdiff_t>(begin));
    }
}

void add_grain(Image<Rgb8>& picture, const GrainCurve& deviation, Grain grain, Rng rng) {
    std::array<std::int32_t, 256> whole{};
    for (std::size_t i = 0; i < 256; ++i)
        whole[i] =
            static_cast<std::int32_t>(std::lround(kDeviationUnit * std::min(deviation[i], 255.0f)));
    const auto& normal = normal_table();
    FastBits random(rng);
    const auto width = static_cast<std::size_t>(picture.width());
    // Two draws of 12 bits from each word: the upper bits of both halves.
    const std::size_t draws = grain == Grain::Shared ? width : 3 * width;
    std::vector<std::uint32_t> words((draws + 1) / 2);
    std::vector<std::int16_t> normals(2 * words.size());
    for (int y = 0; y < picture.height(); ++y) {
        random.fill(words);
        for (std::size_t i = 0; i < words.size(); ++i) {
            normals[2 * i] = normal[words[i] >> 20];
            normals[2 * i + 1] = normal[(words[i] >> 4) & 0xFFFu];
        }
        auto* row = reinterpret_cast<std::uint8_t*>(picture.row(y));
        if (grain == Grain::PerChannel) {
            for (std::size_t i = 0; i < draws; ++i) row[i] = noisy(row[i], normals[i], whole);
        } else {
            for (std::size_t i = 0; i < 3 * width; ++i)
                row[i] = noisy(row[i], normals[i / 3], whole);
        }
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
