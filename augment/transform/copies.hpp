/// Pixels that only change their places: flips and quarter turns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "augment/transform/warp.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Copies pixels from the last one back: out[i] = last[-i].
void copy_reversed(const Rgb8* last, int count, Rgb8* out);
void copy_reversed(const std::uint32_t* last, int count, std::uint32_t* out);
template <class T>
void copy_reversed(const T* last, int count, T* out) {
    for (int i = 0; i < count; ++i) out[i] = last[-i];
}

/// A whole picture turned by a quarter, or mirrored at a diagonal.
struct QuarterTurn {
    bool from_right = false;   // the target's first row is the source's last column
    bool from_bottom = false;  // the target's first column is the source's last row
};

/// The turn that a warp is, where it is nothing else.
std::optional<QuarterTurn> whole_turn(const Warp& warp);

template <class T>
Image<T> turned(const Image<T>& source, QuarterTurn turn) {
    constexpr int kRows = 8;  // written side by side, so that a visit to a source row pays
    Image<T> out({source.height(), source.width()});
    const auto column = [&](int y) { return turn.from_right ? source.width() - 1 - y : y; };
    for (int top = 0; top < out.height(); top += kRows) {
        const int rows = std::min(kRows, out.height() - top);
        for (int x = 0; x < out.width(); ++x) {
            const T* from = source.row(turn.from_bottom ? source.height() - 1 - x : x);
            T* to = out.row(top) + x;
            for (int y = top; y < top + rows; ++y, to += out.width()) *to = from[column(y)];
        }
    }
    return out;
}

}  // namespace diorama
