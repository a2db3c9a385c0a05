#include "augment/blend/nearest.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <vector>

namespace diorama {
namespace {

constexpr int kNone = -1;

/// The row of the nearest set pixel in the same column, or kNone.
Image<std::int32_t> nearest_rows(const Image<std::uint8_t>& set) {
    const int width = set.width(), height = set.height();
    Image<std::int32_t> rows(set.extent(), kNone);
    for (int y = 0; y < height; ++y) {
        const std::int32_t* above = rows.row(std::max(y - 1, 0));
        for (int x = 0; x < width; ++x) rows.at(x, y) = set.at(x, y) != 0 ? y : above[x];
    }
    for (int y = height - 2; y >= 0; --y) {
        const std::int32_t* below = rows.row(y + 1);
        std::int32_t* row = rows.row(y);
        for (int x = 0; x < width; ++x) {
            const bool nearer = row[x] == kNone || below[x] - y < y - row[x];
            if (below[x] > y && nearer) row[x] = below[x];
        }
    }
    return rows;
}

/// A column's parabola, and the first pixel of the row at which it is the lowest.
struct Parabola {
    int column = 0;
    int square = 0;  // of the vertical distance
    int from = 0;
};

/// The first column at which `right` is lower than `left`; the difference is linear there.
int overtakes(const Parabola& left, const Parabola& right) {
    const int numerator =
        right.square + right.column * right.column - left.square - left.column * left.column;
    const int denominator = 2 * (right.column - left.column);
    // Both are below 2^31, so the quotient of doubles is on the right side of every integer; and
    // their division takes half as long as that of integers.
    const double quotient = static_cast<double>(numerator) / denominator;
    const int truncated = static_cast<int>(quotient);
    return quotient < truncated ? truncated : truncated + 1;  // the first integer strictly beyond
}

}  // namespace

Image<std::int32_t> nearest_pixels(const Image<std::uint8_t>& set, int reach) {
    assert(reach >= 0 && reach <= kNearestAnywhere);
    const int width = set.width();
    Image<std::int32_t> nearest = nearest_rows(set);
    std::vector<Parabola> envelope;
    std::vector<std::int32_t> indices(static_cast<std::size_t>(width));
    for (int y = 0; y < set.height(); ++y) {
        std::int32_t* row = nearest.row(y);
        envelope.clear();
        for (int x = 0; x < width; ++x) {
            if (row[x] == kNone || std::abs(row[x] - y) > reach) continue;
            // Between set pixels of its row a pixel is nearest to nothing but itself.
            if (row[x] == y && x > 0 && x + 1 < width && row[x - 1] == y && row[x + 1] == y)
                continue;
            Parabola next{x, (row[x] - y) * (row[x] - y), 0};
            while (!envelope.empty()) {
                next.from = overtakes(envelope.back(), next);
                if (next.from > envelope.back().from) break;
                envelope.pop_back();
            }
            if (envelope.empty()) next.from = 0;
            if (next.from < width) envelope.push_back(next);
        }
        if (envelope.empty()) {
            std::fill(row, row + width, kNone);
            continue;
        }
        // The rows are needed once more, so the indices go to the columns from behind.
        std::size_t at = envelope.size() - 1;
        for (int x = width - 1; x >= 0; --x) {
            if (row[x] == y) {
                indices[static_cast<std::size_t>(x)] = y * width + x;
                continue;
            }
            while (envelope[at].from > x) --at;
            const int column = envelope[at].column, dx = x - column;
            const bool within = dx * dx + envelope[at].square <= reach * reach;
            indices[static_cast<std::size_t>(x)] = within ? row[column] * width + column : kNone;
        }
        std::copy(indices.begin(), indices.end(), row);
    }
    return nearest;
}

}  // namespace diorama
