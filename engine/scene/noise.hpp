/// Smooth noise for painted panoramas: the same bits everywhere, integer hashes and float sums.
#pragma once

#include <cstdint>

#include "engine/core/float_math.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// A number in [0, 1) for a lattice point.
inline float lattice_value(int x, int y, std::uint32_t seed) {
    std::uint32_t h = static_cast<std::uint32_t>(x) * 0x8DA6B343u ^
                      static_cast<std::uint32_t>(y) * 0xD8163841u ^ seed * 0xCB1AB31Fu;
    h ^= h >> 16;
    h *= 0x7FEB352Du;
    h ^= h >> 15;
    h *= 0x846CA68Bu;
    h ^= h >> 16;
    return static_cast<float>(h >> 8) * 0x1p-24f;
}

/// Lattice values blended smoothly between the points, in [0, 1).
inline float smooth_noise(glm::vec2 p, std::uint32_t seed) {
    const int x = fast_floor(p.x), y = fast_floor(p.y);
    const glm::vec2 f = p - glm::vec2(x, y);
    const glm::vec2 u = f * f * (3.0f - 2.0f * f);
    const float top = glm::mix(lattice_value(x, y, seed), lattice_value(x + 1, y, seed), u.x);
    const float bottom =
        glm::mix(lattice_value(x, y + 1, seed), lattice_value(x + 1, y + 1, seed), u.x);
    return glm::mix(top, bottom, u.y);
}

/// Octaves of smooth noise, each half as strong and twice as fine; in [0, 1), mean 1/2.
inline float fractal_noise(glm::vec2 p, int octaves, std::uint32_t seed) {
    float sum = 0.0f, weight = 0.5f, total = 0.0f;
    for (int i = 0; i < octaves; ++i) {
        sum += weight * smooth_noise(p, seed + static_cast<std::uint32_t>(i));
        total += weight;
        weight *= 0.5f;
        p = glm::vec2(1.6f * p.x + 1.2f * p.y, -1.2f * p.x + 1.6f * p.y) + 17.3f;
    }
    return sum / total;
}

}  // namespace diorama
