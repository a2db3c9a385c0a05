#include "engine/render/environment_map.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

constexpr int kWorkWidth = 512, kWorkHeight = 256;
constexpr int kPyramidLevels = 5;  // faces of 128 .. 8 texels
constexpr int kAroundTaps = 5, kNearTaps = 32;
constexpr float kTapBias = 0.5f;                     // levels
constexpr float kInner = 0.9928f, kOuter = 0.9394f;  // 0.12 and 0.35 radians

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
                row(y)[x].lanes = Texel::Lanes{sum.r, sum.g, sum.b, 0.0f};
            }
            row(y)[-1] = row(y)[kWorkWidth - 1];
            row(y)[kWorkWidth] = row(y)[0];
        }
    }

    const Texel* row(int y) const { return texels_.data() + y * kStride + 1; }

    /// Where a direction is: the first of four texels, and the shares of the other ones.
    struct Place {
        std::int32_t corner;
        float fx, fy;
    };
    static Place place_of(const glm::vec3& d) {
        const float u = fast_atan2(d.z, d.x) * (0.5f / kPi) + 0.5f;
        const float v = fast_acos(d.y) * (1.0f / kPi);
        // Half a texel left of the first column is in the one before it.
        const float x = std::clamp(u * kWorkWidth + 0.5f, 0.0f, kWorkWidth + 0.999f);
        const float y = std::clamp(v * kWorkHeight - 0.5f, 0.0f, kWorkHeight - 1.001f);
        const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
        return {y0 * static_cast<int>(kStride) + x0, x - static_cast<float>(x0),
                y - static_cast<float>(y0)};
    }

    Texel sample(const Place& place) const {
        return bilinear(texels_.data() + place.corner, kStride, place.fx, place.fy);
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

// Six faces. A frame of one texel around each holds what the neighboring faces show there, so that
// no lookup has to care about edges.
class Faces {
 public:
    explicit Faces(int size)
        : size_(size), texels_(static_cast<std::size_t>(6 * (size + 2) * (size + 2))) {}

    int size() const { return size_; }
    std::ptrdiff_t stride() const { return size_ + 2; }
    const Texel* texel(int face, int x, int y) const {
        return texels_.data() + (face * stride() + y + 1) * stride() + x + 1;
    }

    /// Sets all texels to at(face, x, y), then the frames.
    template <class At>
    void fill(At&& at) {
        const auto set = [&](int face, int x, int y, const Texel& value) {
            texels_[static_cast<std::size_t>(texel(face, x, y) - texels_.data())] = value;
        };
        for (int face = 0; face < 6; ++face)
            for (int y = 0; y < size_; ++y)
                for (int x = 0; x < size_; ++x) set(face, x, y, at(face, x, y));
        for (int face = 0; face < 6; ++face)
            for (int i = -1; i <= size_; ++i)
                for (const auto& [x, y] : {std::pair{i, -1}, {i, size_}, {-1, i}, {size_, i}})
                    set(face, x, y, nearest(face_point(cube_direction(face, x, y, size_))));
    }

    Texel sample(const FacePoint& point) const {
        const auto size = static_cast<float>(size_);
        const float x = (point.s * 0.5f + 0.5f) * size + 0.5f;
        const float y = (point.t * 0.5f + 0.5f) * size + 0.5f;
        const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
        return bilinear(texel(point.face, x0 - 1, y0 - 1), stride(), x - static_cast<float>(x0),
                        y - static_cast<float>(y0));
    }

 private:
    Texel nearest(const FacePoint& point) const {
        const auto index = [&](float s) {
            const float scaled = (s * 0.5f + 0.5f) * static_cast<float>(size_);
            return std::clamp(static_cast<int>(scaled), 0, size_ - 1);
        };
        return *texel(point.face, index(point.s), index(point.t));
    }

    int size_;
    std::vector<Texel> texels_;
};

// A panorama as a cube, with its box-filtered halves.
std::vector<Faces> pyramid_of(const Panorama& panorama) {
    // The same for every panorama.
    static const std::vector<Panorama::Place> places = [] {
        constexpr int kSize = EnvironmentMap::kFaceSize;
        std::vector<Panorama::Place> all;
        for (int face = 0; face < 6; ++face)
            for (int y = 0; y < kSize; ++y)
                for (int x = 0; x < kSize; ++x)
                    all.push_back(Panorama::place_of(cube_direction(face, x, y, kSize)));
        return all;
    }();
    std::vector<Faces> levels;
    for (int level = 0; level < kPyramidLevels; ++level) {
        const int size = EnvironmentMap::kFaceSize >> level;
        Faces faces(size);
        faces.fill([&](int face, int x, int y) {
            if (level == 0)
                return panorama.sample(
                    places[static_cast<std::size_t>((face * size + y) * size + x)]);
            const Texel* corner = levels.back().texel(face, 2 * x, 2 * y);
            const Texel* below = corner + levels.back().stride();
            return Texel{0.25f *
                         ((corner[0].lanes + corner[1].lanes) + (below[0].lanes + below[1].lanes))};
        });
        levels.push_back(std::move(faces));
    }
    return levels;
}

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

// The lobe around a normal that is the viewing direction as well: GGX times the cosine, a function
// of the cosine c between the normal and the light alone.
struct Lobe {
    float alpha2;  // the fourth power of the perceptual roughness
    // From the cosine `inner` to `outer` it changes over from the near part to the far part.
    float inner = -1.0f, outer = -1.0f;

    template <class T>
    T value(T c) const {
        const T d = (0.5f * (alpha2 - 1.0f)) * c + (0.5f * (alpha2 - 1.0f) + 1.0f);
        return c / (d * d);
    }
    /// The share of the far part, a cubic step.
    template <class T>
    T far(T c) const {
        T t = (inner - c) * (1.0f / (inner - outer));
        t = t > 0.0f ? t : T{} + 0.0f;
        t = t < 1.0f ? t : T{} + 1.0f;
        return t * t * (3.0f - 2.0f * t);
    }
    /// The cosine that a share u of the half vectors of its distribution stays above.
    float cosine(float u) const { return 2.0f * (1.0f - u) / (1.0f + (alpha2 - 1.0f) * u) - 1.0f; }
    /// The inverse of that.
    float share(float c) const {
        const float half = 0.5f * (1.0f + c);
        return (1.0f - half) / (1.0f + half * (alpha2 - 1.0f));
    }
};

// One sample of a lobe's near part, seen from +Z.
struct Tap {
    glm::vec3 direction;
    float weight;
    std::size_t level;  // of the pyramid, where texels match the sample's solid angle best
};

// `count` samples of the near part, between the shares u0 and u1 of its half vectors; the weights
// sum to their share of the whole lobe.
std::vector<Tap> taps_of(const Lobe& lobe, int count, float u0, float u1) {
    constexpr float kTexel =
        4.0f * kPi / (6.0f * EnvironmentMap::kFaceSize * EnvironmentMap::kFaceSize);
    const auto weight = [&](float u) {
        const float c = lobe.cosine(u);
        return c <= 0.0f ? 0.0f : lobe.outer < lobe.inner ? c * (1.0f - lobe.far(c)) : c;
    };
    std::vector<Tap> taps;
    float total = 0.0f;
    for (int i = 0; i < count; ++i) {
        const float u =
            glm::mix(u0, u1, (static_cast<float>(i) + 0.5f) / static_cast<float>(count));
        const float c = lobe.cosine(u), ring = std::sqrt(std::max(1.0f - c * c, 0.0f));
        if (weight(u) <= 0.0f) continue;
        const float phi = 2.0f * kPi * (0.61803399f * static_cast<float>(i));
        // The density of its samples is lobe.value(c) / c * alpha2 / (4 pi).
        const float density = lobe.value(c) / c * lobe.alpha2 * (0.25f / kPi);
        const float solid = (u1 - u0) / (static_cast<float>(count) * density);
        const float level =
            std::clamp(0.5f * std::log2(solid / kTexel) + kTapBias, 0.0f, kPyramidLevels - 1.0f);
        taps.push_back({.direction = {ring * std::cos(phi), ring * std::sin(phi), c},
                        .weight = weight(u),
                        .level = static_cast<std::size_t>(level + 0.5f)});
        total += weight(u);
    }
    // What the samples stand for, by a finer sum over u.
    constexpr int kSteps = 2048;
    float whole = 0.0f, part = 0.0f;
    for (int i = 0; i < kSteps; ++i) {
        const float u = (static_cast<float>(i) + 0.5f) / kSteps;
        whole += std::max(lobe.cosine(u), 0.0f) / kSteps;
        part += weight(glm::mix(u0, u1, u)) * (u1 - u0) / kSteps;
    }
    for (Tap& tap : taps) tap.weight *= part / (whole * total);
    return taps;
}

float sum_of(const std::vector<Tap>& taps) {
    float sum = 0.0f;
    for (const Tap& tap : taps) sum += tap.weight;
    return sum;
}

Texel gather(const std::vector<Faces>& pyramid, const glm::vec3& n, const std::vector<Tap>& taps) {
    const glm::vec3 up = std::abs(n.y) < 0.99f ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0);
    const glm::vec3 t = glm::normalize(glm::cross(up, n)), b = glm::cross(n, t);
    Texel sum;
    for (const Tap& tap : taps) {
        const glm::vec3 l = t * tap.direction.x + b * tap.direction.y + n * tap.direction.z;
        sum.lanes += pyramid[tap.level].sample(face_point(l)).lanes * tap.weight;
    }
    return sum;
}

