#include "augment/blend/nearest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

TEST(NearestPixels, SameDistanceAsTryingAll) {
    Rng rng{11};
    for (int round = 0; round < 200; ++round) {
        const Extent extent{static_cast<int>(rng.integer(1, 20)),
                            static_cast<int>(rng.integer(1, 20))};
        Image<std::uint8_t> set(extent);
        const double density = rng.uniform(0.005, 0.5);
        for (std::uint8_t& value : set) value = rng.chance(density) ? 1 : 0;
        const Image<std::int32_t> nearest = nearest_pixels(set);
        for (int y = 0; y < extent.height; ++y) {
            for (int x = 0; x < extent.width; ++x) {
                int best = std::numeric_limits<int>::max();
                for (int i = 0; i < extent.width * extent.height; ++i)
                    if (set.pixels()[static_cast<std::size_t>(i)] != 0)
                        best = std::min(best, squared_distance(x, y, i, extent.width));
                const std::int32_t found = nearest.at(x, y);
                if (best == std::numeric_limits<int>::max()) {
                    ASSERT_EQ(found, -1);
                    continue;
                }
                ASSERT_NE(set.pixels()[static_cast<std::size_t>(found)], 0);
                ASSERT_EQ(squared_distance(x, y, found, extent.width), best)
                    << "round " << round << " at " << x << ", " << y;
            }
        }
    }
}

}  // namespace
}  // namespace diorama
