#include "augment/cutout/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diorama {
namespace {

constexpr std::size_t kMostTones = 3;
constexpr std::size_t kSamples = 6000;
constexpr int kEvenRounds = 5, kRounds = 10;
constexpr float kLeastDeviation = 0.7f, kMostDeviation = 4.0f;
constexpr float kInside = 3.0f;      // deviations
constexpr float kPlainShare = 0.9f;  // of the frame
constexpr float kWorthAnotherTone = 0.05f;

/// A pixel of the frame, its place measured from the middle in half sizes.
struct Sample {
    float u = 0, v = 0;
    glm::vec3 lab{0};
};

/// The frame's pixels, of large frames an even selection.
std::vector<Sample> frame_samples(const Image<glm::vec3>& lab) {
    const int width = lab.width(), height = lab.height();
    const int border = std::max(4, std::min(width, height) / 50);
    std::vector<Sample> samples;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool on_frame =
                x < border || y < border || x >= width - border || y >= height - border;
            if (!on_frame) continue;
            samples.push_back({2 * (static_cast<float>(x) + 0.5f) / static_cast<float>(width) - 1,
                               2 * (static_cast<float>(y) + 0.5f) / static_cast<float>(height) - 1,
                               lab.at(x, y)});
        }
    }
    const std::size_t step = samples.size() / kSamples + 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < samples.size(); i += step) samples[count++] = samples[i];
    samples.resize(count);
    return samples;
}

glm::vec3 tone_at(const PlainBackground::Tone& tone, float u, float v) {
    return tone.at_center + u * tone.right + v * tone.down;
}

/// Least squares of a color that changes evenly over the picture. Without `slopes`, and for samples
/// in one line, it is a constant one.
PlainBackground::Tone fit_tone(const std::vector<const Sample*>& samples, bool slopes) {
    double n = 0, u1 = 0, v1 = 0, uu = 0, uv = 0, vv = 0;
    glm::dvec3 l1{0}, ul{0}, vl{0};
    for (const Sample* s : samples) {
        const double u = static_cast<double>(s->u), v = static_cast<double>(s->v);
        const glm::dvec3 l{s->lab};
        n += 1, u1 += u, v1 += v, uu += u * u, uv += u * v, vv += v * v;
        l1 += l, ul += u * l, vl += v * l;
    }
    const double suu = uu - u1 * u1 / n, suv = uv - u1 * v1 / n, svv = vv - v1 * v1 / n;
    const double determinant = suu * svv - suv * suv;
    glm::dvec3 right{0}, down{0};
    // A tone seen on one side only says little about the other sides.
    if (slopes && suu > 0.05 * n && svv > 0.05 * n && determinant > 0.05 * suu * svv) {
        const glm::dvec3 sul = ul - u1 / n * l1, svl = vl - v1 / n * l1;
        right = (svv * sul - suv * svl) / determinant;
        down = (suu * svl - suv * sul) / determinant;
    }
    PlainBackground::Tone tone;
    tone.right = glm::vec3(right);
    tone.down = glm::vec3(down);
    tone.at_center = glm::vec3((l1 - u1 * right - v1 * down) / n);
    return tone;
}

float distance_to(const PlainBackground::Tone& tone, const Sample& sample) {
    return glm::length((sample.lab - tone_at(tone, sample.u, sample.v)) / tone.deviation);
}

/// The spread of every channel, from the median distance, so that outliers do not widen it.
glm::vec3 spread_of(const PlainBackground::Tone& tone, const std::vector<const Sample*>& samples) {
    constexpr float kMedian = 0.6745f;  // of the magnitude of a standard normal draw
    glm::vec3 spread;
    std::vector<float> distances(samples.size());
    for (int channel = 0; channel < 3; ++channel) {
        std::transform(samples.begin(), samples.end(), distances.begin(), [&](const Sample* s) {
            return std::abs(s->lab[channel] - tone_at(tone, s->u, s->v)[channel]);
        });
        const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        spread[channel] = std::clamp(*middle / kMedian, kLeastDeviation, kMostDeviation);
    }
    return spread;
}

std::size_t nearest_tone(const PlainBackground& background, const Sample& sample) {
    std::size_t best = 0;
    float least = INFINITY;
    for (std::size_t i = 0; i < background.tones.size(); ++i) {
        const float distance = distance_to(background.tones[i], sample);
        if (distance >= least) continue;
        least = distance;
        best = i;
    }
    return best;
}

