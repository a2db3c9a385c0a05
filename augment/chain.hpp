/// A frame on its way through operators, with the work put off that one pass can do together.
#pragma once

#include "augment/color/color_stage.hpp"
#include "augment/transform/warp.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// Geometric steps wait and are sampled once; pointwise colors wait and are applied in one pass,
/// without ending a group of geometric steps. Looking at pixels ends both.
class Chain {
 public:
    explicit Chain(Frame frame) : frame_(std::move(frame)), warp_(extent_of(frame_)) {}

    /// Of the picture as it is after everything so far.
    Extent extent() const { return warp_.target(); }
    bool has_color() const { return !frame_.color.empty(); }
    void warp(WarpStep step);
    void recolor(ColorStage stage) { colors_.append(std::move(stage)); }

    /// The geometric steps that wait.
    const Warp& pending() const { return warp_; }

    /// The ids as they are now; colors need not be made for that.
    Image<std::uint32_t> ids() const;
    const std::vector<Object>& objects() const { return frame_.objects; }
    /// The frame with everything carried out, to be read and changed.
    Frame& frame();
    /// Its colors.
    Image<Rgb8>& color() { return frame().color; }
    /// Puts another frame in the place of this one.
    void replace(Frame frame);

 private:
    static Extent extent_of(const Frame& frame) { return frame.ids.extent(); }

    Frame frame_;
    Warp warp_;
    ColorChain colors_;  // after warp_
};

}  // namespace diorama