// Mean radiance over the wide part of a lobe, for each texel of faces of `size`: the sum over all
// texels of `source`. Four normals at a time, one in each lane.
Faces summed(const Faces& source, const Lobe& lobe, int size) {
    struct Part {
        glm::vec3 direction, radiance;
        float solid;  // angle, relative
    };
    std::vector<Part> parts;
    for (int face = 0; face < 6; ++face)
        for (int y = 0; y < source.size(); ++y)
            for (int x = 0; x < source.size(); ++x) {
                const Texel::Lanes c = source.texel(face, x, y)->lanes;
                const glm::vec3 d = cube_direction(face, x, y, source.size());
                // Seen under the cosine and at the distance of a point of the cube's face.
                const float a = std::max({std::abs(d.x), std::abs(d.y), std::abs(d.z)});
                parts.push_back({d, {c[0], c[1], c[2]}, a * a * a});
            }

    const bool whole = lobe.outer >= lobe.inner;
    std::vector<Texel> sums(static_cast<std::size_t>(6 * size * size));
    for (std::size_t first = 0; first < sums.size(); first += 4) {
        Texel::Lanes nx{}, ny{}, nz{};
        for (int lane = 0; lane < 4; ++lane) {
            const int i = static_cast<int>(first) + lane;
            const glm::vec3 n = cube_direction(i / (size * size), i % size, i / size % size, size);
            nx[lane] = n.x;
            ny[lane] = n.y;
            nz[lane] = n.z;
        }
        Texel::Lanes red{}, green{}, blue{}, total{};
        for (const Part& part : parts) {
            const glm::vec3& d = part.direction;
            Texel::Lanes c = nx * d.x + ny * d.y + nz * d.z;
            const auto lit = c > 0.0f;
            if ((lit[0] | lit[1] | lit[2] | lit[3]) == 0) continue;
            c = lit ? c : Texel::Lanes{};
            Texel::Lanes weight = lobe.value(c) * part.solid;
            if (!whole) weight *= lobe.far(c);
            red += weight * part.radiance.r;
            green += weight * part.radiance.g;
            blue += weight * part.radiance.b;
            total += weight;
        }
        for (int lane = 0; lane < 4; ++lane)
            sums[first + static_cast<std::size_t>(lane)].lanes =
                Texel::Lanes{red[lane], green[lane], blue[lane], 0.0f} / total[lane];
    }
    Faces result(size);
    result.fill([&](int face, int x, int y) {
        return sums[static_cast<std::size_t>((face * size + y) * size + x)];
    });
    return result;
}

