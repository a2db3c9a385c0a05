#include "engine/dataset/mask_decoding.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diorama {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void fill_even_odd(const std::vector<double>& polygon, Bitmap& mask) {
    Bitmap toggles({mask.width() + 1, mask.height()});
    const std::size_t count = polygon.size() / 2;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t next = (i + 1) % count;
        double x0 = polygon[2 * i], y0 = polygon[2 * i + 1];
        double x1 = polygon[2 * next], y1 = polygon[2 * next + 1];
        // Always downward, so that a bridge crosses a row at the same place both times.
        if (y0 > y1) std::swap(x0, x1), std::swap(y0, y1);
        const int first = static_cast<int>(std::ceil(y0 - 0.5));
        const int end = std::min(static_cast<int>(std::ceil(y1 - 0.5)), mask.height());
        for (int y = std::max(first, 0); y < end; ++y) {
            const double x = x0 + (y + 0.5 - y0) * (x1 - x0) / (y1 - y0);
            const int column = std::clamp(static_cast<int>(std::ceil(x - 0.5)), 0, mask.width());
            toggles.at(column, y) ^= 1;
        }
    }
    for (int y = 0; y < mask.height(); ++y) {
        std::uint8_t inside = 0;
        for (int x = 0; x < mask.width(); ++x) {
            inside ^= toggles.at(x, y);
            mask.at(x, y) |= inside;
        }
    }
}

void fill_like_pycocotools(const std::vector<double>& polygon, Bitmap& mask) {
    constexpr double kScale = 5.0;
    const int count = static_cast<int>(polygon.size() / 2);
    std::vector<int> x(at(count) + 1), y(at(count) + 1);
    for (int i = 0; i <= count; ++i) {
        x[at(i)] = static_cast<int>(kScale * polygon[at(2 * (i % count))] + 0.5);
        y[at(i)] = static_cast<int>(kScale * polygon[at(2 * (i % count)) + 1] + 0.5);
    }
    // The outline as a chain of fine grid points.
    std::vector<std::pair<int, int>> chain;
    for (int i = 0; i < count; ++i) {
        int xs = x[at(i)], xe = x[at(i + 1)], ys = y[at(i)], ye = y[at(i + 1)];
        const int dx = std::abs(xe - xs), dy = std::abs(ye - ys);
        const bool swapped = (dx >= dy && xs > xe) || (dx < dy && ys > ye);
        if (swapped) std::swap(xs, xe), std::swap(ys, ye);
        const int steps = std::max(dx, dy);
        const double slope = steps == 0 ? 0.0
                             : dx >= dy ? static_cast<double>(ye - ys) / dx
                                        : static_cast<double>(xe - xs) / dy;
        for (int d = 0; d <= steps; ++d) {
            const int t = swapped ? steps - d : d;
            if (dx >= dy)
                chain.emplace_back(t + xs, static_cast<int>(ys + slope * t + 0.5));
            else
                chain.emplace_back(static_cast<int>(xs + slope * t + 0.5), t + ys);
        }
    }
    // Where it passes the center line of a column, the parity below changes.
    const int width = mask.width(), height = mask.height();
    Bitmap toggles({width, height + 1});
    for (std::size_t j = 1; j < chain.size(); ++j) {
        const auto [u, v] = chain[j];
        const auto [u_before, v_before] = chain[j - 1];
        if (u == u_before) continue;
        const double column = ((u < u_before ? u : u - 1) + 0.5) / kScale - 0.5;
        if (std::floor(column) != column || column < 0 || column > width - 1) continue;
        const double row = (std::min(v, v_before) + 0.5) / kScale - 0.5;
        toggles.at(
            static_cast<int>(column),
            static_cast<int>(std::ceil(std::clamp(row, 0.0, static_cast<double>(height))))) ^= 1;
    }
    // Runs continue from the end of one column to the top of the next.
    std::uint8_t inside = 0;
    for (int c = 0; c < width; ++c) {
        for (int r = 0; r < height; ++r) {
            inside ^= toggles.at(c, r);
            mask.at(c, r) |= inside;
        }
        inside ^= toggles.at(c, height);
    }
}

std::optional<std::vector<std::int64_t>> decode_counts(std::string_view text) {
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < text.size();) {
        std::int64_t value = 0;
        int digits = 0;
        for (bool more = true; more; ++digits, ++i) {
            if (i == text.size() || digits == 8 || text[i] < 48 || text[i] > 48 + 63)
                return std::nullopt;
            const std::int64_t digit = text[i] - 48;
            value += (digit & 31) * (std::int64_t{1} << (5 * digits));
            more = (digit & 32) != 0;
            // The last digit carries the sign.
            if (!more && (digit & 16) != 0) value -= std::int64_t{1} << (5 * (digits + 1));
        }
        if (counts.size() > 2) value += counts[counts.size() - 2];
        if (value < 0) return std::nullopt;
        counts.push_back(value);
    }
    return counts;
}

bool fill_runs(const std::vector<std::int64_t>& counts, Bitmap& mask) {
    const auto area = static_cast<std::int64_t>(mask.extent().area());
    std::int64_t position = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > area - position || (counts[i] == 0 && i > 0)) return false;
        const std::int64_t end = position + counts[i];
        for (; position < end; ++position)
            if (i % 2 == 1)
                mask.at(static_cast<int>(position / mask.height()),
                        static_cast<int>(position % mask.height())) = 1;
    }
    return position == area;
}

Rect tight_box(const Bitmap& mask) {
    int x0 = mask.width(), y0 = mask.height(), x1 = -1, y1 = -1;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            if (mask.at(x, y) == 0) continue;
            x0 = std::min(x0, x), x1 = std::max(x1, x);
            y0 = std::min(y0, y), y1 = std::max(y1, y);
        }
    }
    if (x1 < 0) return {};
    return {x0, y0, x1 - x0 + 1, y1 - y0 + 1};
}

std::uint64_t pixel_count(const Bitmap& mask) {
    return static_cast<std::uint64_t>(std::count(mask.begin(), mask.end(), 1));
}

}  // namespace diorama
