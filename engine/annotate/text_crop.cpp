#include "engine/annotate/text_crop.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diorama {
namespace {

/// Between the four pixels around a point.
glm::dvec3 sample(const Image<Rgb8>& picture, const glm::dvec2& p) {
    const double x = std::clamp(p.x - 0.5, 0.0, picture.width() - 1.0);
    const double y = std::clamp(p.y - 0.5, 0.0, picture.height() - 1.0);
    const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
    const int x1 = std::min(x0 + 1, picture.width() - 1),
              y1 = std::min(y0 + 1, picture.height() - 1);
    const auto at = [&](int cx, int cy) {
        const Rgb8& c = picture.at(cx, cy);
        return glm::dvec3(c.r, c.g, c.b);
    };
    return glm::mix(glm::mix(at(x0, y0), at(x1, y0), x - x0),
                    glm::mix(at(x0, y1), at(x1, y1), x - x0), y - y0);
}

/// The mean lengths of the sides across and down.
std::pair<double, double> mean_sides(const Quad& quad) {
    const auto side = [&](std::size_t i, std::size_t k) {
        return static_cast<double>(glm::distance(quad[i], quad[k]));
    };
    return {0.5 * (side(0, 1) + side(3, 2)), 0.5 * (side(0, 3) + side(1, 2))};
}

}  // namespace

glm::dmat3 quad_from_square(const Quad& quad) {
    const glm::dvec2 a(quad[0]), b(quad[1]), c(quad[2]), d(quad[3]);
    const glm::dvec2 sum = a - b + c - d, right = b - c, left = d - c;
    const double determinant = right.x * left.y - left.x * right.y;
    const double g = (sum.x * left.y - left.x * sum.y) / determinant;
    const double h = (right.x * sum.y - sum.x * right.y) / determinant;
    const glm::dvec2 u = b - a + g * b, v = d - a + h * d;
    return {glm::dvec3(u, g), glm::dvec3(v, h), glm::dvec3(a, 1.0)};
}

Extent rectified_extent(const Quad& quad, int height, double margin) {
    const auto [across, down] = mean_sides(quad);
    const double scale = height / (1.0 + 2.0 * margin);
    const double wide = scale * (across / std::max(down, 1e-3) + 2.0 * margin) + 0.5;
    return {static_cast<int>(std::clamp(wide, 1.0, 8192.0)), height};
}

Image<Rgb8> rectified_crop(const Image<Rgb8>& picture, const Quad& quad, int height,
                           double margin) {
    const auto [across, down] = mean_sides(quad);
    const double aspect = across / std::max(down, 1e-3);
    const double scale = height / (1.0 + 2.0 * margin);  // crop pixels to the height of the quad
    const glm::dmat3 picture_from_square = quad_from_square(quad);
    const int samples = down > scale ? 3 : 1;
    Image<Rgb8> crop(rectified_extent(quad, height, margin));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < crop.width(); ++x) {
            glm::dvec3 sum(0.0);
            for (int i = 0; i < samples * samples; ++i) {
                const double px = x + (i % samples + 0.5) / samples;
                const double py = y + (i / samples + 0.5) / samples;
                const glm::dvec3 at =
                    picture_from_square *
                    glm::dvec3((px / scale - margin) / aspect, py / scale - margin, 1.0);
                sum += sample(picture, glm::dvec2(at) / at.z);
            }
            sum = sum / static_cast<double>(samples * samples) + 0.5;
            crop.at(x, y) = {static_cast<std::uint8_t>(sum.r), static_cast<std::uint8_t>(sum.g),
                             static_cast<std::uint8_t>(sum.b)};
        }
    }
    return crop;
}

}  // namespace diorama
