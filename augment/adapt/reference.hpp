/// What is kept of a picture whose colors others take on.
#pragma once

#include <array>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// Mean and covariance of colors, in levels.
struct ColorMoments {
    glm::vec3 mean{0.0f};
    glm::mat3 covariance{0.0f};
};

/// Counts of the 256 levels of each channel.
using ChannelHistograms = std::array<std::array<double, 256>, 3>;

ColorMoments color_moments(const Image<Rgb8>& picture);
ChannelHistograms channel_histograms(const Image<Rgb8>& picture);

struct Reference {
    ChannelHistograms histograms{};
    ColorMoments moments;
    Image<Rgb8> picture;  // reduced to about kReferenceSide
};

constexpr int kReferenceSide = 256;  // pixels of the longer side

Reference make_reference(const Image<Rgb8>& picture);

/// Eigenvalues, descending, and unit eigenvectors (columns) of a symmetric matrix.
/// Method: cyclic Jacobi rotations, a fixed number of sweeps.
struct Eigen3 {
    glm::vec3 values;
    glm::mat3 vectors;
};
Eigen3 eigen_decomposition(const glm::mat3& symmetric);

}  // namespace diorama
