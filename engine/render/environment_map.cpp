#include "engine/render/environment_map.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

constexpr int kWorkWidth = 512, kWorkHeight = 256;

// Red, green, blue and a spare, in one register.
struct Texel {
    using Lanes __attribute__((vector_size(16))) = float;
    Lanes lanes{};
};

Texel mix(const Texel& a, const Texel& b, float share) {
    return {a.lanes + (b.lanes - a.lanes) * share};
}

// The four texels from `corner` on in rows of `stride`, blended.
Texel bilinear(const Texel* corner, std::ptrdiff_t stride, float fx, float fy) {
    return mix(mix(corner[0], corner[1], fx), mix(corner[stride], corner[stride + 1], fx), fy);
}

// A picture box-filtered to kWorkWidth x kWorkHeight, so that later costs are fixed, and looked up
// by direction. A column more on both sides continues it around the seam.
class Panorama {
 public:
    explicit Panorama(const Image<glm::vec3>& source)
        : texels_(static_cast<std::size_t>(kStride * kWorkHeight)) {
        const auto column = [&](int x) { return x * source.width() / kWorkWidth; };
        const auto line = [&](int y) { return y * source.height() / kWorkHeight; };
        for (int y = 0; y < kWorkHeight; ++y) {
            const int y0 = line(y), y1 = std::max(y0 + 1, line(y + 1));
            for (int x = 0; x < kWorkWidth; ++x) {
                const int x0 = column(x), x1 = std::max(x0 + 1, column(x + 1));
                glm::vec3 sum(0.0f);
                for (int j = y0; j < y1; ++j)
                    for (int i = x0; i < x1; ++i) sum += source.at(i, j);
                sum /= static_cast<float>((x1 - x0) * (y1 - y0));
                row(y)[x] = {{sum.r, sum.g, sum.b, 0.0f}};
            }
            row(y)[-1] = row(y)[kWorkWidth - 1];
            row(y)[kWorkWidth] = row(y)[0];
        }
    }

    const Texel* row(int y) const { return texels_.data() + y * kStride + 1; }

    Texel sample(const glm::vec3& d) const {
        const float u = fast_atan2(d.z, d.x) * (0.5f / kPi) + 0.5f;
        const float v = fast_acos(d.y) / kPi;
        // Half a texel left of the first column is in the one before it.
        const float x = std::clamp(u * kWorkWidth + 0.5f, 0.0f, kWorkWidth + 0.999f);
        const float y = std::clamp(v * kWorkHeight - 0.5f, 0.0f, kWorkHeight - 1.001f);
        const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
        return bilinear(row(y0) + (x0 - 1), kStride, x - static_cast<float>(x0),
                        y - static_cast<float>(y0));
    }

 private:
    static constexpr std::ptrdiff_t kStride = kWorkWidth + 2;
    Texel* row(int y) { return texels_.data() + y * kStride + 1; }

    std::vector<Texel> texels_;
};

// A point of a cube's faces: s and t from -1 to 1.
struct FacePoint {
    int face;
    float s, t;
};

// The inverse of cube_direction for any direction but 0.
FacePoint face_point(const glm::vec3& d) {
    const glm::vec3 a = glm::abs(d);
    if (a.x >= a.y && a.x >= a.z) {
        const float scale = 1.0f / a.x;
        return {d.x > 0 ? 0 : 1, (d.x > 0 ? -d.z : d.z) * scale, -d.y * scale};
    }
    if (a.y >= a.z) {
        const float scale = 1.0f / a.y;
        return {d.y > 0 ? 2 : 3, d.x * scale, (d.y > 0 ? d.z : -d.z) * scale};
    }
    const float scale = 1.0f / a.z;
    return {d.z > 0 ? 4 : 5, (d.z > 0 ? d.x : -d.x) * scale, -d.y * scale};
}

// A cube map with its box-filtered halves. A frame of one texel around each face holds what the
// neighboring faces show there, so that no lookup has to care about edges.
class Cube {
 public:
    static constexpr int kLevels = 6;  // 128 .. 4

