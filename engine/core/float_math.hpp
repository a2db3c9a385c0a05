/// Float functions for inner loops: cheaper than those of libm, free of branches where a compiler
/// is to vectorize them, and the same bits on every machine (+, -, *, / and sqrt alone).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "engine/core/math.hpp"

namespace diorama {

/// Rounds down. Requires |x| < 2^31.
inline int fast_floor(float x) {
    const int whole = static_cast<int>(x);
    return whole - (static_cast<float>(whole) > x ? 1 : 0);
}

/// e^x for |x| <= 85, beyond that of +-85. Relative error: 3e-7, and 1.5e-7 more for each 1 of |x|.
inline float fast_exp(float x) {
    // 2^i * 2^f with |f| <= 1/2; adding 1.5 * 2^23 rounds to an integer. Taylor series in f.
    const float t = std::min(std::max(x, -85.0f), 85.0f) * 1.44269504f;
    const float rounded = t + 12582912.0f;
    const float f = t - (rounded - 12582912.0f);
    const float series =
        1.0f + f * (0.69314718f +
                    f * (0.24022651f +
                         f * (0.055504109f +
                              f * (0.0096181291f + f * (0.0013333558f + f * 0.00015403530f)))));
    const std::uint32_t scale = (std::bit_cast<std::uint32_t>(rounded) << 23) + 0x3F800000u;
    return series * std::bit_cast<float>(scale);
}

/// The arc cosine in [0, pi] within 1e-6; |x| > 1 counts as +-1.
/// Method: Hastings' polynomial, "Handbook of Mathematical Functions", 1964, 4.4.46.
inline float fast_acos(float x) {
    const float a = std::min(std::abs(x), 1.0f);
    const float p =
        1.5707963050f +
        a * (-0.2145988016f +
             a * (0.0889789874f +
                  a * (-0.0501743046f +
                       a * (0.0308918810f +
                            a * (-0.0170881256f + a * (0.0066700901f + a * -0.0012624911f))))));
    const float angle = std::sqrt(1.0f - a) * p;
    return x < 0.0f ? kPi - angle : angle;
}

/// The angle of (x, y) in [-pi, pi] within 2e-5; 0 for (0, 0).
/// Method: Hastings' polynomial, "Handbook of Mathematical Functions", 1964, 4.4.47.
inline float fast_atan2(float y, float x) {
    const float ax = std::abs(x), ay = std::abs(y);
    const float t = std::min(ax, ay) / std::max(std::max(ax, ay), 1e-30f), t2 = t * t;
    const float p =
        t * (0.9998660f +
             t2 * (-0.3302995f + t2 * (0.1801410f + t2 * (-0.0851330f + t2 * 0.0208351f))));
    const float in_quadrant = ay > ax ? 0.5f * kPi - p : p;
    const float in_half = x < 0.0f ? kPi - in_quadrant : in_quadrant;
    return y < 0.0f ? -in_half : in_half;
}

/// A half float's bits, rounded to nearest even; x is clamped to [0, 65504], NaN gives 0.
inline std::uint16_t half_bits(float x) {
    const float inside = std::min(std::max(0.0f, x), 65504.0f);
    const auto bits = std::bit_cast<std::uint32_t>(inside);
    // A float of [1/2, 1) has the step of a subnormal half.
    if (bits < 0x38800000u) {
        return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(inside + 0.5f) -
                                          0x3F000000u);
    }
    return static_cast<std::uint16_t>((bits + 0xC8000FFFu + ((bits >> 13) & 1u)) >> 13);
}

}  // namespace diorama
