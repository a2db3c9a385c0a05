#include "augment/filter/box_gauss.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "augment/picture_view.hpp"
#include "engine/core/rng.hpp"
#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

/// Beyond, eight bits are too few for a weight, and OpenCV takes over.
constexpr double kLargestSigma = 3.0;
/// Beyond, the sum of a box does not fit 16 bits.
constexpr int kLargestRadius = 7;

/// A row of bytes with its end pixels repeated `reach` times.
class WideRow {
 public:
    WideRow(int width, int reach)
        : reach_(reach), bytes_(static_cast<std::size_t>(3 * (width + 2 * reach))) {}

    /// The first byte of the row itself.
    const std::uint8_t* set(const Rgb8* row, int width) {
        auto* to = reinterpret_cast<Rgb8*>(bytes_.data());
        std::fill_n(to, reach_, row[0]);
        std::copy_n(row, width, to + reach_);
        std::fill_n(to + reach_ + width, reach_, row[width - 1]);
        return bytes_.data() + 3 * reach_;
    }

 private:
    int reach_;
    std::vector<std::uint8_t> bytes_;
};

/// Weights of 1/256 from the middle outward; both sides sum to 256.
std::vector<std::uint16_t> gaussian_weights(double sigma) {
    const int reach = std::max(1, static_cast<int>(std::ceil(3 * sigma)));
    std::vector<double> share;
    double sum = 0;
    for (int k = 0; k <= reach; ++k) {
        share.push_back(portable_exp(-0.5 * k * k / (sigma * sigma)));
        sum += k == 0 ? share[0] : 2 * share.back();
    }
    std::vector<std::uint16_t> weights{256};
    for (int k = 1; k <= reach; ++k) {
        const auto weight =
            static_cast<std::uint16_t>(std::lround(256 * share[static_cast<std::size_t>(k)] / sum));
        if (weight == 0) break;
        weights.push_back(weight);
        weights[0] = static_cast<std::uint16_t>(weights[0] - 2 * weight);
    }
    return weights;
}

DIORAMA_WIDE void weigh_middle(const std::uint8_t* row, std::uint16_t weight, int count,
                               std::uint16_t* out) {
    for (int i = 0; i < count; ++i) out[i] = static_cast<std::uint16_t>(weight * row[i]);
}

DIORAMA_WIDE void weigh_pair(const std::uint8_t* left, const std::uint8_t* right,
                             std::uint16_t weight, int count, std::uint16_t* out) {
    for (int i = 0; i < count; ++i)
        out[i] = static_cast<std::uint16_t>(
            out[i] + weight * static_cast<std::uint16_t>(left[i] + right[i]));
}

/// Sums of rows by weights of 1/256. A row's product loses its last byte, half of it on average:
/// `start` makes up for that and rounds.
void sum_down(const std::vector<const std::uint16_t*>& rows,
              const std::vector<std::uint16_t>& weights, std::uint16_t start, int begin, int end,
              std::uint8_t* out) {
    for (int i = begin; i < end; ++i) {
        std::uint32_t sum = start;
        for (std::size_t k = 0; k < rows.size(); ++k)
            sum += static_cast<std::uint32_t>(rows[k][i] * weights[k]) >> 8;
        out[i] = static_cast<std::uint8_t>(sum >> 8);
    }
}

#if defined(DIORAMA_AVX2)
/// The same, thirty-two at a time; returns how many were made.
DIORAMA_AVX2 int sum_down_wide(const std::vector<const std::uint16_t*>& rows,
                               const std::vector<std::uint16_t>& weights, std::uint16_t start,
                               int count, std::uint8_t* out) {
    const __m256i first = _mm256_set1_epi16(static_cast<std::int16_t>(start));
    int i = 0;
    for (; i + 32 <= count; i += 32) {
        __m256i low = first, high = first;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const __m256i weight = _mm256_set1_epi16(static_cast<std::int16_t>(weights[k] << 8));
            const auto* from = reinterpret_cast<const __m256i*>(rows[k] + i);
            low = _mm256_add_epi16(low, _mm256_mulhi_epu16(_mm256_loadu_si256(from), weight));
            high = _mm256_add_epi16(high, _mm256_mulhi_epu16(_mm256_loadu_si256(from + 1), weight));
        }
        const __m256i packed =
            _mm256_packus_epi16(_mm256_srli_epi16(low, 8), _mm256_srli_epi16(high, 8));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i),
                            _mm256_permute4x64_epi64(packed, 0xD8));
    }
    return i;
}
#endif

