#include "augment/planes/support_surfaces.hpp"

#include <cmath>

namespace diorama {
namespace {

/// The direction that maximizes dot(g, matrix * g), by power iteration from `start`. The matrix is
/// positive semidefinite.
glm::dvec3 principal_direction(const glm::dmat3& matrix, const glm::dvec3& start) {
    glm::dvec3 g = start;
    for (int i = 0; i < 64; ++i) {
        const glm::dvec3 next = matrix * g;
        const double length = std::sqrt(glm::dot(next, next));
        if (!(length > 1e-12)) return start;
        g = next / length;
    }
    return g;
}

std::size_t pixels_of(const PlaneRegion& region) {
    std::size_t count = 0;
    for (const std::uint8_t on : region.mask.pixels) count += on;
    return count;
}

}  // namespace

glm::vec3 estimate_up(const std::vector<PlaneRegion>& planes, const glm::vec3& guess) {
    constexpr double kNearGuess = 0.5;  // 60 degrees
    glm::dvec3 up(guess);
    double best = 0.0;
    for (const PlaneRegion& plane : planes) {
        const auto facing = static_cast<double>(glm::dot(plane.plane.normal, guess));
        const double weight = facing * static_cast<double>(plane.inliers);
        if (facing < kNearGuess || weight <= best) continue;
        best = weight;
        up = glm::dvec3(plane.plane.normal);
    }
    for (const float within : {radians(45.0f), radians(15.0f)}) {
        const double parallel = static_cast<double>(std::cos(within));
        const double perpendicular = static_cast<double>(std::sin(within));
        for (int round = 0; round < 5; ++round) {
            glm::dmat3 votes(0.0);
            bool spoken = false;
            for (const PlaneRegion& plane : planes) {
                const glm::dvec3 n(plane.plane.normal);
                const glm::dmat3 outer = glm::outerProduct(n, n);
                const auto weight = static_cast<double>(plane.inliers);
                const double cosine = std::abs(glm::dot(n, up));
                if (cosine > parallel)
                    votes += weight * outer;
                else if (cosine < perpendicular)
                    votes += weight * (glm::dmat3(1.0) - outer);
                else
                    continue;
                spoken = true;
            }
            if (!spoken) break;
            const glm::dvec3 found = principal_direction(votes, up);
            if (std::abs(glm::dot(found, glm::dvec3(guess))) < kNearGuess) break;
            up = glm::dot(found, up) < 0.0 ? -found : found;
        }
    }
    return glm::vec3(up);
}

SupportSurfaces support_surfaces(const std::vector<PlaneRegion>& planes, Extent picture,
                                 const SupportOptions& options) {
    SupportSurfaces found;
    for (; found.relaxations <= options.max_relaxations; ++found.relaxations) {
        const auto step = static_cast<float>(found.relaxations);
        const float min_cosine = options.min_cosine - 0.05f * step;
        const float min_area = options.min_area * (1.0f - 0.25f * std::min(step, 3.0f));
        for (std::size_t i = 0; i < planes.size(); ++i) {
            if (glm::dot(planes[i].plane.normal, options.up) < min_cosine) continue;
            const auto area = static_cast<float>(pixels_of(planes[i]));
            if (area >= min_area * static_cast<float>(picture.area())) found.planes.push_back(i);
        }
        if (!found.planes.empty()) return found;
    }
    found.relaxations = options.max_relaxations;
    return found;
}

}  // namespace diorama
