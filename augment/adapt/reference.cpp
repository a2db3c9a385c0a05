#include "augment/adapt/reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "augment/transform/area.hpp"

namespace diorama {

ColorMoments color_moments(const Image<Rgb8>& picture) {
    // Sums of integers are exact, so that their order means nothing.
    std::uint64_t sum[3]{}, product[3][3]{};
    for (const Rgb8& p : picture) {
        const std::uint32_t v[3] = {p.r, p.g, p.b};
        for (int i = 0; i < 3; ++i) {
            sum[i] += v[i];
            for (int j = i; j < 3; ++j) product[i][j] += v[i] * v[j];
        }
    }
    const auto n = static_cast<double>(std::max<std::size_t>(picture.extent().area(), 1));
    ColorMoments moments;
    for (int i = 0; i < 3; ++i) {
        moments.mean[i] = static_cast<float>(static_cast<double>(sum[i]) / n);
        for (int j = i; j < 3; ++j) {
            const double covariance =
                static_cast<double>(product[i][j]) / n -
                static_cast<double>(sum[i]) / n * (static_cast<double>(sum[j]) / n);
            moments.covariance[i][j] = moments.covariance[j][i] = static_cast<float>(covariance);
        }
    }
    return moments;
}

ChannelHistograms channel_histograms(const Image<Rgb8>& picture) {
    std::array<std::array<std::uint32_t, 256>, 3> counts{};
    for (const Rgb8& p : picture) {
        ++counts[0][p.r];
        ++counts[1][p.g];
        ++counts[2][p.b];
    }
    ChannelHistograms histograms{};
    for (std::size_t c = 0; c < 3; ++c) std::ranges::copy(counts[c], histograms[c].begin());
    return histograms;
}

Reference make_reference(const Image<Rgb8>& picture) {
    const int longest = std::max({picture.width(), picture.height(), kReferenceSide});
    const auto side = [&](int size) {
        return std::max(
            1, static_cast<int>(static_cast<std::int64_t>(size) * kReferenceSide / longest));
    };
    return {.histograms = channel_histograms(picture),
            .moments = color_moments(picture),
            .picture = area_reduced(picture, {0, 0, picture.width(), picture.height()},
                                    {side(picture.width()), side(picture.height())})};
}

Eigen3 eigen_decomposition(const glm::mat3& symmetric) {
    glm::dmat3 a(symmetric), v(1.0);
    for (int sweep = 0; sweep < 12; ++sweep) {
        for (const auto& [p, q] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
            if (std::abs(a[p][q]) < 1e-12) continue;
            const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
            const double t =
                (theta < 0 ? -1.0 : 1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
            const double c = 1 / std::sqrt(t * t + 1), s = t * c;
            glm::dmat3 turn(1.0);
            turn[p][p] = turn[q][q] = c;
            turn[q][p] = s;
            turn[p][q] = -s;
            a = glm::transpose(turn) * a * turn;
            v = v * turn;
        }
    }
    int order[3] = {0, 1, 2};
    std::sort(order, order + 3, [&](int i, int j) { return a[i][i] > a[j][j]; });
    Eigen3 result;
    for (int i = 0; i < 3; ++i) {
        result.values[i] = static_cast<float>(a[order[i]][order[i]]);
        result.vectors[i] = glm::vec3(v[order[i]]);
    }
    return result;
}

}  // namespace diorama
