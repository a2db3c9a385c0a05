#include "engine/render/environment_map.hpp"

#include <algorithm>
#include <cmath>
#include <glm/gtc/packing.hpp>

namespace diorama {
namespace {

constexpr int kWorkWidth = 512;

// Halves of itself by box filter, until a few texels are left; bilinear lookups by direction.
class Pyramid {
 public:
    explicit Pyramid(Image<glm::vec3> base) {
        levels_.push_back(std::move(base));
        while (levels_.back().height() > 4) levels_.push_back(half(levels_.back()));
    }

    const Image<glm::vec3>& base() const { return levels_.front(); }
    float top_level() const { return static_cast<float>(levels_.size() - 1); }

    glm::vec3 sample(const glm::vec3& direction, float level) const {
        const float clamped = std::clamp(level, 0.0f, top_level());
        const auto low = static_cast<std::size_t>(clamped);
        const float f = clamped - static_cast<float>(low);
        const float u = std::atan2(direction.z, direction.x) * (0.5f / kPi) + 0.5f;
        const float v = std::acos(std::clamp(direction.y, -1.0f, 1.0f)) / kPi;
        const glm::vec3 fine = bilinear(levels_[low], u, v);
        if (f == 0.0f) return fine;
        return glm::mix(fine, bilinear(levels_[low + 1], u, v), f);
    }

 private:
    static Image<glm::vec3> half(const Image<glm::vec3>& source) {
        Image<glm::vec3> result(Extent{source.width() / 2, source.height() / 2});
        for (int y = 0; y < result.height(); ++y)
            for (int x = 0; x < result.width(); ++x)
                result.at(x, y) =
                    0.25f * (source.at(2 * x, 2 * y) + source.at(2 * x + 1, 2 * y) +
                             source.at(2 * x, 2 * y + 1) + source.at(2 * x + 1, 2 * y + 1));
        return result;
    }

    static glm::vec3 bilinear(const Image<glm::vec3>& image, float u, float v) {
        const float x = u * static_cast<float>(image.width()) - 0.5f;
        const float y = v * static_cast<float>(image.height()) - 0.5f;
        const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
        const float fx = x - static_cast<float>(x0), fy = y - static_cast<float>(y0);
        const auto texel = [&](int i, int j) {
            const int width = image.width();
            return image.at(((i % width) + width) % width, std::clamp(j, 0, image.height() - 1));
        };
        return glm::mix(glm::mix(texel(x0, y0), texel(x0 + 1, y0), fx),
                        glm::mix(texel(x0, y0 + 1), texel(x0 + 1, y0 + 1), fx), fy);
    }

