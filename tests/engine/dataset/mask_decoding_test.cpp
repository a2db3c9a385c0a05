#include "engine/dataset/mask_decoding.hpp"

#include <gtest/gtest.h>

#include "engine/annotate/polygon.hpp"
#include "engine/annotate/rle.hpp"
#include "engine/core/rng.hpp"

namespace diorama {
namespace {

std::string text_of(const Bitmap& mask) {
    std::string text;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) text += mask.at(x, y) != 0 ? '#' : '.';
        text += '\n';
    }
    return text;
}

TEST(FillPolygons, PixelsWhoseCentersLieInside) {
    const std::vector<double> bridged{0, 0, 5, 0, 5, 4, 2, 4, 2, 3, 4, 3,
                                      4, 1, 1, 1, 1, 3, 2, 3, 2, 4, 0, 4};
    for (const auto fill : {fill_even_odd, fill_like_pycocotools}) {
        Bitmap square({4, 3});
        fill({1, 0, 3, 0, 3, 2, 1, 2}, square);
        EXPECT_EQ(text_of(square), ".##.\n.##.\n....\n");

        Bitmap ring({6, 4});
        fill(bridged, ring);
        EXPECT_EQ(text_of(ring), "#####.\n#...#.\n#...#.\n#####.\n");

        Bitmap full({3, 2});
        fill({0, 0, 3, 0, 3, 2, 0, 2}, full);
        EXPECT_EQ(text_of(full), "###\n###\n");
    }
}

TEST(FillPolygons, AnySlope) {
    // The center (0.5, 1.5) lies on the slanted edge from (0, 2) to (2, 0) through (1, 1).
    Bitmap triangle({4, 4});
    fill_even_odd({0, 0, 3.9, 0, 0, 3.9}, triangle);
    EXPECT_EQ(text_of(triangle), "###.\n##..\n#...\n....\n");
}

TEST(FillRuns, KnownTexts) {
    // LABELS.md section 6; the third text covers its whole column-major order.
    EXPECT_EQ(decode_counts("11110"), (std::vector<std::int64_t>{1, 1, 1, 2, 1}));
    EXPECT_EQ(decode_counts("09"), (std::vector<std::int64_t>{0, 9}));
    EXPECT_EQ(decode_counts("018"), (std::vector<std::int64_t>{0, 1, 8}));
    EXPECT_EQ(decode_counts("61X13mN000`0"),
              (std::vector<std::int64_t>{6, 1, 40, 4, 5, 4, 5, 4, 21}));
    EXPECT_EQ(decode_counts("T3o0Xo0AWQOPn1"),
              (std::vector<std::int64_t>{100, 31, 1000, 16, 15, 2000}));
    EXPECT_FALSE(decode_counts("1 1"));
    EXPECT_FALSE(decode_counts("T"));           // says that more follows
    EXPECT_FALSE(decode_counts("PPPPPPPPP1"));  // nine digits
    EXPECT_FALSE(decode_counts("111K"));        // 1 1 1, then 1 - 5
}

TEST(FillRuns, ColumnsFirst) {
    Bitmap mask({2, 3});
    EXPECT_TRUE(fill_runs({1, 1, 1, 2, 1}, mask));
    EXPECT_EQ(text_of(mask), ".#\n##\n..\n");
    EXPECT_FALSE(fill_runs({1, 1, 1, 2}, mask));
    EXPECT_FALSE(fill_runs({1, 1, 1, 2, 2}, mask));
    EXPECT_FALSE(fill_runs({1, 1, 0, 3, 1}, mask));
    EXPECT_TRUE(fill_runs({0, 6}, mask));
}

TEST(Boxes, OfSetPixels) {
    Bitmap mask({5, 4});
    EXPECT_EQ(tight_box(mask), Rect{});
    mask.at(4, 1) = mask.at(2, 3) = 1;
    EXPECT_EQ(tight_box(mask), (Rect{2, 1, 3, 3}));
    EXPECT_EQ(pixel_count(mask), 2u);
}

TEST(Decoders, AgreeWithTheEncodersOnRandomMasks) {
    Rng rng{11};
    for (int round = 0; round < 300; ++round) {
        const Extent extent{static_cast<int>(rng.integer(1, 24)),
                            static_cast<int>(rng.integer(1, 24))};
        Image<std::uint32_t> ids(extent);
        const double density = rng.uniform();
        for (std::uint32_t& id : ids) id = rng.chance(density) ? 1 : 0;
        const Rle rle = encode_rle(ids, 1);
        Bitmap expected(extent);
        for (std::size_t i = 0; i < ids.pixels().size(); ++i)
            expected.pixels()[i] = static_cast<std::uint8_t>(ids.pixels()[i]);

        Bitmap runs(extent), even_odd(extent), coco(extent);
        const auto counts = decode_counts(rle_to_text(rle));
        ASSERT_TRUE(counts);
        EXPECT_TRUE(fill_runs(*counts, runs));
        EXPECT_EQ(runs, expected);
        for (const Polygon& polygon : trace_polygons(rle, extent)) {
            const std::vector<double> points(polygon.begin(), polygon.end());
            fill_even_odd(points, even_odd);
            fill_like_pycocotools(points, coco);
        }
        EXPECT_EQ(even_odd, expected) << text_of(expected) << text_of(even_odd);
        EXPECT_EQ(coco, expected) << text_of(expected) << text_of(coco);
    }
}

}  // namespace
}  // namespace diorama
