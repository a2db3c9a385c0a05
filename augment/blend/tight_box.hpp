/// The smallest rectangle around some pixels.
#pragma once

#include <algorithm>

#include "engine/core/image.hpp"

namespace diorama {

/// The tight box of the pixels of an area for which inside(x, y) holds; empty where there is none.
template <class Inside>
Rect tight_box(const Rect& area, Inside inside) {
    int left = area.right(), top = area.bottom(), right = area.x, bottom = area.y;
    for (int y = area.y; y < area.bottom(); ++y) {
        for (int x = area.x; x < area.right(); ++x) {
            if (!inside(x, y)) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = y + 1;
        }
    }
    if (right <= left) return {};
    return {left, top, right - left, bottom - top};
}

}  // namespace diorama
