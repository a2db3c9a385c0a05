#include "augment/blend/motion_kernel.hpp"

#include <algorithm>
#include <array>

namespace diorama {
namespace {

/// The pixel of a square's outline at which a direction leaves it, from (half, 0) counterclockwise
/// over (half, -half) and (-half, -half).
std::array<int, 2> border_pixel(int half, int step) {
    if (step <= half) return {half, -step};
    if (step <= 3 * half) return {2 * half - step, -half};
    return {-half, step - 4 * half};
}

/// value * k / half, rounded to the nearest integer, halves away from 0, so odd in k.
int scaled(int value, int k, int half) {
    const int product = 2 * value * k;
    return (product + (product >= 0 ? half : -half)) / (2 * half);
}

/// Deals kTapScale out in the ratio of the given weights; the middle tap gets the remainder, so
/// that a symmetric kernel stays symmetric.
void normalize(std::vector<KernelTap>& taps) {
    int sum = 0;
    for (const KernelTap& tap : taps) sum += tap.weight;
    int left = kTapScale;
    for (KernelTap& tap : taps) {
        tap.weight = tap.weight * kTapScale / sum;
        left -= tap.weight;
    }
    taps[taps.size() / 2].weight += left;
}

}  // namespace

std::vector<KernelTap> motion_kernel(const MotionBlend& motion) {
    const int half = std::clamp(motion.length, 3, kMaxMotionLength) / 2;
    const auto [end_x, end_y] = border_pixel(half, std::clamp(motion.step, 0, 4 * half - 1));
    const int first = motion.side == MotionSide::Right ? 0 : -half;
    const int last = motion.side == MotionSide::Left ? 0 : half;

    // Points of the line, and their centroid, in units of 1 / count of a pixel.
    const int count = last - first + 1;
    std::vector<std::array<int, 2>> points;
    int sum_x = 0, sum_y = 0;
    for (int k = first; k <= last; ++k) {
        points.push_back({scaled(end_x, k, half), scaled(end_y, k, half)});
        sum_x += points.back()[0];
        sum_y += points.back()[1];
    }
    // Each point, moved by the centroid, falls between four pixels and is shared by them.
    constexpr int kReach = kMaxMotionLength / 2 + 1, kSide = 2 * kReach + 1;
    std::array<int, kSide * kSide> weights{};
    for (const auto& [x, y] : points) {
        const int moved_x = x * count - sum_x + kReach * count;
        const int moved_y = y * count - sum_y + kReach * count;
        const int column = moved_x / count, row = moved_y / count;
        const int right = moved_x % count, below = moved_y % count;
        const auto add = [&](int dx, int dy, int weight) {
            if (weight > 0)
                weights[static_cast<std::size_t>((row + dy) * kSide + column + dx)] += weight;
        };
        add(0, 0, (count - right) * (count - below));
        add(1, 0, right * (count - below));
        add(0, 1, (count - right) * below);
        add(1, 1, right * below);
    }
    std::vector<KernelTap> taps;
    for (int i = 0; i < kSide * kSide; ++i) {
        const int weight = weights[static_cast<std::size_t>(i)];
        if (weight > 0) taps.push_back({i % kSide - kReach, i / kSide - kReach, weight});
    }
    normalize(taps);
    return taps;
}

Image<Rgb8> filter_picture(const Image<Rgb8>& picture, std::span<const KernelTap> taps) {
    constexpr int kReach = kMaxMotionLength / 2 + 1;
    const int width = picture.width(), height = picture.height();
    // Rows with their ends repeated, so that every tap reads one run of bytes.
    const int padded_width = width + 2 * kReach;
    Image<Rgb8> padded({padded_width, height});
    for (int y = 0; y < height; ++y) {
        const Rgb8* row = picture.row(y);
        Rgb8* out = padded.row(y);
        std::fill(out, out + kReach, row[0]);
        std::copy(row, row + width, out + kReach);
        std::fill(out + kReach + width, out + padded_width, row[width - 1]);
    }
    Image<Rgb8> result(picture.extent());
    static_assert(sizeof(Rgb8) == 3);
    const auto byte_count = static_cast<std::size_t>(width) * 3;
    // 255 * kTapScale and the rounding fit into 16 bits, so eight bytes go at once.
    std::vector<std::uint16_t> sums(byte_count);
    for (int y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), kTapScale / 2);
        for (const KernelTap& tap : taps) {
            const Rgb8* from = padded.row(std::clamp(y + tap.dy, 0, height - 1)) + kReach + tap.dx;
            const auto* bytes = reinterpret_cast<const std::uint8_t*>(from);
            const auto weight = static_cast<std::uint16_t>(tap.weight);
            for (std::size_t i = 0; i < byte_count; ++i)
                sums[i] = static_cast<std::uint16_t>(sums[i] + bytes[i] * weight);
        }
        auto* out = reinterpret_cast<std::uint8_t*>(result.row(y));
        for (std::size_t i = 0; i < byte_count; ++i)
            out[i] = static_cast<std::uint8_t>(sums[i] / kTapScale);
    }
    return result;
}

}  // namespace diorama
