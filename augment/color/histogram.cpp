#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "augment/color/colors.hpp"
#include "augment/color/luma.hpp"

namespace diorama {
namespace {

using Histogram = std::array<std::uint32_t, 256>;

/// Counts of levels. Four at once: equal neighbors do not wait for each other.
Histogram histogram(const std::vector<std::uint8_t>& levels) {
    std::array<Histogram, 4> parts{};
    std::size_t i = 0;
    for (; i + 4 <= levels.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k) ++parts[k][levels[i + k]];
    for (; i < levels.size(); ++i) ++parts[0][levels[i]];
    Histogram counts{};
    for (const Histogram& part : parts)
        for (std::size_t k = 0; k < 256; ++k) counts[k] += part[k];
    return counts;
}

/// Moves brightness from one luma to another and keeps the differences of the channels.
Rgb8 moved(const Rgb8& p, int by) {
    const auto level = [by](int value) {
        return static_cast<std::uint8_t>(std::clamp(value + by, 0, 255));
    };
    return {level(p.r), level(p.g), level(p.b)};
}

/// Cuts counts above `clip` times their mean and spreads what was cut evenly.
void limit(Histogram& counts, std::uint32_t pixels, float clip) {
    const auto most =
        static_cast<std::uint32_t>(std::max(1.0f, clip * static_cast<float>(pixels) / 256.0f));
    std::uint32_t cut = 0;
    for (std::uint32_t& count : counts) {
        if (count <= most) continue;
        cut += count - most;
        count = most;
    }
    for (std::size_t i = 0; i < 256; ++i) counts[i] += cut / 256 + (i < cut % 256 ? 1 : 0);
}

/// The level that each level becomes: its rank.
std::array<float, 256> ranks(const Histogram& counts, std::uint32_t pixels) {
    std::array<float, 256> rank{};
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < 256; ++i) {
        below += counts[i];
        rank[i] = 255.0f * static_cast<float>(below) / static_cast<float>(std::max(pixels, 1u));
    }
    return rank;
}

}  // namespace

void apply(const EqualizeConfig& config, Chain& chain, Draws& draw) {
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    std::vector<std::uint8_t> luma(picture.extent().area());
    luma_row(picture.data(), static_cast<int>(luma.size()), luma.data());
    Histogram counts = histogram(luma);
    // The first level in use becomes 0, the last 255.
    const auto first = static_cast<std::size_t>(
        std::ranges::find_if(counts, [](std::uint32_t n) { return n > 0; }) - counts.begin());
    const auto pixels = static_cast<std::uint32_t>(picture.extent().area());
    if (first == 256 || counts[first] == pixels) return;
    const std::uint32_t rest = pixels - counts[first];
    counts[first] = 0;
    const auto rank = ranks(counts, rest);
    std::array<std::int16_t, 256> by{};
    for (std::size_t i = 0; i < 256; ++i)
        by[i] =
            static_cast<std::int16_t>(std::lround(strength * (rank[i] - static_cast<float>(i))));
    const auto width = static_cast<std::size_t>(picture.width());
    std::vector<std::int16_t> row(width);
    const std::uint8_t* level = luma.data();
    for (int y = 0; y < picture.height(); ++y) {
        for (std::size_t x = 0; x < width; ++x) row[x] = by[*level++];
        shift_row(picture.row(y), row.data(), picture.width());
    }
}

void apply(const ClaheConfig& config, Chain& chain, Draws& draw) {
    const float clip = draw.number("clip", config.clip);
    const int tiles = draw.whole("tiles", config.tiles);
    Image<Rgb8>& picture = chain.color();
    const int columns = std::min(tiles, picture.width()), rows = std::min(tiles, picture.height());
    // clip 1 leaves no level more frequent than another: nothing changes.
    if (clip <= 1.0f) return;
    std::vector<std::array<float, 256>> rank;
    for (int j = 0; j < rows; ++j) {
        for (int i = 0; i < columns; ++i) {
            const int x0 = i * picture.width() / columns, x1 = (i + 1) * picture.width() / columns;
            const int y0 = j * picture.height() / rows, y1 = (j + 1) * picture.height() / rows;
            Histogram counts{};
            for (int y = y0; y < y1; ++y)
                for (int x = x0; x < x1; ++x) ++counts[luma_of(picture.at(x, y))];
            const auto pixels = static_cast<std::uint32_t>((x1 - x0) * (y1 - y0));
            limit(counts, pixels, clip);
            rank.push_back(ranks(counts, pixels));
        }
    }
    // Bilinear between the middles of tiles.
    struct Place {
        int low = 0, high = 0;
        float share = 0;
    };
    const auto place = [](int at, int size, int count) {
        const float tile =
            (static_cast<float>(at) + 0.5f) * static_cast<float>(count) / static_cast<float>(size) -
            0.5f;
        const float inside = std::clamp(tile, 0.0f, static_cast<float>(count - 1));
        const int low = static_cast<int>(inside);
        return Place{low, std::min(low + 1, count - 1), inside - static_cast<float>(low)};
    };
    std::vector<Place> across;
    for (int x = 0; x < picture.width(); ++x) across.push_back(place(x, picture.width(), columns));
    for (int y = 0; y < picture.height(); ++y) {
        const Place down = place(y, picture.height(), rows);
        const auto* top = rank.data() + down.low * columns;
        const auto* bottom = rank.data() + down.high * columns;
        Rgb8* row = picture.row(y);
        for (int x = 0; x < picture.width(); ++x) {
            const std::uint8_t luma = luma_of(row[x]);
            const Place& a = across[static_cast<std::size_t>(x)];
            const float upper = top[a.low][luma] + (top[a.high][luma] - top[a.low][luma]) * a.share;
            const float lower =
                bottom[a.low][luma] + (bottom[a.high][luma] - bottom[a.low][luma]) * a.share;
            const float target = upper + (lower - upper) * down.share;
            row[x] = moved(row[x], static_cast<int>(target + 0.5f) - luma);
        }
    }
}

}  // namespace diorama
