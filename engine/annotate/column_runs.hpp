/// Walks the vertical runs of equal values of a picture in column-major order. Private to annotate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace diorama {

/// Calls `visit(x, y0, y1, value)` for every maximal run of equal values inside a column: columns
/// from the left, runs from the top. Each column is covered completely.
///
/// Pixels are read row by row, which the cache likes, and compared with the row above in blocks;
/// only the places where a column changes are put into column order, by a counting sort.
///
/// @param pixels  the top-left value; rows are `stride` values apart.
template <class T, class Visit>
void for_each_column_run(const T* pixels, std::size_t stride, int width, int height, Visit visit) {
    if (width <= 0 || height <= 0) return;
    struct Change {
        int x, y;
    };
    std::vector<Change> changes;
    std::vector<std::size_t> first(static_cast<std::size_t>(width) + 1, 0);
    for (int y = 1; y < height; ++y) {
        const T* above = pixels + static_cast<std::size_t>(y - 1) * stride;
        const T* here = above + stride;
        constexpr int kBlock = static_cast<int>(64 / sizeof(T));
        for (int x0 = 0; x0 < width; x0 += kBlock) {
            const int x1 = x0 + kBlock < width ? x0 + kBlock : width;
            const std::size_t bytes = static_cast<std::size_t>(x1 - x0) * sizeof(T);
            if (std::memcmp(above + x0, here + x0, bytes) == 0) continue;
            for (int x = x0; x < x1; ++x) {
                if (above[x] == here[x]) continue;
                changes.push_back({x, y});
                ++first[static_cast<std::size_t>(x) + 1];
            }
        }
    }
    for (std::size_t x = 1; x < first.size(); ++x) first[x] += first[x - 1];
    std::vector<int> rows(changes.size());
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (const Change& change : changes)
        rows[next[static_cast<std::size_t>(change.x)]++] = change.y;

    for (int x = 0; x < width; ++x) {
        int y0 = 0;
        const auto at = [&](int y) {
            return pixels[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x)];
        };
        for (std::size_t i = first[static_cast<std::size_t>(x)];
             i < first[static_cast<std::size_t>(x) + 1]; ++i) {
            visit(x, y0, rows[i], at(y0));
            y0 = rows[i];
        }
        visit(x, y0, height, at(y0));
    }
}

}  // namespace diorama