    std::vector<Image<glm::vec3>> levels_;
};

// Box-filters any picture to kWorkWidth x kWorkWidth / 2, so that later costs are fixed.
Image<glm::vec3> reduced(const Image<glm::vec3>& source) {
    const Extent extent{kWorkWidth, kWorkWidth / 2};
    if (source.extent() == extent) return source;
    Image<glm::vec3> result(extent);
    for (int y = 0; y < extent.height; ++y) {
        const int y0 = y * source.height() / extent.height;
        const int y1 = std::max(y0 + 1, (y + 1) * source.height() / extent.height);
        for (int x = 0; x < extent.width; ++x) {
            const int x0 = x * source.width() / extent.width;
            const int x1 = std::max(x0 + 1, (x + 1) * source.width() / extent.width);
            glm::vec3 sum(0.0f);
            for (int j = y0; j < y1; ++j)
                for (int i = x0; i < x1; ++i) sum += source.at(i, j);
            result.at(x, y) = sum / static_cast<float>((x1 - x0) * (y1 - y0));
        }
    }
    return result;
}

glm::vec3 direction_of(int x, int y, Extent extent) {
    const float azimuth =
        ((static_cast<float>(x) + 0.5f) / static_cast<float>(extent.width) - 0.5f) * 2.0f * kPi;
    const float polar = (static_cast<float>(y) + 0.5f) / static_cast<float>(extent.height) * kPi;
    return {std::sin(polar) * std::cos(azimuth), std::cos(polar),
            std::sin(polar) * std::sin(azimuth)};
}

float solid_angle(int y, Extent extent) {
    const float polar = (static_cast<float>(y) + 0.5f) / static_cast<float>(extent.height) * kPi;
    return std::sin(polar) * (2.0f * kPi / static_cast<float>(extent.width)) *
           (kPi / static_cast<float>(extent.height));
}

float luminance(const glm::vec3& c) { return 0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b; }

// Finds the brightest compact part of the upper half; takes it out of `small` when it holds enough
// of the light to cast a visible shadow.
std::optional<KeyLight> take_key_light(Image<glm::vec3>& small) {
    const Extent extent = small.extent();
    glm::vec3 total(0.0f);
    std::vector<float> values;
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            total += small.at(x, y) * solid_angle(y, extent);
            values.push_back(luminance(small.at(x, y)));
        }
    std::nth_element(values.begin(),
                     values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    const float ordinary = 2.0f * values[values.size() / 2] + 1e-6f;

    // The center is the brightest texel's neighborhood, refined by its centroid.
    constexpr float kCone = 0.40f;  // radians
    glm::vec3 center(0.0f);
    float brightest = 0.0f;
    for (int y = 0; y < extent.height * 9 / 16; ++y)
        for (int x = 0; x < extent.width; ++x)
            if (luminance(small.at(x, y)) > brightest) {
                brightest = luminance(small.at(x, y));
                center = direction_of(x, y, extent);
            }
    if (brightest < 2.0f * ordinary) return std::nullopt;
    glm::vec3 color(0.0f), centroid(0.0f);
    float weight = 0.0f, peak_area = 0.0f;
    const auto excess = [&](const glm::vec3& c) {
        const float light = luminance(c);
        return light > ordinary ? c * (1.0f - ordinary / light) : glm::vec3(0.0f);
    };
    for (int pass = 0; pass < 2; ++pass) {
        color = centroid = glm::vec3(0.0f);
        weight = peak_area = 0.0f;
        for (int y = 0; y < extent.height; ++y)
            for (int x = 0; x < extent.width; ++x) {
                const glm::vec3 d = direction_of(x, y, extent);
                if (glm::dot(d, center) < std::cos(kCone)) continue;
                const glm::vec3 more = excess(small.at(x, y)) * solid_angle(y, extent);
                color += more;
                centroid += d * luminance(more);
                weight += luminance(more);
            }
        if (weight > 0.0f) center = glm::normalize(centroid);
    }
    if (weight < 0.12f * luminance(total) || center.y < 0.12f) return std::nullopt;
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            if (glm::dot(direction_of(x, y, extent), center) < std::cos(kCone)) continue;
            glm::vec3& c = small.at(x, y);
            if (luminance(c) > 0.3f * brightest) peak_area += solid_angle(y, extent);
            c -= excess(c);
        }
    return KeyLight{.direction = center,
                    .color = color,
                    .radius = std::clamp(std::sqrt(peak_area / kPi), 0.02f, 0.35f)};
}

std::array<glm::vec3, 9> project_irradiance(const Image<glm::vec3>& radiance) {
    std::array<glm::vec3, 9> sums{};
    for (int y = 0; y < radiance.height(); ++y) {
        const float weight = solid_angle(y, radiance.extent());
        for (int x = 0; x < radiance.width(); ++x) {
            const glm::vec3 d = direction_of(x, y, radiance.extent());
            const std::array<float, 9> basis{1.0f,
                                             d.y,
                                             d.z,
                                             d.x,
                                             d.x * d.y,
                                             d.y * d.z,
                                             3.0f * d.z * d.z - 1.0f,
                                             d.x * d.z,
                                             d.x * d.x - d.y * d.y};
            for (std::size_t i = 0; i < 9; ++i) sums[i] += basis[i] * weight * radiance.at(x, y);
        }
    }
    // Squared normalization of each basis function times the cosine kernel's A_l / pi
    // (1, 2/3, 1/4), so that the sum of the nine terms is irradiance / pi.
    constexpr float k0 = 0.25f / kPi, k1 = 0.75f / kPi * (2.0f / 3.0f);
    constexpr float k2 = 3.75f / kPi * 0.25f, k20 = 0.3125f / kPi * 0.25f;
    constexpr std::array<float, 9> kScale{k0, k1, k1, k1, k2, k2, k20, k2, 0.9375f / kPi * 0.25f};
    for (std::size_t i = 0; i < 9; ++i) sums[i] *= kScale[i];
    return sums;
}

// GGX-filtered radiance around `n` for perceptual roughness r, 32 samples from the pyramid level
// whose texels match the samples' solid angles.
glm::vec3 filtered(const Pyramid& pyramid, const glm::vec3& n, float r) {
    constexpr int kSamples = 32;
    const float alpha = r * r, alpha2 = alpha * alpha;
    const glm::vec3 up = std::abs(n.y) < 0.99f ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0);
    const glm::vec3 t = glm::normalize(glm::cross(up, n)), b = glm::cross(n, t);
    const float texel = 4.0f * kPi / (static_cast<float>(kWorkWidth) * kWorkWidth / 2.0f);
    glm::vec3 sum(0.0f);
    float weight = 0.0f;
    for (int i = 0; i < kSamples; ++i) {
        const float u = (static_cast<float>(i) + 0.5f) / kSamples;
        const float phi = 2.0f * kPi * (0.61803399f * static_cast<float>(i));
        const float cos_h = std::sqrt((1.0f - u) / (1.0f + (alpha2 - 1.0f) * u));
        const float sin_h = std::sqrt(std::max(1.0f - cos_h * cos_h, 0.0f));
        const glm::vec3 h = t * (sin_h * std::cos(phi)) + b * (sin_h * std::sin(phi)) + n * cos_h;
        const glm::vec3 l = 2.0f * glm::dot(n, h) * h - n;
        const float n_dot_l = glm::dot(n, l);
        if (n_dot_l <= 0.0f) continue;
        const float denominator = cos_h * cos_h * (alpha2 - 1.0f) + 1.0f;
        const float pdf = alpha2 / (kPi * denominator * denominator) * 0.25f;
        const float solid = 1.0f / (static_cast<float>(kSamples) * pdf + 1e-6f);
        const float level = std::max(0.5f * std::log2(solid / texel) + 0.5f, 0.0f);
        sum += n_dot_l * pyramid.sample(l, level);
        weight += n_dot_l;
    }
    return sum / weight;
}

}  // namespace