// Three half floats and a one.
void store_halves(std::uint16_t* target, const Texel& texel) {
    for (int k = 0; k < 3; ++k) target[k] = half_bits(std::min(texel.lanes[k], 60000.0f));
    target[3] = 0x3C00;
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
    const Panorama panorama(radiance);
    const std::vector<Faces> pyramid = pyramid_of(panorama);
    const auto lobe_of = [](int level) {
        const float t = static_cast<float>(level) / (EnvironmentMap::kLevels - 1);
        return Lobe{.alpha2 = std::pow(t, 8.0f)};
    };

    // Level 1 is hardly wider than the panorama's texels: one lookup there, and a few around it.
    constexpr float kCenter = 0.4f;
    const std::vector<Tap> around = taps_of(lobe_of(1), kAroundTaps, kCenter, 1.0f);
    const float center = 1.0f - sum_of(around);
    // Level 2: samples of its middle, and a sum for its long tail, which is as smooth as level 3.
    Lobe middle = lobe_of(2);
    middle.inner = kInner;
    middle.outer = kOuter;
    const std::vector<Tap> near = taps_of(middle, kNearTaps, 0.0f, middle.share(middle.outer));
    const Faces far = summed(pyramid[3], middle, 8);
    const float far_share = 1.0f - sum_of(near);
    // Levels 3 and 4 see everything.
    const Faces wide = summed(pyramid[3], lobe_of(3), 16);
    const Faces widest = summed(pyramid[4], lobe_of(4), 8);

    EnvironmentMap map;
    for (int level = 0; level < EnvironmentMap::kLevels; ++level) {
        const int size = EnvironmentMap::kFaceSize >> level;
        const auto texel = [&](int face, int x, int y) -> Texel {
            if (level == 0) return *pyramid[0].texel(face, x, y);
            if (level == 3) return *wide.texel(face, x, y);
            if (level == 4) return *widest.texel(face, x, y);
            const glm::vec3 d = cube_direction(face, x, y, size);
            if (level == 1)
                return {panorama.sample(Panorama::place_of(d)).lanes * center +
                        gather(pyramid, d, around).lanes};
            return {far.sample(face_point(d)).lanes * far_share + gather(pyramid, d, near).lanes};
        };
        std::vector<std::uint16_t>& halves =
            map.levels.emplace_back(static_cast<std::size_t>(24 * size * size));
        std::uint16_t* next = halves.data();
        for (int face = 0; face < 6; ++face)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x, next += 4) store_halves(next, texel(face, x, y));
    }

    Small small = small_of(panorama);
    for (const Small::Part& part : small.parts)
        map.mean += part.radiance * part.solid_angle / (4.0f * kPi);
    map.key_light = take_key_light(small);
    map.irradiance = project_irradiance(small);
    return map;
}

}  // namespace diorama