    explicit Cube(const Panorama& panorama) {
        for (int level = 0; level < kLevels; ++level) {
            const int size = size_of(level);
            levels_[static_cast<std::size_t>(level)].resize(
                static_cast<std::size_t>(6 * (size + 2) * (size + 2)));
            for (int face = 0; face < 6; ++face)
                for (int y = 0; y < size; ++y)
                    for (int x = 0; x < size; ++x)
                        *texel(level, face, x, y) =
                            level == 0 ? panorama.sample(cube_direction(face, x, y, size))
                                       : mean_of_four(texel(level - 1, face, 2 * x, 2 * y),
                                                      size_of(level - 1) + 2);
            for (int face = 0; face < 6; ++face)
                for (int i = -1; i <= size; ++i)
                    for (const auto& [x, y] : {std::pair{i, -1}, {i, size}, {-1, i}, {size, i}})
                        *texel(level, face, x, y) =
                            nearest(level, cube_direction(face, x, y, size));
        }
    }

    static int size_of(int level) { return EnvironmentMap::kFaceSize >> level; }

    const Texel* texel(int level, int face, int x, int y) const {
        const int stride = size_of(level) + 2;
        return levels_[static_cast<std::size_t>(level)].data() + (face * stride + y + 1) * stride +
               x + 1;
    }

    /// @param share of the next level, [0, 1).
    Texel sample(const glm::vec3& d, int level, float share) const {
        const FacePoint point = face_point(d);
        const Texel fine = sample(point, level);
        return share == 0.0f ? fine : mix(fine, sample(point, level + 1), share);
    }

 private:
    Texel* texel(int level, int face, int x, int y) {
        return const_cast<Texel*>(std::as_const(*this).texel(level, face, x, y));
    }

    static Texel mean_of_four(const Texel* corner, std::ptrdiff_t stride) {
        return {0.25f * ((corner[0].lanes + corner[1].lanes) +
                         (corner[stride].lanes + corner[stride + 1].lanes))};
    }

    Texel nearest(int level, const glm::vec3& d) const {
        const FacePoint point = face_point(d);
        const int size = size_of(level);
        const auto index = [&](float s) {
            const float scaled = (s * 0.5f + 0.5f) * static_cast<float>(size);
            return std::clamp(static_cast<int>(scaled), 0, size - 1);
        };
        return *texel(level, point.face, index(point.s), index(point.t));
    }

    Texel sample(const FacePoint& point, int level) const {
        const auto size = static_cast<float>(size_of(level));
        const float x = (point.s * 0.5f + 0.5f) * size + 0.5f;
        const float y = (point.t * 0.5f + 0.5f) * size + 0.5f;
        const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
        return bilinear(texel(level, point.face, x0 - 1, y0 - 1), size_of(level) + 2,
                        x - static_cast<float>(x0), y - static_cast<float>(y0));
    }

    std::array<std::vector<Texel>, kLevels> levels_;
};

// A panorama small enough to sum over it again and again, with where its texels are.
struct Small {
    static constexpr int kWidth = 64, kHeight = 32;
    struct Part {
        glm::vec3 direction, radiance;
        float solid_angle;
        int y;
    };
    std::vector<Part> parts;
};

Small small_of(const Panorama& panorama) {
    constexpr int kStep = kWorkWidth / Small::kWidth;
    Small small;
    std::array<glm::vec2, Small::kWidth> around;
    for (int x = 0; x < Small::kWidth; ++x) {
        const float azimuth = ((static_cast<float>(x) + 0.5f) / Small::kWidth - 0.5f) * 2.0f * kPi;
        around[static_cast<std::size_t>(x)] = {std::cos(azimuth), std::sin(azimuth)};
    }
    for (int y = 0; y < Small::kHeight; ++y) {
        const float polar = (static_cast<float>(y) + 0.5f) / Small::kHeight * kPi;
        const float ring = std::sin(polar), height = std::cos(polar);
        const float solid_angle = ring * (2.0f * kPi / Small::kWidth) * (kPi / Small::kHeight);
        for (int x = 0; x < Small::kWidth; ++x) {
            Texel sum;
            for (int j = 0; j < kStep; ++j)
                for (int i = 0; i < kStep; ++i)
                    sum.lanes += panorama.row(kStep * y + j)[kStep * x + i].lanes;
            sum.lanes /= static_cast<float>(kStep * kStep);
            const glm::vec2 a = ring * around[static_cast<std::size_t>(x)];
            small.parts.push_back({.direction = {a.x, height, a.y},
                                   .radiance = {sum.lanes[0], sum.lanes[1], sum.lanes[2]},
                                   .solid_angle = solid_angle,
                                   .y = y});
        }
    }
    return small;
}

