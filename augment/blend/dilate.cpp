#include "augment/blend/dilate.hpp"

#include <algorithm>

namespace diorama {
namespace {

void merge(const std::uint8_t* from, std::uint8_t* to, int count) {
    for (int x = 0; x < count; ++x) to[x] |= from[x];
}

}  // namespace

Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius) {
    const int width = mask.width(), height = mask.height();
    Image<std::uint8_t> rows = mask;
    for (int y = 0; y < height; ++y) {
        for (int k = 1; k <= std::min(radius, width - 1); ++k) {
            merge(mask.row(y), rows.row(y) + k, width - k);
            merge(mask.row(y) + k, rows.row(y), width - k);
        }
    }
    Image<std::uint8_t> result = rows;
    for (int y = 0; y < height; ++y)
        for (int v = std::max(0, y - radius); v <= std::min(height - 1, y + radius); ++v)
            merge(rows.row(v), result.row(y), width);
    return result;
}

}  // namespace diorama
