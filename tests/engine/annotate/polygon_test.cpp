#include "engine/annotate/polygon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/annotate/rle.hpp"
#include "tests/engine/annotate/fills.hpp"
#include "tests/engine/annotate/pictures.hpp"

namespace diorama {
namespace {

using test::fill_as_pycocotools;
using test::fill_even_odd;
using test::id_map;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Polygon> trace(const Image<std::uint32_t>& ids, std::uint32_t id) {
    return trace_polygons(encode_rle(ids, id), ids.extent());
}

TEST(Polygons, FollowPixelEdges) {
    EXPECT_THAT(trace(id_map(R"(
        .11.
        .1..)"),
                      1),
                ElementsAre(ElementsAre(1, 0, 3, 0, 3, 1, 2, 1, 2, 2, 1, 2)));
}

TEST(Polygons, OnePixelAndFullPicture) {
    EXPECT_THAT(trace(id_map("1"), 1), ElementsAre(ElementsAre(0, 0, 1, 0, 1, 1, 0, 1)));
    EXPECT_THAT(trace(id_map("... \n ..1"), 1), ElementsAre(ElementsAre(2, 1, 3, 1, 3, 2, 2, 2)));
    EXPECT_THAT(trace(id_map("111 \n 111"), 1), ElementsAre(ElementsAre(0, 0, 3, 0, 3, 2, 0, 2)));
    EXPECT_THAT(trace(id_map("111 \n 111"), 2), IsEmpty());
}

TEST(Polygons, SeveralPartsFromTheLeft) {
    EXPECT_THAT(
        trace(id_map(R"(
        ..1
        ...
        1.1)"),
              1),
        ElementsAre(ElementsAre(0, 2, 1, 2, 1, 3, 0, 3), ElementsAre(2, 0, 3, 0, 3, 1, 2, 1),
                    ElementsAre(2, 2, 3, 2, 3, 3, 2, 3)));
}

TEST(Polygons, DiagonalPixelsAreOnePart) {
    EXPECT_THAT(trace(id_map(R"(
        1.
        .1)"),
                      1),
                ElementsAre(ElementsAre(0, 0, 1, 0, 1, 1, 2, 1, 2, 2, 1, 2, 1, 1, 0, 1)));
    EXPECT_EQ(trace(id_map(".1 \n 1."), 1).size(), 1u);
}

// The hole is reached by the column above its left edge: (1, 0) down along the edge of the hole,
// round it, and up again.
TEST(Polygons, HoleIsBridged) {
    EXPECT_THAT(
        trace(id_map(R"(
        111
        1.1
        111)"),
              1),
        ElementsAre(ElementsAre(0, 0, 1, 0, 1, 2, 2, 2, 2, 1, 1, 1, 1, 0, 3, 0, 3, 3, 0, 3)));
}

TEST(Polygons, HoleUsesTheShortestColumn) {
    const auto ids = id_map(R"(
        11111
        11111
        11111
        1..11
        11.11
        11111)");
    const auto polygons = trace(ids, 1);
    ASSERT_EQ(polygons.size(), 1u);
    // From (2, 5), the lower end of the hole, one pixel down to (2, 6) instead of three up.
    const Polygon& p = polygons[0];
    bool found = false;
    for (std::size_t i = 0; i + 3 < p.size(); i += 2)
        found = found || (p[i] == 2 && p[i + 1] == 6 && p[i + 2] == 2 && p[i + 3] < 6);
    EXPECT_TRUE(found);
    EXPECT_EQ(fill_as_pycocotools(polygons, ids.extent()), test::mask_of(ids, 1));
}

TEST(Polygons, TenByTenWithAHoleHas84Pixels) {
    Image<std::uint32_t> ids({12, 11});
    test::fill(ids, {1, 0, 10, 10}, 1);
    test::fill(ids, {4, 3, 4, 4}, 0);
    const auto bridged = fill_as_pycocotools(trace(ids, 1), ids.extent());
    EXPECT_EQ(std::ranges::count(bridged.pixels(), 1), 84);
    // The same hole as a second polygon is filled: readers unite polygons.
    const std::vector<Polygon> separate{{1, 0, 11, 0, 11, 10, 1, 10}, {4, 3, 8, 3, 8, 7, 4, 7}};
    const auto filled = fill_as_pycocotools(separate, ids.extent());
    EXPECT_EQ(std::ranges::count(filled.pixels(), 1), 100);
}

TEST(Polygons, EdgeCoordinatesAreWhatPycocotoolsTakes) {
    const auto mask = fill_as_pycocotools({{0, 0, 9, 0, 9, 9, 0, 9}}, {20, 20});
    EXPECT_EQ(std::ranges::count(mask.pixels(), 1), 81);
}

TEST(Polygons, IslandInAHoleIsAPartOfItsOwn) {
    const auto ids = id_map(R"(
        1111111
        1.....1
        1.111.1
        1.1.1.1
        1.111.1
        1.....1
        1111111)");
    const auto polygons = trace(ids, 1);
    EXPECT_EQ(polygons.size(), 2u);
    EXPECT_EQ(fill_even_odd(polygons, ids.extent()), test::mask_of(ids, 1));
    EXPECT_EQ(fill_as_pycocotools(polygons, ids.extent()), test::mask_of(ids, 1));
}

void expect_well_formed(const Polygon& polygon, Extent extent) {
    ASSERT_EQ(polygon.size() % 2, 0u);
    ASSERT_GE(polygon.size(), 8u);
    const std::size_t n = polygon.size() / 2;
    std::int64_t doubled_area = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t j = (i + 1) % n, k = (i + 2) % n;
        const int x0 = polygon[2 * i], y0 = polygon[2 * i + 1];
        const int x1 = polygon[2 * j], y1 = polygon[2 * j + 1];
        EXPECT_TRUE(x0 >= 0 && x0 <= extent.width && y0 >= 0 && y0 <= extent.height);
        EXPECT_NE(x0 == x1, y0 == y1) << "every edge is horizontal or vertical";
        EXPECT_FALSE(x0 == x1 && x1 == polygon[2 * k]) << "three in line at " << i;
        EXPECT_FALSE(y0 == y1 && y1 == polygon[2 * k + 1]) << "three in line at " << i;
        doubled_area += std::int64_t{x0} * y1 - std::int64_t{x1} * y0;
    }
    EXPECT_GT(doubled_area, 0) << "clockwise on screen";
}

/// Number of 8-connected parts, by flooding.
std::size_t count_parts(Image<std::uint8_t> mask) {
    std::size_t parts = 0;
    std::vector<std::pair<int, int>> stack;
    const auto visit = [&](int x, int y) {
        if (x < 0 || y < 0 || x >= mask.width() || y >= mask.height() || mask.at(x, y) == 0) return;
        mask.at(x, y) = 0;
        stack.emplace_back(x, y);
    };
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            parts += mask.at(x, y);
            visit(x, y);
            while (!stack.empty()) {
                const auto [px, py] = stack.back();
                stack.pop_back();
                for (int dy = -1; dy <= 1; ++dy)
                    for (int dx = -1; dx <= 1; ++dx) visit(px + dx, py + dy);
            }
        }
    }
    return parts;
}

