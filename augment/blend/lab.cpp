#include "augment/blend/lab.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama {
namespace {

// IEC 61966-2-1 with D65, rows divided by the white point.
constexpr float kFromRgb[3][3] = {
    {0.4124564f / 0.95047f, 0.3575761f / 0.95047f, 0.1804375f / 0.95047f},
    {0.2126729f, 0.7151522f, 0.0721750f},
    {0.0193339f / 1.08883f, 0.1191920f / 1.08883f, 0.9503041f / 1.08883f}};
constexpr float kToRgb[3][3] = {{3.2404542f * 0.95047f, -1.5371385f, -0.4985314f * 1.08883f},
                                {-0.9692660f * 0.95047f, 1.8760108f, 0.0415560f * 1.08883f},
                                {0.0556434f * 0.95047f, -0.2040259f, 1.0572252f * 1.08883f}};
constexpr float kCubeBound = 216.0f / 24389.0f, kSlope = 24389.0f / 27.0f / 116.0f;

/// A function on [0, 1] as 4097 values with straight lines between them.
class Table {
 public:
    template <class Function>
    explicit Table(Function function) {
        for (std::size_t i = 0; i < values_.size(); ++i)
            values_[i] = function(static_cast<float>(i) / kCells);
    }
    float operator()(float x) const {
        const float position = std::clamp(x, 0.0f, 1.0f) * kCells;
        const auto cell = std::min(static_cast<std::size_t>(position), values_.size() - 2);
        const float f = position - static_cast<float>(cell);
        return values_[cell] + f * (values_[cell + 1] - values_[cell]);
    }

 private:
    static constexpr float kCells = 4096;
    std::array<float, 4097> values_;
};

const std::array<float, 256>& linear_table() {
    static const std::array<float, 256> table = [] {
        std::array<float, 256> values;
        for (std::size_t i = 0; i < 256; ++i) {
            const float s = static_cast<float>(i) / 255.0f;
            values[i] = s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
        }
        return values;
    }();
    return table;
}

/// The cube root with its straight start, of CIE 1976.
float companded(float t) {
    static const Table table(
        [](float x) { return x > kCubeBound ? std::cbrt(x) : kSlope * x + 16.0f / 116.0f; });
    return table(t);
}

float expanded(float f) {
    const float cube = f * f * f;
    return cube > kCubeBound ? cube : (f - 16.0f / 116.0f) / kSlope;
}

std::uint8_t srgb_of_linear(float linear) {
    // Over the square root, so that dark values are as finely spaced as they need to be.
    static const Table table([](float root) {
        const float x = root * root;
        return x <= 0.0031308f ? 12.92f * x : 1.055f * std::pow(x, 1 / 2.4f) - 0.055f;
    });
    return static_cast<std::uint8_t>(255.0f * table(std::sqrt(std::clamp(linear, 0.0f, 1.0f))) +
                                     0.5f);
}

}  // namespace

float linear_of_srgb(std::uint8_t value) { return linear_table()[value]; }

glm::vec3 lab_of(const Rgb8& color) {
    const std::array<float, 256>& linear = linear_table();
    const float r = linear[color.r], g = linear[color.g], b = linear[color.b];
    const auto f = [&](const float(&row)[3]) {
        return companded(row[0] * r + row[1] * g + row[2] * b);
    };
    const float x = f(kFromRgb[0]), y = f(kFromRgb[1]), z = f(kFromRgb[2]);
    return {116.0f * y - 16.0f, 500.0f * (x - y), 200.0f * (y - z)};
}

Rgb8 rgb_of_lab(const glm::vec3& lab) {
    const float y = (lab.x + 16.0f) / 116.0f;
    const float white[] = {expanded(y + lab.y / 500.0f), expanded(y), expanded(y - lab.z / 200.0f)};
    const auto channel = [&](const float(&row)[3]) {
        return srgb_of_linear(row[0] * white[0] + row[1] * white[1] + row[2] * white[2]);
    };
    return {channel(kToRgb[0]), channel(kToRgb[1]), channel(kToRgb[2])};
}

Image<glm::vec3> lab_of(const Image<Rgb8>& picture) {
    Image<glm::vec3> lab(picture.extent());
    std::transform(picture.begin(), picture.end(), lab.begin(),
                   [](const Rgb8& color) { return lab_of(color); });
    return lab;
}

}  // namespace diorama
