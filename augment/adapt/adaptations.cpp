#include "augment/adapt/adaptations.hpp"

#include <algorithm>
#include <cmath>

#include "augment/adapt/reference.hpp"

namespace diorama {
namespace {

const Reference& draw_reference(const Choice<std::filesystem::path>& references, Draws& draw,
                                const Resources& resources) {
    Rng rng = draw.stream("reference");
    const std::filesystem::path& file = references.draw(rng);
    const auto at = std::ranges::find(references.values, file);
    draw.note("reference", static_cast<double>(at - references.values.begin()));
    return *resources.references.at(file);
}

/// The map of colors x -> mean + m (x - mean of the source), mixed with the original.
ColorMatrix recentered(const glm::mat3& m, const glm::vec3& from, const glm::vec3& to,
                       float strength) {
    const glm::mat3 mixed = m * strength + glm::mat3(1.0f - strength);
    return {mixed, from + strength * (to - from) - mixed * from};
}

/// Root and inverse root of a covariance; axes without variance get 1 level.
glm::mat3 power(const glm::mat3& covariance, bool inverse) {
    const Eigen3 e = eigen_decomposition(covariance);
    glm::mat3 scale(0.0f);
    for (int i = 0; i < 3; ++i) {
        const float deviation = std::sqrt(std::max(e.values[i], 1.0f));
        scale[i][i] = inverse ? 1.0f / deviation : deviation;
    }
    return e.vectors * scale * glm::transpose(e.vectors);
}

}  // namespace

void apply(const HistogramMatchConfig& config, Chain& chain, Draws& draw,
           const Resources& resources) {
    const Reference& reference = draw_reference(config.references, draw, resources);
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    const Image<Rgb8>& picture = chain.color();
    const ChannelHistograms histograms = channel_histograms(picture);
    const auto pixels = static_cast<double>(picture.extent().area());
    ColorCurves curves{};
    for (std::size_t c = 0; c < 3; ++c) {
        double total = 0;
        for (const double n : reference.histograms[c]) total += n;
        double below = 0, reference_below = 0;
        std::size_t level = 0;
        for (std::size_t i = 0; i < 256; ++i) {
            // The level of the reference at the same rank, in the middle of this level's pixels.
            const double rank = (below + 0.5 * histograms[c][i]) / pixels;
            below += histograms[c][i];
            while (level < 255 && (reference_below + reference.histograms[c][level]) / total < rank)
                reference_below += reference.histograms[c][level++];
            const auto own = static_cast<float>(i);
            curves.level[c][i] = own + strength * (static_cast<float>(level) - own);
        }
    }
    chain.recolor(curves);
}

// Method: "Color Transfer between Images", Reinhard et al., IEEE CG&A 2001; along the axes of their
// decorrelated space (achromatic, yellow-blue, red-green) of 8-bit values instead of logarithmic
// cone responses, so that it is one matrix.
void apply(const ReinhardConfig& config, Chain& chain, Draws& draw, const Resources& resources) {
    const Reference& reference = draw_reference(config.references, draw, resources);
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    const glm::mat3 axes = glm::transpose(glm::mat3(
        0.57735f, 0.57735f, 0.57735f, 0.40825f, 0.40825f, -0.81650f, 0.70711f, -0.70711f, 0.0f));
    const ColorMoments moments = color_moments(chain.color());
    const auto deviations = [&](const ColorMoments& of) {
        const glm::mat3 c = axes * of.covariance * glm::transpose(axes);
        return glm::vec3(std::sqrt(std::max(c[0][0], 1.0f)), std::sqrt(std::max(c[1][1], 1.0f)),
                         std::sqrt(std::max(c[2][2], 1.0f)));
    };
    const glm::vec3 ratio = deviations(reference.moments) / deviations(moments);
    const glm::mat3 scale(ratio.x, 0.0f, 0.0f, 0.0f, ratio.y, 0.0f, 0.0f, 0.0f, ratio.z);
    chain.recolor(recentered(glm::transpose(axes) * scale * axes, moments.mean,
                             reference.moments.mean, strength));
}

void apply(const ColorTransferConfig& config, Chain& chain, Draws& draw,
           const Resources& resources) {
    const Reference& reference = draw_reference(config.references, draw, resources);
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    const ColorMoments moments = color_moments(chain.color());
    const glm::mat3 map =
        power(reference.moments.covariance, false) * power(moments.covariance, true);
    chain.recolor(recentered(map, moments.mean, reference.moments.mean, strength));
}

// Method: "ImageNet Classification with Deep Convolutional Neural Networks", Krizhevsky et al.,
// NIPS 2012, section 4.1; with the axes of this picture instead of a data set's.
void apply(const PcaColorConfig& config, Chain& chain, Draws& draw) {
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    const Eigen3 e = eigen_decomposition(color_moments(chain.color()).covariance);
    glm::vec3 offset(0.0f);
    for (int i = 0; i < 3; ++i) {
        const float along = draw.number("axis" + std::to_string(i), Normal{0, 1});
        offset += e.vectors[i] * (along * strength * std::sqrt(std::max(e.values[i], 0.0f)));
    }
    chain.recolor(ColorMatrix{glm::mat3(1.0f), offset});
}

}  // namespace diorama