TEST(Polygons, EveryFillGivesTheMaskBack) {
    Rng rng{74};
    int holes = 0, several = 0;
    for (int round = 0; round < 1200; ++round) {
        const auto ids = test::random_ids(rng, test::random_extent(rng, 40), 2);
        const auto mask = test::mask_of(ids, 1);
        const auto polygons = trace(ids, 1);
        EXPECT_EQ(polygons.size(), count_parts(mask));
        for (const Polygon& polygon : polygons) expect_well_formed(polygon, ids.extent());
        ASSERT_EQ(fill_even_odd(polygons, ids.extent()), mask) << "round " << round;
        ASSERT_EQ(fill_as_pycocotools(polygons, ids.extent()), mask) << "round " << round;
        several += polygons.size() > 1;
        std::size_t area = 0;
        for (const Polygon& polygon : polygons) {
            const auto part = fill_even_odd({polygon}, ids.extent());
            area += static_cast<std::size_t>(std::ranges::count(part.pixels(), 1));
            // Seen from a frame around the picture, a hole is background apart from the rest.
            Image<std::uint8_t> outside({ids.width() + 2, ids.height() + 2}, 1);
            for (int y = 0; y < ids.height(); ++y)
                for (int x = 0; x < ids.width(); ++x) outside.at(x + 1, y + 1) = part.at(x, y) == 0;
            holes += count_parts(outside) > 1;
        }
        EXPECT_EQ(area, rle_area(encode_rle(ids, 1))) << "polygons do not overlap";
    }
    EXPECT_GT(several, 100);
    EXPECT_GT(holes, 50);
}

TEST(Polygons, EveryMaskOfFourByThree) {
    for (unsigned bits = 0; bits < 4096; ++bits) {
        Image<std::uint32_t> ids({4, 3});
        for (unsigned i = 0; i < 12; ++i) ids.pixels()[i] = bits >> i & 1u;
        const auto polygons = trace(ids, 1);
        ASSERT_EQ(fill_as_pycocotools(polygons, ids.extent()), test::mask_of(ids, 1)) << bits;
        ASSERT_EQ(fill_even_odd(polygons, ids.extent()), test::mask_of(ids, 1)) << bits;
    }
}

}  // namespace
}  // namespace diorama