glm::vec3 cube_direction(int face, int x, int y, int size) {
    const float s = 2.0f * (static_cast<float>(x) + 0.5f) / static_cast<float>(size) - 1.0f;
    const float t = 2.0f * (static_cast<float>(y) + 0.5f) / static_cast<float>(size) - 1.0f;
    switch (face) {
        case 0:
            return glm::normalize(glm::vec3(1, -t, -s));
        case 1:
            return glm::normalize(glm::vec3(-1, -t, s));
        case 2:
            return glm::normalize(glm::vec3(s, 1, t));
        case 3:
            return glm::normalize(glm::vec3(s, -1, -t));
        case 4:
            return glm::normalize(glm::vec3(s, -t, 1));
        default:
            return glm::normalize(glm::vec3(-s, -t, -1));
    }
}

EnvironmentMap make_environment_map(const Image<glm::vec3>& radiance) {
    const Pyramid pyramid(reduced(radiance));
    EnvironmentMap map;
    for (int level = 0; level < EnvironmentMap::kLevels; ++level) {
        const int size = EnvironmentMap::kFaceSize >> level;
        const float t = static_cast<float>(level) / (EnvironmentMap::kLevels - 1);
        std::vector<std::uint16_t>& texels = map.levels.emplace_back();
        texels.reserve(static_cast<std::size_t>(24 * size * size));
        for (int face = 0; face < 6; ++face)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x) {
                    const glm::vec3 d = cube_direction(face, x, y, size);
                    const glm::vec3 c =
                        level == 0 ? pyramid.sample(d, 0.0f) : filtered(pyramid, d, t * t);
                    for (int k = 0; k < 3; ++k)
                        texels.push_back(glm::packHalf1x16(std::min(c[k], 60000.0f)));
                    texels.push_back(0x3C00);
                }
    }

    Image<glm::vec3> small(Extent{64, 32});
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x)
            for (int j = 0; j < 8; ++j)
                for (int i = 0; i < 8; ++i)
                    small.at(x, y) += pyramid.base().at(8 * x + i, 8 * y + j) * (1.0f / 64.0f);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x)
            map.mean += small.at(x, y) * solid_angle(y, small.extent()) / (4.0f * kPi);
    map.key_light = take_key_light(small);
    map.irradiance = project_irradiance(small);
    return map;
}

}  // namespace diorama
