#include "augment/cutout/color_mixture.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

constexpr std::size_t kParts = 5;
constexpr std::size_t kSamples = 4000;
constexpr int kRounds = 10;
constexpr float kNoFit = 1e6f;

std::size_t nearest_mean(const std::vector<glm::vec3>& means, const glm::vec3& color) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < means.size(); ++i)
        if (glm::distance(means[i], color) < glm::distance(means[best], color)) best = i;
    return best;
}

/// The mean of all, then again and again the color that is furthest from the means there are.
std::vector<glm::vec3> first_means(const std::vector<glm::vec3>& colors) {
    glm::vec3 sum{0};
    for (const glm::vec3& color : colors) sum += color;
    std::vector<glm::vec3> means{sum / static_cast<float>(colors.size())};
    while (means.size() < kParts) {
        const auto distance = [&](const glm::vec3& color) {
            return glm::distance(color, means[nearest_mean(means, color)]);
        };
        const auto furthest = std::max_element(
            colors.begin(), colors.end(),
            [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
        if (distance(*furthest) < 1.0f) break;
        means.push_back(*furthest);
    }
    return means;
}

}  // namespace

float ColorMixture::cost(const glm::vec3& lab) const {
    float least = kNoFit;
    for (const Part& part : parts) {
        const glm::vec3 off = lab - part.mean;
        least = std::min(least, part.base_cost + 0.5f * glm::dot(off * off, part.precision));
    }
    return least;
}

ColorMixture fit_mixture(const std::vector<glm::vec3>& all) {
    std::vector<glm::vec3> colors;
    const std::size_t step = all.size() / kSamples + 1;
    for (std::size_t i = 0; i < all.size(); i += step) colors.push_back(all[i]);
    if (colors.empty()) return {};

    std::vector<glm::vec3> means = first_means(colors), sums, squares;
    std::vector<float> counts;
    for (int round = 0; round < kRounds; ++round) {
        sums.assign(means.size(), glm::vec3(0));
        squares.assign(means.size(), glm::vec3(0));
        counts.assign(means.size(), 0.0f);
        for (const glm::vec3& color : colors) {
            const std::size_t i = nearest_mean(means, color);
            const glm::vec3 off = color - means[i];  // small numbers keep their digits
            sums[i] += off;
            squares[i] += off * off;
            counts[i] += 1;
        }
        for (std::size_t i = 0; i < means.size(); ++i)
            if (counts[i] > 0 && round + 1 < kRounds) means[i] += sums[i] / counts[i];
    }
    ColorMixture mixture;
    for (std::size_t i = 0; i < means.size(); ++i) {
        if (counts[i] == 0) continue;
        const glm::vec3 shift = sums[i] / counts[i];
        const glm::vec3 variance = glm::max(squares[i] / counts[i] - shift * shift, glm::vec3(1));
        const double weight = static_cast<double>(counts[i]) / static_cast<double>(colors.size());
        const double product = static_cast<double>(variance.x * variance.y * variance.z);
        mixture.parts.push_back(
            {.mean = means[i] + shift,
             .precision = 1.0f / variance,
             .base_cost = static_cast<float>(0.5 * portable_log(product) - portable_log(weight))});
    }
    return mixture;
}

}  // namespace diorama
