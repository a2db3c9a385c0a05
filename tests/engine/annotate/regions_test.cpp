#include "engine/annotate/regions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "engine/annotate/rle.hpp"
#include "tests/engine/annotate/pictures.hpp"

namespace diorama {
namespace {

using test::id_map;
using ::testing::ElementsAre;

TEST(Regions, TightAroundVisiblePixels) {
    const auto regions = find_regions(id_map(R"(
        ....
        .22.
        ..2.)"),
                                      3);
    ASSERT_EQ(regions.size(), 3u);
    EXPECT_EQ(regions[1].box, (Rect{.x = 1, .y = 1, .width = 2, .height = 2}));
    EXPECT_EQ(regions[1].area, 3u);
    EXPECT_THAT(regions[1].rle, ElementsAre(4, 1, 2, 2, 3));
}

TEST(Regions, HiddenInstancesAreEmpty) {
    const auto regions = find_regions(id_map("2 \n 2"), 2);
    EXPECT_EQ(regions[0].area, 0u);
    EXPECT_EQ(regions[0].box, Rect{});
    EXPECT_THAT(regions[0].rle, ElementsAre(2));
    EXPECT_THAT(regions[1].rle, ElementsAre(0, 2));
}

TEST(Regions, RefusesAnIdWithoutInstance) {
    EXPECT_THROW((void)find_regions(id_map(".3"), 2), std::out_of_range);
    EXPECT_THROW((void)find_regions(Image<std::uint32_t>({2, 2}, 0xffffffffu), 5),
                 std::out_of_range);
}

/// Box and area of one id, pixel by pixel.
Region region_of(const Image<std::uint32_t>& ids, std::uint32_t id) {
    Region region;
    int x0 = ids.width(), y0 = ids.height(), x1 = 0, y1 = 0;
    for (int y = 0; y < ids.height(); ++y) {
        for (int x = 0; x < ids.width(); ++x) {
            if (ids.at(x, y) != id) continue;
            ++region.area;
            x0 = std::min(x0, x);
            y0 = std::min(y0, y);
            x1 = std::max(x1, x + 1);
            y1 = std::max(y1, y + 1);
        }
    }
    if (region.area > 0) region.box = {x0, y0, x1 - x0, y1 - y0};
    return region;
}

TEST(Regions, AgreeWithOneInstanceAtATime) {
    Rng rng{73};
    for (int round = 0; round < 400; ++round) {
        const auto ids = test::random_ids(rng, test::random_extent(rng, 70), 6);
        const auto regions = find_regions(ids, 6);
        std::uint64_t covered = 0;
        for (std::uint32_t id = 1; id <= 6; ++id) {
            const Region& region = regions[id - 1];
            const Region expected = region_of(ids, id);
            EXPECT_EQ(region.area, expected.area);
            EXPECT_EQ(region.box, expected.box);
            EXPECT_EQ(region.rle, encode_rle(ids, id));
            EXPECT_EQ(rle_area(region.rle), region.area);
            EXPECT_EQ(rle_box(region.rle, ids.height()), region.box);
            EXPECT_EQ(decode_rle(region.rle, ids.extent()), test::mask_of(ids, id));
            covered += region.area;
        }
        EXPECT_EQ(covered + region_of(ids, 0).area, ids.extent().area());
    }
}

}  // namespace
}  // namespace diorama
