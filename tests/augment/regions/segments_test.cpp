#include "augment/regions/segments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

std::uint8_t level(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

/// Flat patches of random colors on a grid of 40 pixels, with noise of +- `noise` levels.
Image<Rgb8> patches(Extent extent, int noise, Rng rng) {
    Image<Rgb8> picture(extent);
    std::vector<Rgb8> colors;
    for (int i = 0; i < 100; ++i)
        colors.push_back({level(static_cast<int>(rng.integer(0, 255))),
                          level(static_cast<int>(rng.integer(0, 255))),
                          level(static_cast<int>(rng.integer(0, 255)))});
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const Rgb8& c = colors[static_cast<std::size_t>(y / 40 * 10 + x / 40)];
            const auto shake = [&](std::uint8_t v) {
                return level(v + static_cast<int>(rng.integer(-noise, noise)));
            };
            picture.at(x, y) = {shake(c.r), shake(c.g), shake(c.b)};
        }
    }
    return picture;
}

/// Whether the pixels of each label are 8-connected.
bool connected(const Segments& segments) {
    const Image<std::int32_t>& labels = segments.labels;
    Image<std::uint8_t> seen(labels.extent(), 0);
    std::int32_t parts = 0;
    for (int y = 0; y < labels.height(); ++y) {
        for (int x = 0; x < labels.width(); ++x) {
            if (seen.at(x, y)) continue;
            ++parts;
            std::vector<std::pair<int, int>> stack{{x, y}};
            seen.at(x, y) = 1;
            while (!stack.empty()) {
                const auto [cx, cy] = stack.back();
                stack.pop_back();
                for (int ny = std::max(0, cy - 1); ny <= std::min(labels.height() - 1, cy + 1);
                     ++ny)
                    for (int nx = std::max(0, cx - 1); nx <= std::min(labels.width() - 1, cx + 1);
                         ++nx) {
                        if (seen.at(nx, ny) || labels.at(nx, ny) != labels.at(cx, cy)) continue;
                        seen.at(nx, ny) = 1;
                        stack.emplace_back(nx, ny);
                    }
            }
        }
    }
    return parts == segments.count;
}

/// The share of pixel pairs (of a sample) that two partitions treat alike.
double rand_index(const Segments& a, const Segments& b, Rng rng) {
    const auto last = static_cast<std::int64_t>(a.labels.extent().area()) - 1;
    int alike = 0;
    constexpr int kPairs = 20000;
    for (int i = 0; i < kPairs; ++i) {
        const auto p = static_cast<std::size_t>(rng.integer(0, last));
        const auto q = static_cast<std::size_t>(rng.integer(0, last));
        alike += (a.labels.pixels()[p] == a.labels.pixels()[q]) ==
                 (b.labels.pixels()[p] == b.labels.pixels()[q]);
    }
    return static_cast<double>(alike) / kPairs;
}

TEST(SegmentGraph, FindsFlatPatches) {
    const Image<Rgb8> picture = patches({200, 160}, 0, Rng{1});
    const Segments segments = segment_graph(smoothed(picture, 0.1f), {});
    EXPECT_EQ(segments.count, 20);
    EXPECT_TRUE(connected(segments));
    EXPECT_EQ(segments.labels.at(0, 0), 0);
    EXPECT_EQ(segments.labels.at(39, 39), 0);
    EXPECT_EQ(segments.labels.at(40, 0), 1);
}

TEST(SegmentGraph, NeverCrossesABarrier) {
    const Image<Rgb8> grey({60, 40}, {128, 128, 128});
    Image<std::uint32_t> barrier(grey.extent(), 1);
    for (int y = 0; y < 40; ++y) {
        for (int x = 57; x < 60; ++x) barrier.at(x, y) = 2;  // fewer than min_pixels * 2
    }
    const Segments segments = segment_graph(smoothed(grey, 0.8f), barrier);
    EXPECT_EQ(segments.count, 2);
    EXPECT_NE(segments.labels.at(56, 3), segments.labels.at(57, 3));
}

TEST(SegmentGraph, AbsorbsSmallRegions) {
    Image<Rgb8> picture({80, 80}, {200, 200, 200});
    for (int y = 30; y < 35; ++y) {
        for (int x = 30; x < 35; ++x) picture.at(x, y) = {0, 0, 0};
    }
    EXPECT_EQ(segment_graph(smoothed(picture, 0.8f), {}, {.min_pixels = 100}).count, 1);
    EXPECT_GT(segment_graph(smoothed(picture, 0.8f), {}, {.k = 10.0f, .min_pixels = 1}).count, 1);
}

