/// Fits a layer's colors to the plate around it, before blending. Alpha and labels stay untouched.
///
/// All functions change the layer's color and, alike, its surroundings, so that gradients across
/// the outline stay those of the object. They do nothing to a layer without mask, or where the
/// plate shows nothing around it.
#pragma once

#include <array>
#include <vector>

#include "augment/blend/layer.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// Mean and standard deviation of each Lab channel.
struct ColorStatistics {
    glm::vec3 mean{0};
    glm::vec3 deviation{0};
};

ColorStatistics statistics_of(const std::vector<Rgb8>& colors);

/// The layer's colors under its hard mask.
std::vector<Rgb8> mask_colors(const Layer& layer);

/// The plate's colors around the layer: within one size of its mask's box to every side, inside the
/// picture and not under the mask; of large rings an even selection of some 10,000 pixels.
std::vector<Rgb8> ring_colors(const Image<Rgb8>& plate, const Layer& layer);

/// Moves the mean and the spread of each Lab channel toward the ring's.
/// Method: "Color Transfer between Images", IEEE CG&A 2001, in CIE Lab. Changed: the spread is
/// scaled by no less than 1/2 and no more than 2.
/// @param strength  0: as it was, 1: the ring's mean and spread.
void match_statistics(Layer& layer, const Image<Rgb8>& plate, float strength);

/// For every value the one at the same place of the target's distribution: F_t^-1(F_s(x)), linear
/// between values, 256 values each. Non-decreasing; the identity for equal histograms.
std::array<float, 256> matching_table(const std::array<double, 256>& source,
                                      const std::array<double, 256>& target);

enum class HistogramChannels { Lightness, All };

/// Gives the layer the ring's distribution of lightness, or of each of red, green and blue.
void match_histogram(Layer& layer, const Image<Rgb8>& plate, HistogramChannels channels);

/// Gives the layer the amplitudes of the plate beneath it at low frequencies, with its own phases.
/// Method: "FDA: Fourier Domain Adaptation for Semantic Segmentation", CVPR 2020. Outside the mask
/// the layer's mean color stands in, so that the mask's shape is not in the spectrum. Only the
/// replaced frequencies are transformed.
/// @param beta  half the side of the square of replaced frequencies, as a share of the canvas's
///              shorter side; 0 or less than one frequency: as it was.
void adapt_spectrum(Layer& layer, const Image<Rgb8>& plate, float beta);

/// Lights the layer from the side from which the plate is lit: the linear trend of lightness over
/// the ring is added, level at the middle of the mask and at most 15 L* at its ends.
/// @param strength  0: as it was, 1: the whole trend.
void match_illumination(Layer& layer, const Image<Rgb8>& plate, float strength);

/// Factors on the layer's colors, as a person moves sliders.
struct ColorFactors {
    float brightness = 1.0f;
    float contrast = 1.0f;    // about the mean of the mask
    float saturation = 1.0f;  // about the grey of each pixel

    bool operator==(const ColorFactors&) const = default;
};

void scale_colors(Layer& layer, const ColorFactors& factors);

}  // namespace diorama
