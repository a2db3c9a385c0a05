/// A rendered frame against both oracles.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/frame.hpp"
#include "engine/scene/scene.hpp"
#include "tests/oracle/comparison.hpp"

namespace diorama::oracle {

/// One labelled instance whose amodal mask was looked at.
struct MaskCheck {
    std::size_t instance_index = 0;
    Comparison raster;   // against the rasteriser, on the whole canvas
    Comparison rays;     // against rays, inside the picture
    bool totals = true;  // total_area and total_box are those of the mask, where `exact` says so
};

struct FrameCheck {
    Comparison raster;  // ids and depth against the rasteriser
    Comparison rays;    // against rays
    std::vector<MaskCheck> masks;

    std::size_t mask_differences() const;  // against the rasteriser
    std::size_t unexplained() const;       // all differences that no edge and no crossing excuses
    /// What differs, the worst pixels first; empty when nothing does.
    std::string to_string() const;
};

/// Compares ids, depth and the amodal masks of `frame`, rendered from `scene`.
/// @param canvas  the masks are compared there; what lies outside does not count. In pixels of the
///                picture, which it must contain.
FrameCheck check_frame(const Scene& scene, const Frame& frame, Rect canvas);

}  // namespace diorama::oracle
