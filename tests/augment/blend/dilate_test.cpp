#include "augment/blend/dilate.hpp"

#include <gtest/gtest.h>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

TEST(Dilated, EveryPixelByTheDefinition) {
    Rng rng{81};
    for (int round = 0; round < 60; ++round) {
        const Extent extent{static_cast<int>(rng.integer(1, 20)),
                            static_cast<int>(rng.integer(1, 20))};
        Image<std::uint8_t> mask(extent);
        for (std::uint8_t& value : mask) value = rng.chance(0.05) ? 1 : 0;
        const auto radius = static_cast<int>(rng.integer(0, 5));
        const Image<std::uint8_t> grown = dilated(mask, radius);
        for (int y = 0; y < extent.height; ++y) {
            for (int x = 0; x < extent.width; ++x) {
                const Rect around =
                    intersection({x - radius, y - radius, 2 * radius + 1, 2 * radius + 1},
                                 {0, 0, extent.width, extent.height});
                int expected = 0;
                for (int v = around.y; v < around.bottom(); ++v)
                    for (int u = around.x; u < around.right(); ++u) expected |= mask.at(u, v);
                ASSERT_EQ(grown.at(x, y), expected);
            }
        }
    }
}

}  // namespace
}  // namespace diorama