void blur_by(Image<Rgb8>& picture, const std::vector<std::uint16_t>& weights) {
    const int reach = static_cast<int>(weights.size()) - 1, taps = 2 * reach + 1;
    const int width = picture.width(), height = picture.height(), count = 3 * width;
    WideRow wide(width, reach);
    // The last rows, blurred across; row y lies at y % taps.
    std::vector<std::vector<std::uint16_t>> ring(static_cast<std::size_t>(taps));
    for (auto& row : ring) row.resize(static_cast<std::size_t>(count));
    const auto of = [&](int y) -> std::vector<std::uint16_t>& {
        return ring[static_cast<std::size_t>(std::clamp(y, 0, height - 1) % taps)];
    };
    const auto across = [&](int y) {
        const std::uint8_t* row = wide.set(picture.row(y), width);
        std::uint16_t* out = of(y).data();
        weigh_middle(row, weights[0], count, out);
        for (int k = 1; k <= reach; ++k)
            weigh_pair(row - 3 * k, row + 3 * k, weights[static_cast<std::size_t>(k)], count, out);
    };
    std::vector<const std::uint16_t*> rows(static_cast<std::size_t>(taps));
    std::vector<std::uint16_t> down(static_cast<std::size_t>(taps));
    for (int k = -reach; k <= reach; ++k)
        down[static_cast<std::size_t>(k + reach)] = weights[static_cast<std::size_t>(std::abs(k))];
    const auto start = static_cast<std::uint16_t>(128 + reach);
    for (int y = 0; y < std::min(reach, height); ++y) across(y);
    for (int y = 0; y < height; ++y) {
        if (y + reach < height) across(y + reach);
        for (int k = -reach; k <= reach; ++k)
            rows[static_cast<std::size_t>(k + reach)] = of(y + k).data();
        auto* out = reinterpret_cast<std::uint8_t*>(picture.row(y));
        int done = 0;
#if defined(DIORAMA_AVX2)
        if (has_avx2()) done = sum_down_wide(rows, down, start, count, out);
#endif
        sum_down(rows, down, start, done, count, out);
    }
}

DIORAMA_WIDE void add_bytes(const std::uint8_t* row, int count, std::uint16_t* sums) {
    for (int i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}

DIORAMA_WIDE void exchange_bytes(const std::uint8_t* in, const std::uint8_t* out, int count,
                                 std::uint16_t* sums) {
    for (int i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + in[i] - out[i]);
}

/// Means of `taps` values three apart, from the first one on.
DIORAMA_WIDE void box_across(const std::uint16_t* sums, int taps, float share, int count,
                             std::uint16_t* room, std::uint8_t* out) {
    for (int i = 0; i < count; ++i) room[i] = static_cast<std::uint16_t>(sums[i] + sums[i + 3]);
    for (int k = 2; k < taps; ++k)
        for (int i = 0; i < count; ++i)
            room[i] = static_cast<std::uint16_t>(room[i] + sums[i + 3 * k]);
    for (int i = 0; i < count; ++i)
        out[i] =
            static_cast<std::uint8_t>(static_cast<int>(static_cast<float>(room[i]) * share + 0.5f));
}

}  // namespace

void gaussian_blur(Image<Rgb8>& picture, double sigma) {
    if (picture.empty()) return;
    if (sigma <= kLargestSigma) return blur_by(picture, gaussian_weights(sigma));
    const cv::Mat view = picture_view(picture);
    cv::GaussianBlur(view, view, {}, sigma, sigma, cv::BORDER_REPLICATE);
}

void box_blur(Image<Rgb8>& picture, int radius) {
    if (picture.empty()) return;
    const int taps = 2 * radius + 1;
    if (radius > kLargestRadius) {
        const cv::Mat view = picture_view(picture);
        cv::blur(view, view, {taps, taps}, {-1, -1}, cv::BORDER_REPLICATE);
        return;
    }
    const int width = picture.width(), height = picture.height();
    const int count = 3 * width, wide_count = 3 * (width + 2 * radius);
    // The rows of a box and the one that leaves it, continued; row y lies at y % (taps + 1).
    std::vector<WideRow> ring(static_cast<std::size_t>(taps + 1), WideRow(width, radius));
    std::vector<const std::uint8_t*> rows(ring.size());
    const auto slot = [&](int y) { return static_cast<std::size_t>(y % (taps + 1)); };
    const auto of = [&](int y) { return rows[slot(std::clamp(y, 0, height - 1))]; };
    const auto keep = [&](int y) {
        if (y < height) rows[slot(y)] = ring[slot(y)].set(picture.row(y), width) - 3 * radius;
    };
    for (int y = 0; y <= radius; ++y) keep(y);
    std::vector<std::uint16_t> sums(static_cast<std::size_t>(wide_count));
    std::vector<std::uint16_t> room(static_cast<std::size_t>(count));
    for (int k = -radius; k <= radius; ++k) add_bytes(of(k), wide_count, sums.data());
    const float share = 1.0f / static_cast<float>(taps * taps);
    for (int y = 0; y < height; ++y) {
        if (y > 0) {
            keep(y + radius);
            exchange_bytes(of(y + radius), of(y - radius - 1), wide_count, sums.data());
        }
        box_across(sums.data(), taps, share, count, room.data(),
                   reinterpret_cast<std::uint8_t*>(picture.row(y)));
    }
}

}  // namespace diorama
