#include "augment/transform/thin_plate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace diorama {
namespace {

/// ln x for normal x > 0, within 2e-5. Method: 2 atanh((m - 1) / (m + 1)) with m in [0.7, 1.42].
float fast_log(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t shifted = bits - 0x3F3504F3u;  // so that the mantissa is about 1
    const auto exponent = static_cast<std::int32_t>(shifted) >> 23;
    const float m = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(exponent) << 23));
    const float t = (m - 1.0f) / (m + 1.0f), t2 = t * t;
    return static_cast<float>(exponent) * 0.69314718f +
           2.0f * t * (1.0f + t2 * (1.0f / 3 + t2 * (1.0f / 5 + t2 / 7)));
}

/// r^2 ln r^2 of a squared distance.
float kernel(float r2) { return r2 > 1e-12f ? r2 * fast_log(r2) : 0.0f; }

/// Solves a x = b for two right-hand sides by elimination with row pivots.
void solve(std::vector<double>& a, std::vector<glm::dvec2>& b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < n; ++i)
            if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
        for (std::size_t j = 0; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
        std::swap(b[k], b[pivot]);
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i * n + k] / a[k * n + k];
            for (std::size_t j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
}

}  // namespace

ThinPlate::ThinPlate(std::vector<glm::vec2> at, const std::vector<glm::vec2>& offset)
    : at_(std::move(at)) {
    for (const glm::vec2& p : at_) scale_ = std::max({scale_, std::abs(p.x), std::abs(p.y)});
    for (glm::vec2& p : at_) p /= scale_;
    const std::size_t count = at_.size(), n = count + 3;
    std::vector<double> a(n * n, 0.0);
    std::vector<glm::dvec2> b(n, glm::dvec2(0.0));
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            const glm::vec2 d = at_[i] - at_[j];
            a[i * n + j] = kernel(glm::dot(d, d));
        }
        const double row[3] = {1.0, at_[i].x, at_[i].y};
        for (std::size_t k = 0; k < 3; ++k) a[i * n + count + k] = a[(count + k) * n + i] = row[k];
        b[i] = offset[i];
    }
    solve(a, b);
    weights_.assign(b.begin(), b.end());
}

glm::vec2 ThinPlate::offset(glm::vec2 point) const {
    const glm::vec2 p = point / scale_;
    const std::size_t count = at_.size();
    glm::vec2 sum = weights_[count] + p.x * weights_[count + 1] + p.y * weights_[count + 2];
    for (std::size_t i = 0; i < count; ++i) {
        const glm::vec2 d = p - at_[i];
        sum += kernel(glm::dot(d, d)) * weights_[i];
    }
    return sum;
}

}  // namespace diorama
