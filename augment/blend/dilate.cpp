#include "augment/blend/dilate.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diorama {
namespace {

void merge(const std::uint8_t* from, std::uint8_t* to, int count) {
    for (int x = 0; x < count; ++x) to[x] |= from[x];
}

/// Merges windows of 1, 2, 4 ... to one of `radius` + 1 by merge_at(distance), never further than a
/// window is long.
template <class Merge>
void double_window(int radius, Merge merge_at) {
    int window = 1;
    for (; 2 * window <= radius + 1; window *= 2) merge_at(window);
    if (window < radius + 1) merge_at(radius + 1 - window);
}

void dilate_columns(Image<std::uint8_t>& mask, int radius) {
    const int width = mask.width(), height = mask.height();
    radius = std::min(radius, height - 1);
    if (radius <= 0) return;
    // First every row with those above it, from the last, which nobody reads; then with those
    // below.
    double_window(radius, [&](int distance) {
        for (int y = height - 1; y >= distance; --y)
            merge(mask.row(y - distance), mask.row(y), width);
    });
    double_window(radius, [&](int distance) {
        for (int y = 0; y + distance < height; ++y)
            merge(mask.row(y + distance), mask.row(y), width);
    });
}

void dilate_rows(Image<std::uint8_t>& mask, int radius) {
    const int width = mask.width();
    radius = std::min(radius, width - 1);
    if (radius <= 0) return;
    std::vector<std::uint8_t> before(static_cast<std::size_t>(width));
    for (int y = 0; y < mask.height(); ++y) {
        std::uint8_t* row = mask.row(y);
        double_window(radius, [&](int distance) {
            std::copy_n(row, width, before.begin());
            merge(before.data(), row + distance, width - distance);
        });
        double_window(radius, [&](int distance) {
            std::copy_n(row, width, before.begin());
            merge(before.data() + distance, row, width - distance);
        });
    }
}

}  // namespace

Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius) {
    Image<std::uint8_t> result = mask;
    dilate_columns(result, radius);
    dilate_rows(result, radius);
    return result;
}

}  // namespace diorama
