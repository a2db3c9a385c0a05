/// The smallest rectangle around some pixels.
#pragma once

#include <algorithm>

#include "engine/core/image.hpp"

namespace diorama {

/// The tight box of the pixels of an area for which inside(x, y) holds; empty where there is none.
/// Each row is looked at from both of its ends.
template <class Inside>
Rect tight_box(const Rect& area, Inside inside) {
    int left = area.right(), top = area.bottom(), right = area.x, bottom = area.y;
    for (int y = area.y; y < area.bottom(); ++y) {
        int first = area.x, last = area.right();
        while (first < last && !inside(first, y)) ++first;
        if (first == last) continue;
        while (!inside(last - 1, y)) --last;
        left = std::min(left, first);
        right = std::max(right, last);
        top = std::min(top, y);
        bottom = y + 1;
    }
    if (right <= left) return {};
    return {left, top, right - left, bottom - top};
}

/// The same of a whole image, for inside(pixel).
template <class Pixel, class Inside>
Rect tight_box(const Image<Pixel>& image, Inside inside) {
    return tight_box(Rect{0, 0, image.width(), image.height()},
                     [&](int x, int y) { return inside(image.row(y)[x]); });
}

}  // namespace diorama
