/// The line kernel of motion blending.
#pragma once

#include <span>
#include <vector>

#include "augment/blend/layer.hpp"

namespace diorama {

/// One tap of a kernel: out(x, y) += weight / kTapScale * in(x + dx, y + dy).
struct KernelTap {
    int dx = 0, dy = 0;
    int weight = 0;
};

constexpr int kTapScale = 256;  // the weights of a kernel sum up to it

/// The taps of a digital line, moved so that its centroid is the origin.
std::vector<KernelTap> motion_kernel(const MotionBlend& motion);

/// Filters a picture; beyond its edge the nearest pixel is repeated. A picture of one color stays
/// as it is.
Image<Rgb8> filter_picture(const Image<Rgb8>& picture, std::span<const KernelTap> taps);

}  // namespace diorama
