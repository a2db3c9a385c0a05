/// Masks and id maps for tests: drawn as text, or random with everything that outlines stumble on.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama::test {

/// An id map from lines of digits and letters; '.' and ' ' are background, '1' is 1, 'a' is 10.
/// Empty lines and the indentation are ignored.
inline Image<std::uint32_t> id_map(const std::string& text) {
    std::vector<std::string> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == std::string::npos) continue;
        rows.push_back(line.substr(begin, line.find_last_not_of(' ') + 1 - begin));
    }
    Image<std::uint32_t> ids({static_cast<int>(rows.at(0).size()), static_cast<int>(rows.size())});
    for (int y = 0; y < ids.height(); ++y) {
        for (int x = 0; x < ids.width(); ++x) {
            const char c = rows[static_cast<std::size_t>(y)].at(static_cast<std::size_t>(x));
            if (c >= '0' && c <= '9') ids.at(x, y) = static_cast<std::uint32_t>(c - '0');
            if (c >= 'a' && c <= 'z') ids.at(x, y) = static_cast<std::uint32_t>(c - 'a' + 10);
        }
    }
    return ids;
}

inline Image<std::uint8_t> mask_of(const Image<std::uint32_t>& ids, std::uint32_t id) {
    Image<std::uint8_t> mask(ids.extent());
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) mask.pixels()[i] = ids.pixels()[i] == id;
    return mask;
}

inline void fill(Image<std::uint32_t>& ids, Rect rect, std::uint32_t id) {
    const Rect part = intersection(rect, {0, 0, ids.width(), ids.height()});
    for (int y = part.y; y < part.bottom(); ++y)
        for (int x = part.x; x < part.right(); ++x) ids.at(x, y) = id;
}

inline Rect random_rect(Rng& rng, Extent extent) {
    const auto x = static_cast<int>(rng.integer(-2, extent.width));
    const auto y = static_cast<int>(rng.integer(-2, extent.height));
    return {x, y, static_cast<int>(rng.integer(1, extent.width)),
            static_cast<int>(rng.integer(1, extent.height))};
}

/// Ids 0..id_count in one of four styles: single pixels (saddles everywhere), rectangles over
/// rectangles (nested holes, several parts), discs with discs cut out, and thin lines.
inline Image<std::uint32_t> random_ids(Rng& rng, Extent extent, std::uint32_t id_count) {
    Image<std::uint32_t> ids(extent);
    const auto any_id = [&] { return static_cast<std::uint32_t>(rng.integer(0, id_count)); };
    switch (rng.integer(0, 3)) {
        case 0:
            for (std::uint32_t& id : ids) id = any_id();
            break;
        case 1:
            for (int i = 0; i < 12; ++i) fill(ids, random_rect(rng, extent), any_id());
            break;
        case 2:
            for (int i = 0; i < 8; ++i) {
                const double cx = rng.uniform(0, extent.width), cy = rng.uniform(0, extent.height);
                const double r = rng.uniform(0.5, 0.6 * extent.width);
                const std::uint32_t id = any_id();
                for (int y = 0; y < extent.height; ++y) {
                    for (int x = 0; x < extent.width; ++x) {
                        const double dx = x + 0.5 - cx, dy = y + 0.5 - cy;
                        if (dx * dx + dy * dy < r * r) ids.at(x, y) = id;
                    }
                }
            }
            break;
        default:
            fill(ids, {0, 0, extent.width, extent.height}, any_id());
            for (int i = 0; i < 15; ++i) {
                Rect line = random_rect(rng, extent);
                (rng.chance(0.5) ? line.width : line.height) = 1;
                fill(ids, line, any_id());
            }
    }
    return ids;
}

inline Extent random_extent(Rng& rng, int largest) {
    const auto width = static_cast<int>(rng.integer(1, largest));
    return {width, static_cast<int>(rng.integer(1, largest))};
}

}  // namespace diorama::test
