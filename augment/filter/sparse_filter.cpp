#include "augment/filter/sparse_filter.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace diorama {
namespace {

constexpr int kOne = 256;  // sum of the whole weights; 255 * 256 fits 16 bits

struct WholeTap {
    int dx = 0, dy = 0;
    std::uint16_t weight = 0;
};

/// Weights as integers that sum to kOne: the rounding error is carried from tap to tap.
std::vector<WholeTap> whole_taps(const std::vector<Tap>& taps) {
    float sum = 0;
    for (const Tap& tap : taps) sum += tap.weight;
    std::vector<WholeTap> whole;
    float so_far = 0;
    int given = 0;
    for (const Tap& tap : taps) {
        so_far += tap.weight;
        const int up_to = static_cast<int>(std::lround(kOne * so_far / sum));
        if (up_to > given)
            whole.push_back({tap.dx, tap.dy, static_cast<std::uint16_t>(up_to - given)});
        given = up_to;
    }
    return whole;
}

void accumulate(const std::uint8_t* from, std::uint16_t weight, std::uint16_t* sums, int count) {
    for (int i = 0; i < count; ++i)
        sums[i] = static_cast<std::uint16_t>(sums[i] + weight * from[i]);
}

std::vector<Tap> as_list(const std::map<std::pair<int, int>, float>& weights) {
    std::vector<Tap> taps;
    for (const auto& [at, weight] : weights)
        if (weight > 0) taps.push_back({at.second, at.first, weight});
    return taps;
}

}  // namespace

std::vector<Tap> line_taps(float length, float direction_x, float direction_y) {
    std::map<std::pair<int, int>, float> weights;  // by row, then column
    const int points = std::max(1, static_cast<int>(std::ceil(2.0f * length)));
    for (int i = 0; i < points; ++i) {
        const float t = ((static_cast<float>(i) + 0.5f) / static_cast<float>(points) - 0.5f) *
                        std::max(length - 1.0f, 0.0f);
        const float x = t * direction_x, y = t * direction_y;
        const auto left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
        const float fx = x - static_cast<float>(left), fy = y - static_cast<float>(top);
        weights[{top, left}] += (1 - fx) * (1 - fy);
        weights[{top, left + 1}] += fx * (1 - fy);
        weights[{top + 1, left}] += (1 - fx) * fy;
        weights[{top + 1, left + 1}] += fx * fy;
    }
    return as_list(weights);
}

std::vector<Tap> disc_taps(float radius) {
    constexpr int kSub = 8;  // samples along a side of a pixel
    std::map<std::pair<int, int>, float> weights;
    const int reach = static_cast<int>(std::ceil(radius));
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            int inside = 0;
            for (int k = 0; k < kSub * kSub; ++k) {
                const auto at = [](int i, int d) {
                    return static_cast<float>(d) + (static_cast<float>(i) + 0.5f) / kSub - 0.5f;
                };
                const float x = at(k % kSub, dx), y = at(k / kSub, dy);
                inside += x * x + y * y < radius * radius ? 1 : 0;
            }
            weights[{dy, dx}] = static_cast<float>(inside);
        }
    }
    auto taps = as_list(weights);
    if (taps.empty()) taps.push_back({0, 0, 1.0f});
    return taps;
}

Image<Rgb8> sparse_filtered(const Image<Rgb8>& picture, const std::vector<Tap>& taps) {
    const std::vector<WholeTap> whole = whole_taps(taps);
    int reach = 0;
    for (const WholeTap& tap : whole) reach = std::max(reach, std::abs(tap.dx));
    // Rows with their ends continued, so that a tap is one shifted row.
    const int width = picture.width(), height = picture.height();
    Image<Rgb8> wide({width + 2 * reach, height});
    for (int y = 0; y < height; ++y) {
        const Rgb8* from = picture.row(y);
        Rgb8* to = wide.row(y);
        std::fill_n(to, reach, from[0]);
        std::copy_n(from, width, to + reach);
        std::fill_n(to + reach + width, reach, from[width - 1]);
    }
    Image<Rgb8> out(picture.extent());
    std::vector<std::uint16_t> sums(static_cast<std::size_t>(3 * width));
    for (int y = 0; y < height; ++y) {
        std::ranges::fill(sums, std::uint16_t{kOne / 2 - 1});
        for (const WholeTap& tap : whole) {
            const Rgb8* from = wide.row(std::clamp(y + tap.dy, 0, height - 1)) + reach + tap.dx;
            accumulate(reinterpret_cast<const std::uint8_t*>(from), tap.weight, sums.data(),
                       3 * width);
        }
        auto* to = reinterpret_cast<std::uint8_t*>(out.row(y));
        for (int i = 0; i < 3 * width; ++i)
            to[i] = static_cast<std::uint8_t>(sums[static_cast<std::size_t>(i)] / kOne);
    }
    return out;
}

}  // namespace diorama