float luminance(const glm::vec3& c) { return 0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b; }

// Finds the brightest compact part of the upper half; takes it out of `small` when it holds enough
// of the light to cast a visible shadow.
std::optional<KeyLight> take_key_light(Small& small) {
    glm::vec3 total(0.0f);
    std::vector<float> values;
    for (const Small::Part& part : small.parts) {
        total += part.radiance * part.solid_angle;
        values.push_back(luminance(part.radiance));
    }
    std::nth_element(values.begin(),
                     values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    const float ordinary = 2.0f * values[values.size() / 2] + 1e-6f;

    // The center is the brightest texel's neighborhood, refined by its centroid.
    const float near = std::cos(0.40f);  // radians
    glm::vec3 center(0.0f);
    float brightest = 0.0f;
    for (const Small::Part& part : small.parts) {
        if (part.y >= Small::kHeight * 9 / 16 || luminance(part.radiance) <= brightest) continue;
        brightest = luminance(part.radiance);
        center = part.direction;
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
        weight = 0.0f;
        for (const Small::Part& part : small.parts) {
            if (glm::dot(part.direction, center) < near) continue;
            const glm::vec3 more = excess(part.radiance) * part.solid_angle;
            color += more;
            centroid += part.direction * luminance(more);
            weight += luminance(more);
        }
        if (weight > 0.0f && pass == 0) center = glm::normalize(centroid);
    }
    if (weight < 0.12f * luminance(total) || center.y < 0.12f) return std::nullopt;
    for (Small::Part& part : small.parts) {
        if (glm::dot(part.direction, center) < near) continue;
        if (luminance(part.radiance) > 0.3f * brightest) peak_area += part.solid_angle;
        part.radiance -= excess(part.radiance);
    }
    return KeyLight{.direction = glm::normalize(centroid),
                    .color = color,
                    .radius = std::clamp(std::sqrt(peak_area / kPi), 0.02f, 0.35f)};
}

std::array<glm::vec3, 9> project_irradiance(const Small& small) {
    std::array<glm::vec3, 9> sums{};
    for (const Small::Part& part : small.parts) {
        const glm::vec3& d = part.direction;
        const std::array<float, 9> basis{1.0f,
                                         d.y,
                                         d.z,
                                         d.x,
                                         d.x * d.y,
                                         d.y * d.z,
                                         3.0f * d.z * d.z - 1.0f,
                                         d.x * d.z,
                                         d.x * d.x - d.y * d.y};
        for (std::size_t i = 0; i < 9; ++i) sums[i] += basis[i] * part.solid_angle * part.radiance;
    }
    // Squared normalization of each basis function times the cosine kernel's A_l / pi
    // (1, 2/3, 1/4), so that the sum of the nine terms is irradiance / pi.
    constexpr float k0 = 0.25f / kPi, k1 = 0.75f / kPi * (2.0f / 3.0f);
    constexpr float k2 = 3.75f / kPi * 0.25f, k20 = 0.3125f / kPi * 0.25f;
    constexpr std::array<float, 9> kScale{k0, k1, k1, k1, k2, k2, k20, k2, 0.9375f / kPi * 0.25f};
    for (std::size_t i = 0; i < 9; ++i) sums[i] *= kScale[i];
    return sums;
}

// One sample of a lobe around +Z.
struct Tap {
    glm::vec3 direction;
    float weight;
    int level;    // of the cube, where texels match the sample's solid angle
    float share;  // of the next level
};

// GGX importance samples for the perceptual roughness r, seen from +Z; the weights sum to 1.
std::vector<Tap> taps_of(float r, int count) {
    const float alpha = r * r, alpha2 = alpha * alpha;
    const float texel = 4.0f * kPi / (6.0f * EnvironmentMap::kFaceSize * EnvironmentMap::kFaceSize);
    std::vector<Tap> taps;
    float total = 0.0f;
    for (int i = 0; i < count; ++i) {
        const float u = (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
        const float phi = 2.0f * kPi * (0.61803399f * static_cast<float>(i));
        const float cos_h = std::sqrt((1.0f - u) / (1.0f + (alpha2 - 1.0f) * u));
        const float sin_h = std::sqrt(std::max(1.0f - cos_h * cos_h, 0.0f));
        const float n_dot_l = 2.0f * cos_h * cos_h - 1.0f;
        if (n_dot_l <= 0.0f) continue;
        const float denominator = cos_h * cos_h * (alpha2 - 1.0f) + 1.0f;
        const float pdf = alpha2 / (kPi * denominator * denominator) * 0.25f;
        const float solid = 1.0f / (static_cast<float>(count) * pdf + 1e-6f);
        const float level = std::clamp(0.5f * std::log2(solid / texel) + 0.5f, 0.0f,
                                       static_cast<float>(Cube::kLevels) - 1.001f);
        const int low = static_cast<int>(level);
        taps.push_back({.direction = {2.0f * cos_h * sin_h * std::cos(phi),
                                      2.0f * cos_h * sin_h * std::sin(phi), n_dot_l},
                        .weight = n_dot_l,
                        .level = low,
                        .share = level - static_cast<float>(low)});
        total += n_dot_l;
    }
    for (Tap& tap : taps) tap.weight /= total;
    return taps;
}

Texel filtered(const Cube& cube, const glm::vec3& n, const std::vector<Tap>& taps) {
    const glm::vec3 up = std::abs(n.y) < 0.99f ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0);
    const glm::vec3 t = glm::normalize(glm::cross(up, n)), b = glm::cross(n, t);
    Texel sum;
    for (const Tap& tap : taps) {
        const glm::vec3 l = t * tap.direction.x + b * tap.direction.y + n * tap.direction.z;
        sum.lanes += cube.sample(l, tap.level, tap.share).lanes * tap.weight;
    }
    return sum;
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
    // The narrower the lobe, the fewer samples see all that is in it.
    constexpr std::array<int, EnvironmentMap::kLevels> kTaps{0, 8, 16, 32, 64};
    const Panorama panorama(radiance);
    const Cube cube(panorama);
    EnvironmentMap map;
    for (int level = 0; level < EnvironmentMap::kLevels; ++level) {
        const int size = EnvironmentMap::kFaceSize >> level;
        const float t = static_cast<float>(level) / (EnvironmentMap::kLevels - 1);
        const std::vector<Tap> taps = taps_of(t * t, kTaps[static_cast<std::size_t>(level)]);
        std::vector<std::uint16_t>& halves = map.levels.emplace_back();
        halves.reserve(static_cast<std::size_t>(24 * size * size));
        for (int face = 0; face < 6; ++face)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x) {
                    const Texel c = level == 0
                                        ? *cube.texel(0, face, x, y)
                                        : filtered(cube, cube_direction(face, x, y, size), taps);
                    for (int k = 0; k < 3; ++k)
                        halves.push_back(half_bits(std::min(c.lanes[k], 60000.0f)));
                    halves.push_back(0x3C00);
                }
    }

    Small small = small_of(panorama);
    for (const Small::Part& part : small.parts)
        map.mean += part.radiance * part.solid_angle / (4.0f * kPi);
    map.key_light = take_key_light(small);
    map.irradiance = project_irradiance(small);
    return map;
}

}  // namespace diorama
