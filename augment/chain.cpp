#include "augment/chain.hpp"

#include <utility>

#include "augment/transform/warp_frame.hpp"

namespace diorama {

void Chain::warp(WarpStep step) {
    if (!colors_.empty()) {
        // Changing single colors and moving them may trade places, if what earlier steps filled in
        // changes alike and what this one fills in does not.
        colors_.apply(frame_.color);
        for (WarpStep& before : warp_.steps())
            before.outside.fill = colors_.apply(before.outside.fill);
        colors_.clear();
    }
    warp_.append(std::move(step));
}

Image<std::uint32_t> Chain::ids() const {
    return warp_.empty() ? frame_.ids : warp_ids(frame_.ids, warp_);
}

Frame& Chain::frame() {
    if (!warp_.empty()) {
        frame_ = warp_frame(std::move(frame_), warp_);
        warp_ = Warp(extent_of(frame_));
    }
    colors_.apply(frame_.color);
    colors_.clear();
    return frame_;
}

void Chain::replace(Frame frame) {
    colors_.clear();
    frame_ = std::move(frame);
    warp_ = Warp(extent_of(frame_));
}

}  // namespace diorama
