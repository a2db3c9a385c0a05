#include "engine/annotate/outline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/annotate/polygon.hpp"
#include "engine/annotate/rle.hpp"
#include "tests/engine/annotate/fills.hpp"
#include "tests/engine/annotate/pictures.hpp"

namespace diorama {
namespace {

using test::id_map;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Outlines, ComeFromPolygonsOrFromRunLengths) {
    const auto ids = id_map("11. \n 11.");
    Annotation annotation{.rle = encode_rle(ids, 1)};
    EXPECT_THAT(outlines(annotation, ids.extent()),
                ElementsAre(ElementsAre(0, 0, 2, 0, 2, 2, 0, 2)));
    annotation.polygons = {{0, 0, 1, 0, 1, 1, 0, 1}};
    EXPECT_EQ(outlines(annotation, ids.extent()), annotation.polygons);
}

// The parts at 0..1 and 3..4 meet between (1, 0) and (3, 0).
TEST(JoinedParts, BridgeTheNearestVertices) {
    EXPECT_THAT(join_parts({{0, 0, 1, 0, 1, 1, 0, 1}, {3, 0, 4, 0, 4, 1, 3, 1}}),
                ElementsAre(0, 0, 1, 0, 3, 0, 4, 0, 4, 1, 3, 1, 3, 0, 1, 0, 1, 1, 0, 1));
    EXPECT_THAT(join_parts({}), IsEmpty());
    EXPECT_THAT(join_parts({{0, 0, 1, 0, 1, 1, 0, 1}}), ElementsAre(0, 0, 1, 0, 1, 1, 0, 1));
}

TEST(JoinedParts, FillTheSamePixels) {
    Rng rng{11};
    std::size_t joined = 0;
    for (int i = 0; i < 200; ++i) {
        const auto ids = test::random_ids(rng, test::random_extent(rng, 20), 2);
        const auto parts = trace_polygons(encode_rle(ids, 1), ids.extent());
        joined += parts.size() > 1;
        EXPECT_EQ(test::fill_even_odd({join_parts(parts)}, ids.extent()), test::mask_of(ids, 1));
    }
    EXPECT_GT(joined, 50u);
}

TEST(OrientedBoxes, OfARectangleAndOfASquareOnItsCorner) {
    EXPECT_THAT(oriented_box({{2, 1, 6, 1, 6, 3, 2, 3}}), ElementsAre(2, 1, 6, 1, 6, 3, 2, 3));
    const auto diamond = oriented_box({{3, 0, 6, 3, 3, 6, 0, 3}});
    EXPECT_THAT(diamond, ElementsAre(3, 0, 6, 3, 3, 6, 0, 3));
    // Two parts: the box of both together.
    EXPECT_THAT(oriented_box({{0, 0, 1, 0, 1, 1, 0, 1}, {5, 0, 6, 0, 6, 1, 5, 1}}),
                ElementsAre(0, 0, 6, 0, 6, 1, 0, 1));
}

/// Area and sides of the smallest box among many directions.
double smallest_area(const std::vector<Polygon>& loops) {
    double best = INFINITY;
    for (int k = 0; k < 9000; ++k) {
        const double angle = k * 1e-4 * M_PI / 1.8, c = std::cos(angle), s = std::sin(angle);
        double u0 = INFINITY, u1 = -INFINITY, v0 = INFINITY, v1 = -INFINITY;
        for (const Polygon& loop : loops) {
            for (std::size_t i = 0; i < loop.size(); i += 2) {
                const double u = c * loop[i] + s * loop[i + 1], v = c * loop[i + 1] - s * loop[i];
                u0 = std::min(u0, u), u1 = std::max(u1, u);
                v0 = std::min(v0, v), v1 = std::max(v1, v);
            }
        }
        best = std::min(best, (u1 - u0) * (v1 - v0));
    }
    return best;
}

TEST(OrientedBoxes, HoldThePointsAndAreTheSmallest) {
    Rng rng{12};
    for (int i = 0; i < 25; ++i) {
        const auto ids = test::random_ids(rng, test::random_extent(rng, 24), 3);
        const auto parts = trace_polygons(encode_rle(ids, 1), ids.extent());
        if (parts.empty()) continue;
        const auto box = oriented_box(parts);
        const auto side = [&](std::size_t a, std::size_t b) {
            return std::hypot(box[2 * b] - box[2 * a], box[2 * b + 1] - box[2 * a + 1]);
        };
        EXPECT_NEAR(side(0, 1), side(2, 3), 1e-9);
        EXPECT_NEAR(side(0, 2), side(1, 3), 1e-9);
        EXPECT_NEAR(side(0, 1) * side(1, 2), smallest_area(parts), 1e-2);
        EXPECT_LE(side(0, 1) * side(1, 2), smallest_area(parts) + 1e-9);
        for (const Polygon& loop : parts) {
            for (std::size_t p = 0; p < loop.size(); p += 2) {
                for (std::size_t k = 0; k < 4; ++k) {
                    const std::size_t n = (k + 1) % 4;
                    const double cross =
                        (box[2 * n] - box[2 * k]) * (loop[p + 1] - box[2 * k + 1]) -
                        (box[2 * n + 1] - box[2 * k + 1]) * (loop[p] - box[2 * k]);
                    EXPECT_GE(cross, -1e-6);
                }
            }
        }
    }
}

}  // namespace
}  // namespace diorama
