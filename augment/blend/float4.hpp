/// Three color channels and one unused, added and multiplied at once.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/core/image.hpp"

namespace diorama {

/// Four floats in one SSE register; the compiler's vector type inside a struct, so that containers
/// may hold it.
struct Float4 {
    typedef float Lanes __attribute__((vector_size(16)));
    Lanes lanes{};

    Float4() = default;
    Float4(Lanes values) : lanes(values) {}  // NOLINT: expressions of lanes are Float4s
    explicit Float4(float value) : lanes{value, value, value, value} {}
    explicit Float4(const Rgb8& c)
        : lanes{static_cast<float>(c.r), static_cast<float>(c.g), static_cast<float>(c.b), 0.0f} {}

    float operator[](int lane) const { return lanes[lane]; }
    Float4& operator+=(const Float4& other) {
        lanes += other.lanes;
        return *this;
    }
    Float4& operator-=(const Float4& other) {
        lanes -= other.lanes;
        return *this;
    }
};

inline Float4 operator+(const Float4& a, const Float4& b) { return a.lanes + b.lanes; }
inline Float4 operator-(const Float4& a, const Float4& b) { return a.lanes - b.lanes; }
inline Float4 operator*(const Float4& a, const Float4& b) { return a.lanes * b.lanes; }
inline Float4 operator*(float a, const Float4& b) { return Float4(a).lanes * b.lanes; }

inline float largest_magnitude(const Float4& a) {
    return std::max(std::max(std::abs(a[0]), std::abs(a[1])), std::abs(a[2]));
}

/// Rounded to the nearest of 0 to 255.
inline Rgb8 to_rgb8(const Float4& color) {
    typedef int Integers __attribute__((vector_size(16)));
    const Float4::Lanes black{}, white = Float4(255.0f).lanes;
    const Float4::Lanes low = color.lanes > black ? color.lanes : black;
    const Float4::Lanes inside = low < white ? low : white;
    const Integers rounded = __builtin_convertvector(inside + 0.5f, Integers);
    return {static_cast<std::uint8_t>(rounded[0]), static_cast<std::uint8_t>(rounded[1]),
            static_cast<std::uint8_t>(rounded[2])};
}

}  // namespace diorama
