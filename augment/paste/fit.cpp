#include "augment/paste/fit.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <vector>

namespace diorama {
namespace {

/// The source pixels from `first` on that a target pixel is the weighted mean of.
struct Taps {
    int first = 0;
    std::vector<float> weights;  // sum to 1
};

std::vector<Taps> taps_of(int source, int target) {
    std::vector<Taps> all(static_cast<std::size_t>(target));
    const double ratio = static_cast<double>(source) / target;
    for (int i = 0; i < target; ++i) {
        Taps& taps = all[static_cast<std::size_t>(i)];
        if (ratio <= 1.0) {
            const double at = std::clamp((i + 0.5) * ratio - 0.5, 0.0, source - 1.0);
            taps.first = std::min(static_cast<int>(at), std::max(0, source - 2));
            const auto part = static_cast<float>(at - taps.first);
            taps.weights = {1.0f - part};
            if (source > 1) taps.weights.push_back(part);
            continue;
        }
        const double from = i * ratio, to = std::min((i + 1) * ratio, double(source));
        taps.first = std::min(static_cast<int>(from), source - 1);
        for (int k = taps.first; k < to; ++k) {
            const double covered = std::min(k + 1.0, to) - std::max(double(k), from);
            taps.weights.push_back(static_cast<float>(covered / (to - from)));
        }
    }
    return all;
}

}  // namespace

Extent covering_extent(Extent source, Extent target) {
    const std::int64_t by_width = std::int64_t{target.width} * source.height;
    const std::int64_t by_height = std::int64_t{target.height} * source.width;
    if (by_width >= by_height) {  // as wide as the target
        const std::int64_t height = (by_width + source.width / 2) / source.width;
        return {target.width, std::max(target.height, static_cast<int>(height))};
    }
    const std::int64_t width = (by_height + source.height / 2) / source.height;
    return {std::max(target.width, static_cast<int>(width)), target.height};
}

Image<Rgb8> resized(const Image<Rgb8>& source, Extent target) {
    if (source.extent() == target) return source;
    const std::vector<Taps> columns = taps_of(source.width(), target.width);
    const std::vector<Taps> rows = taps_of(source.height(), target.height);
    Image<Rgb8> result(target);
    std::vector<float> line(static_cast<std::size_t>(source.width()) * 3);
    for (int y = 0; y < target.height; ++y) {
        std::ranges::fill(line, 0.0f);
        const Taps& down = rows[static_cast<std::size_t>(y)];
        for (std::size_t k = 0; k < down.weights.size(); ++k) {
            const Rgb8* row = source.row(down.first + static_cast<int>(k));
            for (std::size_t x = 0; x < line.size() / 3; ++x) {
                line[3 * x] += down.weights[k] * static_cast<float>(row[x].r);
                line[3 * x + 1] += down.weights[k] * static_cast<float>(row[x].g);
                line[3 * x + 2] += down.weights[k] * static_cast<float>(row[x].b);
            }
        }
        for (int x = 0; x < target.width; ++x) {
            const Taps& across = columns[static_cast<std::size_t>(x)];
            float sum[3] = {0.5f, 0.5f, 0.5f};
            for (std::size_t k = 0; k < across.weights.size(); ++k) {
                const float* at = &line[3 * (static_cast<std::size_t>(across.first) + k)];
                for (int c = 0; c < 3; ++c) sum[c] += across.weights[k] * at[c];
            }
            const auto byte = [](float v) {
                return static_cast<std::uint8_t>(std::clamp(v, 0.0f, 255.0f));
            };
            result.at(x, y) = {byte(sum[0]), byte(sum[1]), byte(sum[2])};
        }
    }
    return result;
}

Image<Rgb8> cropped(const Image<Rgb8>& source, const Rect& part) {
    assert(intersection(part, {0, 0, source.width(), source.height()}) == part);
    Image<Rgb8> result({part.width, part.height});
    for (int y = 0; y < part.height; ++y)
        std::copy_n(source.row(part.y + y) + part.x, part.width, result.row(y));
    return result;
}

}  // namespace diorama
