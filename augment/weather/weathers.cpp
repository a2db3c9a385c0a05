#include "augment/weather/weathers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "augment/color/luma.hpp"
#include "augment/picture_view.hpp"
#include "augment/weather/veil.hpp"

namespace diorama {
namespace {

constexpr double kCountPixels = 640.0 * 480.0;  // that counts of drops and flakes refer to
constexpr int kCoarse = 8;                      // fog is made at this part of the resolution
constexpr int kSubBits = 4;                     // of a pixel in OpenCV's drawing functions

cv::Point fixed_point(double x, double y) {
    constexpr double kUnit = 1 << kSubBits;
    return {static_cast<int>(std::lround((x - 0.5) * kUnit)),
            static_cast<int>(std::lround((y - 0.5) * kUnit))};
}

std::uint8_t byte(float share) {
    return static_cast<std::uint8_t>(std::clamp(255.0f * share + 0.5f, 0.0f, 255.0f));
}

int count_for(Extent extent, double count) {
    return static_cast<int>(std::lround(count * static_cast<double>(extent.area()) / kCountPixels));
}

/// Factor on a pixel at a distance from a shape's middle, 1 inside and 0 outside.
float soft_step(float distance, float radius, float softness) {
    return std::clamp((radius - distance) / softness + 0.5f, 0.0f, 1.0f);
}

constexpr float kThinnest = 0.55f, kThickest = 1.45f;  // of banks of fog, against the mean

/// The largest depth that was measured; 0 when nothing was.
float farthest(const Image<float>& depth) {
    float far = 0.0f;
    for (const float z : depth) far = std::isfinite(z) ? std::max(far, z) : far;
    return far;
}

/// Makes a veil of banks (255: kThickest) one of fog between the camera and what it sees: a share
/// of 1 - exp(-beta z), with the beta for which its mean is `density`. What is beyond everything
/// measured counts as twice as far.
/// Method: "Vision and the Atmosphere", Narasimhan & Nayar, IJCV 2002.
void deepen(Veil& veil, const Image<float>& depth, float density, float far) {
    constexpr int kSteps = 1024;  // of a table over depth
    const float steps = static_cast<float>(kSteps - 1) / (2.0f * far);
    std::vector<int> counts(kSteps, 0);
    const auto step = [&](float z) {
        return static_cast<std::size_t>(std::min(z * steps, static_cast<float>(kSteps - 1)));
    };
    for (const float z : depth) ++counts[step(z)];
    const auto share = [&](double beta, int i) {
        return 1.0 - portable_exp(-beta * (i + 0.5) / kSteps);
    };
    double low = 0, high = 200;  // per twice the farthest depth
    for (int round = 0; round < 30; ++round) {
        const double beta = 0.5 * (low + high);
        double sum = 0;
        for (int i = 0; i < kSteps; ++i)
            sum += counts[static_cast<std::size_t>(i)] * share(beta, i);
        (sum < density * static_cast<double>(depth.extent().area()) ? low : high) = beta;
    }
    std::vector<std::uint32_t> table;  // times a byte of the veil is 2^16 of full cover
    for (int i = 0; i < kSteps; ++i)
        table.push_back(static_cast<std::uint32_t>(65536 * kThickest * share(low, i)));
    auto* to = veil.data();
    for (const float z : depth) {
        *to = static_cast<std::uint8_t>(std::min((*to * table[step(z)] + 32768u) >> 16, 255u));
        ++to;
    }
}

/// A Gaussian blur; what is very soft is blurred at a half or a quarter of the size.
void soften(cv::Mat& mask, double sigma) {
    if (!(sigma > 0.3)) return;
    const int by = sigma >= 8 ? 4 : sigma >= 4 ? 2 : 1;
    if (by == 1 || std::min(mask.cols, mask.rows) < 8 * by) {
        cv::GaussianBlur(mask, mask, {}, sigma, sigma, cv::BORDER_REPLICATE);
        return;
    }
    cv::Mat small;
    cv::resize(mask, small, {mask.cols / by, mask.rows / by}, 0, 0, cv::INTER_AREA);
    cv::GaussianBlur(small, small, {}, sigma / by, sigma / by, cv::BORDER_REPLICATE);
    cv::resize(small, mask, mask.size(), 0, 0, cv::INTER_LINEAR);
}

/// The part of a row of pixels by which a level comes closer to white.
void screen(Rgb8& p, const glm::vec3& light) {
    const auto level = [](std::uint8_t value, float add) {
        const float rest = 255.0f - static_cast<float>(value);
        return static_cast<std::uint8_t>(255.0f - rest * (1.0f - std::min(add, 1.0f)) + 0.5f);
    };
    p = {level(p.r, light.r), level(p.g, light.g), level(p.b, light.b)};
}

}  // namespace

void apply(const FogConfig& config, Chain& chain, Draws& draw) {
    const float density = draw.number("density", config.density);
    const float cell = draw.number("cell_px", config.cell_px) / kCoarse;
    if (density == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    const Extent extent = picture.extent();
    const Extent coarse{std::max(extent.width / kCoarse, 2), std::max(extent.height / kCoarse, 2)};
    const Image<float> banks = cloud(coarse, std::max(cell, 1.0f), draw.stream("banks"));
    const Image<float>& depth = chain.frame().depth;
    const float far = depth.empty() ? 0.0f : farthest(depth);
    const bool measured = far > 0.0f;
    Veil small(coarse);
    for (int y = 0; y < coarse.height; ++y) {
        // Without depth: thin at the bottom, which is near, and thick at the top.
        const float up = 1.0f - static_cast<float>(y) / static_cast<float>(coarse.height - 1);
        for (int x = 0; x < coarse.width; ++x) {
            const float bank = kThinnest + (kThickest - kThinnest) * banks.at(x, y);
            small.at(x, y) =
                byte(measured ? bank / kThickest : density * (0.6f + 0.8f * up) * bank);
        }
    }
    Veil veil(extent);
    cv::Mat to = picture_view(veil);
    cv::resize(picture_view(small), to, to.size(), 0, 0, cv::INTER_LINEAR);
    if (measured) deepen(veil, depth, density, far);
    Rng rng = draw.stream("color");
    const auto grey = static_cast<std::uint8_t>(rng.integer(195, 235));
    cover(picture, veil, {grey, grey, static_cast<std::uint8_t>(std::min(grey + 5, 255))});
}

void apply(const RainConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const int drops = count_for(extent, draw("drops", config.drops));
    const double length = draw("length_px", config.length_px);
    const float slant = radians(draw.number("slant_deg", config.slant_deg));
    const float strength = draw.number("strength", config.strength);
    if (drops == 0 || strength == 0.0f) return;
    Veil veil(extent);
    cv::Mat canvas = picture_view(veil);
    Rng rng = draw.stream("drops");
    for (int i = 0; i < drops; ++i) {
        const double x = rng.uniform(-0.1, 1.1) * extent.width,
                     y = rng.uniform(-0.1, 1) * extent.height;
        // Near drops are longer and lighter.
        const double near = rng.uniform(0.4, 1.0);
        const cv::Point from = fixed_point(x, y);
        const cv::Point to =
            fixed_point(x + near * length * std::sin(slant), y + near * length * std::cos(slant));
        cv::line(canvas, from, to, cv::Scalar(255.0 * strength * near), 1, cv::LINE_AA, kSubBits);
    }
    cover(chain.color(), veil, {205, 212, 220});
}

void apply(const SnowConfig& config, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const int flakes = count_for(extent, draw("flakes", config.flakes));
    const double radius = draw("radius_px", config.radius_px);
    const float covered = draw.number("cover", config.cover);
    if (flakes == 0 && covered == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    if (covered > 0.0f) {
        // What is light lies under snow first.
        const float threshold = 255.0f * (1.0f - covered);
        std::array<std::uint8_t, 256> share{};
        for (std::size_t i = 0; i < 256; ++i)
            share[i] =
                byte(0.85f * std::clamp((static_cast<float>(i) - threshold) / 48.0f, 0.0f, 1.0f));
        Veil snow(extent);
        luma_row(picture.data(), static_cast<int>(extent.area()), snow.data());
        for (std::uint8_t& a : snow) a = share[a];
        cover(picture, snow, {255, 255, 255});
    }
    Veil veil(extent);
    cv::Mat canvas = picture_view(veil);
    Rng rng = draw.stream("flakes");
    for (int i = 0; i < flakes; ++i) {
        const double x = rng.uniform() * extent.width, y = rng.uniform() * extent.height;
        const double near = rng.uniform(0.35, 1.0);
        cv::circle(canvas, fixed_point(x, y),
                   std::max(static_cast<int>(std::lround(near * radius * (1 << kSubBits))), 1),
                   cv::Scalar(255.0 * (0.35 + 0.6 * near)), cv::FILLED, cv::LINE_AA, kSubBits);
    }
    cv::GaussianBlur(canvas, canvas, {3, 3}, 0.7, 0.7, cv::BORDER_REPLICATE);
    cover(picture, veil, {250, 251, 255});
}

void apply(const ShadowConfig& config, Chain& chain, Draws& draw) {
    const int count = draw.whole("count", config.count);
    const float darkness = draw.number("darkness", config.darkness);
    const double softness = draw("softness_px", config.softness_px);
    if (count == 0 || darkness == 0.0f) return;
    const Extent extent = chain.extent();
    Veil veil(extent);
    cv::Mat canvas = picture_view(veil);
    Rng rng = draw.stream("polygons");
    for (int i = 0; i < count; ++i) {
        // A quadrilateral around a random point, its corners in order of their angle.
        const double cx = rng.uniform(0.1, 0.9), cy = rng.uniform(0.2, 1.0);
        std::vector<cv::Point> corners;
        for (int k = 0; k < 4; ++k) {
            constexpr double kTowards[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
            const double x = cx + kTowards[k][0] * rng.uniform(0.08, 0.45);
            const double y = cy + kTowards[k][1] * rng.uniform(0.08, 0.45);
            corners.push_back(fixed_point(x * extent.width, y * extent.height));
        }
        cv::fillConvexPoly(canvas, corners, cv::Scalar(255.0 * darkness), cv::LINE_AA, kSubBits);
    }
    soften(canvas, softness);
    // Shadows are lit by the sky.
    cover(chain.color(), veil, {6, 8, 14});
}

void apply(const SunFlareConfig& config, Chain& chain, Draws& draw) {
    const float strength = draw.number("strength", config.strength);
    const float share = draw.number("radius", config.radius);
    if (strength == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    const glm::vec2 size(picture.width(), picture.height());
    const float radius = share * std::min(size.x, size.y);
    Rng rng = draw.stream("place");
    const glm::vec2 sun = size * glm::vec2(rng.uniform(0.1, 0.9), rng.uniform(0.02, 0.45));
    // Ghosts lie on the line through the sun and the middle.
    struct Ghost {
        glm::vec2 at;
        float radius;
        glm::vec3 light;
    };
    std::vector<Ghost> ghosts;
    for (int i = 0; i < 5; ++i) {
        const auto along = static_cast<float>(rng.uniform(0.4, 2.0));
        const glm::vec3 tint(rng.uniform(0.4, 1.0), rng.uniform(0.5, 1.0), rng.uniform(0.4, 1.0));
        ghosts.push_back({sun + (0.5f * size - sun) * along,
                          radius * static_cast<float>(rng.uniform(0.12, 0.5)),
                          tint * (0.16f * strength)});
    }
    const auto width = static_cast<std::size_t>(picture.width());
    std::vector<float> glare(width);
    std::vector<glm::vec3> light(width);
    for (int y = 0; y < picture.height(); ++y) {
        const float v = static_cast<float>(y) + 0.5f;
        const float dy = (v - sun.y) / radius, inverse = 1.0f / radius;
        for (std::size_t x = 0; x < width; ++x) {
            // A core that falls off like a Lorentz curve, with a wide, weak halo.
            const float dx = (static_cast<float>(static_cast<int>(x)) + 0.5f - sun.x) * inverse;
            const float r2 = dx * dx + dy * dy;
            glare[x] = strength * (0.95f / (1.0f + 4.0f * r2 * r2) + 0.25f / (1.0f + r2));
        }
        for (std::size_t x = 0; x < width; ++x) light[x] = glm::vec3(1.0f, 0.96f, 0.86f) * glare[x];
        for (const Ghost& ghost : ghosts) {
            const float from_y = v - ghost.at.y, softness = 0.15f * ghost.radius;
            const float reach2 = 1.3f * ghost.radius * ghost.radius - from_y * from_y;
            if (reach2 <= 0.0f) continue;
            const float reach = std::sqrt(reach2);
            const auto bound = [&](float at) {
                return static_cast<std::size_t>(
                    std::clamp(std::ceil(at - 0.5f), 0.0f, static_cast<float>(width)));
            };
            for (auto x = bound(ghost.at.x - reach); x < bound(ghost.at.x + reach); ++x) {
                const float from_x = static_cast<float>(static_cast<int>(x)) + 0.5f - ghost.at.x;
                const float distance = std::sqrt(from_x * from_x + from_y * from_y);
                light[x] += ghost.light * soft_step(distance, ghost.radius, softness);
            }
        }
        Rgb8* row = picture.row(y);
        for (std::size_t x = 0; x < width; ++x) screen(row[x], light[x]);
    }
}

void apply(const VignetteConfig& config, Chain& chain, Draws& draw) {
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    const float cx = 0.5f * static_cast<float>(picture.width());
    const float cy = 0.5f * static_cast<float>(picture.height());
    const float scale = 1.0f / (cx * cx + cy * cy);
    for (int y = 0; y < picture.height(); ++y) {
        const float v = static_cast<float>(y) + 0.5f - cy;
        Rgb8* row = picture.row(y);
        for (int x = 0; x < picture.width(); ++x) {
            const float u = static_cast<float>(x) + 0.5f - cx;
            // The fourth power of the cosine, as of a simple lens, to its second order.
            const float r2 = (u * u + v * v) * scale;
            const auto factor =
                static_cast<int>(256.0f * (1.0f - strength * r2 * (1.5f - 0.5f * r2)) + 0.5f);
            const auto dark = [factor](std::uint8_t level) {
                return static_cast<std::uint8_t>((level * factor + 128) >> 8);
            };
            row[x] = {dark(row[x].r), dark(row[x].g), dark(row[x].b)};
        }
    }
}

}  // namespace diorama