/// Adds the color that is furthest from the tones there are, the first color to none.
void add_tone(PlainBackground& background, const std::vector<Sample>& samples) {
    const Sample* furthest = &samples.front();
    float most = 0;
    for (const Sample& sample : samples) {
        if (background.tones.empty()) break;
        const float distance =
            distance_to(background.tones[nearest_tone(background, sample)], sample);
        if (distance <= most) continue;
        most = distance;
        furthest = &sample;
    }
    background.tones.push_back(
        {.at_center = furthest->lab, .deviation = glm::vec3(kMostDeviation)});
}

/// k-means with tones for means. They are constant at first, or one that fades over the whole
/// picture would pass for two that do not.
PlainBackground fit_tones(std::size_t count, const std::vector<Sample>& samples, Extent extent) {
    PlainBackground background{.tones = {}, .extent = extent};
    while (background.tones.size() < count) add_tone(background, samples);
    for (int round = 0; round < kRounds; ++round) {
        std::vector<std::vector<const Sample*>> members(count);
        for (const Sample& sample : samples) {
            const std::size_t tone = nearest_tone(background, sample);
            // In the later rounds outliers have no say.
            if (round < kEvenRounds || distance_to(background.tones[tone], sample) <= 2 * kInside)
                members[tone].push_back(&sample);
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (members[i].empty()) continue;
            PlainBackground::Tone tone = fit_tone(members[i], round >= kEvenRounds);
            tone.deviation =
                round < kEvenRounds ? glm::vec3(kMostDeviation) : spread_of(tone, members[i]);
            background.tones[i] = tone;
        }
    }
    return background;
}

float explained_share(const PlainBackground& background, const std::vector<Sample>& samples) {
    const auto inside = std::count_if(samples.begin(), samples.end(), [&](const Sample& sample) {
        return distance_to(background.tones[nearest_tone(background, sample)], sample) <= kInside;
    });
    return static_cast<float>(inside) / static_cast<float>(samples.size());
}

}  // namespace

float PlainBackground::distance(const glm::vec3& lab, int x, int y) const {
    const float u = 2 * (static_cast<float>(x) + 0.5f) / static_cast<float>(extent.width) - 1;
    const float v = 2 * (static_cast<float>(y) + 0.5f) / static_cast<float>(extent.height) - 1;
    // Less light by a factor s moves (L + 16, a, b) toward the origin by the cube root of s.
    static const float least_scale = std::cbrt(kDeepestShadow);
    const glm::vec3 color{lab.x + 16, lab.y, lab.z};
    float least = INFINITY;
    for (const Tone& tone : tones) {
        const glm::vec3 at = tone_at(tone, u, v);
        const glm::vec3 lit{at.x + 16, at.y, at.z};
        const float scale =
            std::clamp(glm::dot(color, lit) / glm::dot(lit, lit), least_scale, 1.0f);
        const float off = glm::length((color - scale * lit) / tone.deviation);
        const float shadow = kShadowDistance * (1 - scale) / (1 - least_scale);
        least = std::min(least, std::sqrt(off * off + shadow * shadow));
    }
    return least;
}

float PlainBackground::color_distance(const glm::vec3& lab, int x, int y) const {
    const float u = 2 * (static_cast<float>(x) + 0.5f) / static_cast<float>(extent.width) - 1;
    const float v = 2 * (static_cast<float>(y) + 0.5f) / static_cast<float>(extent.height) - 1;
    float least = INFINITY;
    for (const Tone& tone : tones) least = std::min(least, glm::distance(lab, tone_at(tone, u, v)));
    return least;
}

Expected<PlainBackground> fit_background(const Image<glm::vec3>& lab, const std::string& name) {
    const std::vector<Sample> samples = frame_samples(lab);
    PlainBackground best;
    float share = 0;
    for (std::size_t count = 1; count <= kMostTones && !samples.empty(); ++count) {
        PlainBackground background = fit_tones(count, samples, lab.extent());
        const float explained = explained_share(background, samples);
        if (explained < share + kWorthAnotherTone) continue;
        share = explained;
        best = std::move(background);
    }
    if (share < kPlainShare) {
        return Diagnostic{.file = name,
                          .message = fmt::format(
                              "background is not plain: {:.0f} % of the picture's edge has one "
                              "to three even colors, at least {:.0f} % are needed",
                              100 * share, 100 * kPlainShare)};
    }
    return best;
}

}  // namespace diorama