TEST(SegmentGraph, IsStableUnderNoise) {
    const Image<Rgb8> clean = patches({200, 160}, 0, Rng{2});
    Image<Rgb8> noisy = clean;
    Rng rng{3};
    for (Rgb8& c : noisy) {
        c.r = level(c.r + static_cast<int>(rng.integer(-1, 1)));
        c.g = level(c.g + static_cast<int>(rng.integer(-1, 1)));
        c.b = level(c.b + static_cast<int>(rng.integer(-1, 1)));
    }
    const Segments a = segment_graph(smoothed(clean, 0.8f), {}),
                   b = segment_graph(smoothed(noisy, 0.8f), {});
    EXPECT_GE(rand_index(a, b, Rng{4}), 0.95);
}

TEST(SegmentTree, CutsAreNestedPartitions) {
    const Image<Rgb8> picture = patches({200, 160}, 12, Rng{5});
    const SegmentTree tree = build_segment_tree(
        smoothed(picture, 0.8f), {},
        segment_graph(smoothed(picture, 0.8f), {}, {.k = 30.0f, .min_pixels = 20}));
    Segments finer = tree.cut(0.0f);
    EXPECT_EQ(finer.count, tree.base.count);
    for (const float height : {5.0f, 20.0f, 60.0f, 1000.0f}) {
        const Segments coarser = tree.cut(height);
        EXPECT_TRUE(connected(coarser));
        EXPECT_LE(coarser.count, finer.count);
        std::map<std::int32_t, std::int32_t> parent;
        for (std::size_t i = 0; i < finer.labels.pixels().size(); ++i) {
            const auto [at, fresh] =
                parent.try_emplace(finer.labels.pixels()[i], coarser.labels.pixels()[i]);
            ASSERT_EQ(at->second, coarser.labels.pixels()[i]);
        }
        finer = coarser;
    }
    EXPECT_EQ(finer.count, 1);
    for (std::size_t i = 1; i < tree.merges.size(); ++i)
        EXPECT_GE(tree.merges[i].height, tree.merges[i - 1].height);
}

TEST(SegmentTree, MergesTheWeakestBorderFirst) {
    Image<Rgb8> picture({90, 40});
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 90; ++x) {
            const std::uint8_t v = x < 30 ? 50 : x < 60 ? 80 : 200;
            picture.at(x, y) = {v, v, v};
        }
    }
    Image<std::uint32_t> thirds(picture.extent(), 0);
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 90; ++x) thirds.at(x, y) = static_cast<std::uint32_t>(x / 30);
    }
    const SegmentTree tree = build_segment_tree(smoothed(picture, 0.1f), {},
                                                segment_graph(smoothed(picture, 0.8f), thirds));
    ASSERT_EQ(tree.merges.size(), 2u);
    EXPECT_EQ(tree.merges[0].into + tree.merges[0].from, 1);
    EXPECT_NEAR(tree.merges[0].height, 30 * std::sqrt(3.0f), 0.1f);
    EXPECT_NEAR(tree.merges[1].height, 120 * std::sqrt(3.0f), 0.1f);
}

TEST(Texture, ThePlainPictureOfAWallIsNone) {
    Image<Rgb8> picture({80, 40}, {180, 180, 180});
    Rng rng{8};
    for (Rgb8& c : picture) c.r = c.g = c.b = level(180 + static_cast<int>(2.5 * rng.normal()));
    const Segments whole{.labels = Image<std::int32_t>(picture.extent(), 0), .count = 1};
    EXPECT_LT(Texture(picture).scores(whole)[0], 0.08f);
}

TEST(Texture, LeavesScoreAboveWalls) {
    Image<Rgb8> picture = patches({80, 40}, 0, Rng{6});
    Rng rng{7};
    for (int y = 0; y < 40; ++y) {
        for (int x = 40; x < 80; ++x) {
            const auto v = level(static_cast<int>(rng.integer(0, 255)));
            picture.at(x, y) = {v, v, v};
        }
    }
    Image<std::int32_t> halves(picture.extent(), 0);
    for (int y = 0; y < 40; ++y) {
        for (int x = 40; x < 80; ++x) halves.at(x, y) = 1;
    }
    const auto scores = Texture(picture).scores({halves, 2});
    EXPECT_LT(scores[0], 0.05f);
    EXPECT_GT(scores[1], 0.2f);
}

}  // namespace
}  // namespace diorama
