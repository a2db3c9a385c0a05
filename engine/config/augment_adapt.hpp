/// What a configuration says about colors taken from pictures of the target domain.
#pragma once

#include <filesystem>

#include "engine/core/distribution.hpp"

namespace diorama {

/// Each channel gets the histogram of a reference.
struct HistogramMatchConfig {
    Choice<std::filesystem::path> references;
    Distribution strength = 1.0;
};
/// Mean and deviation of a reference along three decorrelated axes.
struct ReinhardConfig {
    Choice<std::filesystem::path> references;
    Distribution strength = 1.0;
};
/// Mean and covariance of a reference.
struct ColorTransferConfig {
    Choice<std::filesystem::path> references;
    Distribution strength = 1.0;
};
/// The low frequencies of a reference.
struct FourierAdaptConfig {
    Choice<std::filesystem::path> references;
    Distribution band = Uniform{0.01, 0.05};  // of all frequencies, along each side
    Distribution strength = 1.0;
};
/// Colors move along the main axes of the picture's own colors.
struct PcaColorConfig {
    Distribution strength = 0.1;  // standard deviation, in deviations of the picture
};

}  // namespace diorama
