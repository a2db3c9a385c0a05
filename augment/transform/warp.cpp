#include "augment/transform/warp.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

constexpr double kSmallestW = 1e-9;
constexpr int kInversionSteps = 60;
constexpr double kInversionTolerance = 1e-4;  // pixels

/// The projective map of the unit square's corners (0,0), (1,0), (1,1), (0,1) to four points.
/// Method: "Fundamentals of Texture Mapping and Image Warping", Heckbert 1989, section 2.2.
std::optional<glm::dmat3> from_unit_square(const glm::dvec2 (&p)[4]) {
    const glm::dvec2 d1 = p[1] - p[2], d2 = p[3] - p[2], sum = p[0] - p[1] + p[2] - p[3];
    const double det = d1.x * d2.y - d2.x * d1.y;
    if (std::abs(det) < 1e-12) return std::nullopt;
    const double g = (sum.x * d2.y - d2.x * sum.y) / det;
    const double h = (d1.x * sum.y - sum.x * d1.y) / det;
    return matrix3(p[1].x - p[0].x + g * p[1].x, p[3].x - p[0].x + h * p[3].x, p[0].x,
                   p[1].y - p[0].y + g * p[1].y, p[3].y - p[0].y + h * p[3].y, p[0].y, g, h, 1);
}

std::optional<glm::dvec2> inverted(const Displacement& field, glm::dvec2 source) {
    glm::dvec2 target = source;
    for (int i = 0; i < kInversionSteps; ++i) {
        const glm::dvec2 miss = target + field.offset(target.x, target.y) - source;
        if (std::abs(miss.x) + std::abs(miss.y) < kInversionTolerance) return target;
        target -= miss;
    }
    return std::nullopt;
}

}  // namespace

glm::dvec2 Displacement::offset(double x, double y) const {
    const auto place = [](double at, float step, int count, int& index) {
        const double lattice_at = std::clamp(at / step, 0.0, static_cast<double>(count - 1));
        index = std::min(static_cast<int>(lattice_at), std::max(count - 2, 0));
        return lattice_at - index;
    };
    int i = 0, j = 0;
    const double fx = place(x, spacing.x, lattice.width(), i);
    const double fy = place(y, spacing.y, lattice.height(), j);
    const glm::vec2* top = lattice.row(j) + i;
    const glm::vec2* bottom = lattice.row(std::min(j + 1, lattice.height() - 1)) + i;
    const int next = lattice.width() > 1 ? 1 : 0;
    const glm::dvec2 a = glm::dvec2(top[0]) * (1 - fx) + glm::dvec2(top[next]) * fx;
    const glm::dvec2 b = glm::dvec2(bottom[0]) * (1 - fx) + glm::dvec2(bottom[next]) * fx;
    return a * (1 - fy) + b * fy;
}

std::optional<glm::dmat3> Warp::matrix() const {
    glm::dmat3 product(1.0);
    for (const WarpStep& step : steps_) {
        const auto* matrix = std::get_if<glm::dmat3>(&step.source_from_target);
        if (!matrix) return std::nullopt;
        product = product * *matrix;
    }
    // The sign stays: it tells what lies behind the horizon.
    const double scale = std::abs(product[2][2]);
    return scale > kSmallestW ? product / scale : product;
}

glm::dvec2 Warp::source_of(glm::dvec2 target) const {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        if (const auto* matrix = std::get_if<glm::dmat3>(&step->source_from_target)) {
            const glm::dvec3 p = mapped(*matrix, target);
            target = glm::dvec2(p) / p.z;
        } else {
            target += std::get<Displacement>(step->source_from_target).offset(target.x, target.y);
        }
    }
    return target;
}

std::optional<glm::dvec2> Warp::target_of(glm::dvec2 source) const {
    for (const WarpStep& step : steps_) {
        if (const auto* matrix = std::get_if<glm::dmat3>(&step.source_from_target)) {
            const glm::dvec3 p = mapped(glm::inverse(*matrix), source);
            if (p.z < kSmallestW) return std::nullopt;
            source = glm::dvec2(p) / p.z;
        } else {
            const auto target = inverted(std::get<Displacement>(step.source_from_target), source);
            if (!target) return std::nullopt;
            source = *target;
        }
    }
    return source;
}

bool copies_pixels(const glm::dmat3& m) {
    if (m[0][2] != 0 || m[1][2] != 0 || m[2][2] != 1) return false;
    const bool straight =
        m[0][1] == 0 && m[1][0] == 0 && std::abs(m[0][0]) == 1 && std::abs(m[1][1]) == 1;
    const bool turned =
        m[0][0] == 0 && m[1][1] == 0 && std::abs(m[0][1]) == 1 && std::abs(m[1][0]) == 1;
    return (straight || turned) && m[2][0] == std::floor(m[2][0]) && m[2][1] == std::floor(m[2][1]);
}

std::optional<glm::dmat3> homography(const glm::dvec2 (&from)[4], const glm::dvec2 (&to)[4]) {
    const auto a = from_unit_square(from), b = from_unit_square(to);
    if (!a || !b || std::abs(glm::determinant(*a)) < 1e-9) return std::nullopt;
    const glm::dmat3 product = *b * glm::inverse(*a);
    if (std::abs(product[2][2]) < kSmallestW) return std::nullopt;
    return product / product[2][2];
}

}  // namespace diorama
