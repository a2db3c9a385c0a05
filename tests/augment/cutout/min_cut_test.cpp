#include "augment/cutout/min_cut.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

TEST(MinCut, TheExampleOfTheHeader) {
    MinCut cut(2);
    cut.add_terminals(0, 5, 1);
    cut.add_terminals(1, 0, 3);
    cut.add_edge(0, 1, 2);
    EXPECT_EQ(cut.solve(), 3);
    EXPECT_TRUE(cut.on_source_side(0));
    EXPECT_FALSE(cut.on_source_side(1));
}

TEST(MinCut, AsCheapAsTheBestOfAllDivisions) {
    Rng rng{71};
    for (int round = 0; round < 300; ++round) {
        const auto count = static_cast<std::int32_t>(rng.integer(1, 9));
        struct Edge {
            std::int32_t a, b;
            std::int64_t capacity;
        };
        std::vector<std::int64_t> source, sink;
        std::vector<Edge> edges;
        MinCut cut(count);
        for (std::int32_t i = 0; i < count; ++i) {
            source.push_back(rng.integer(0, 20));
            sink.push_back(rng.integer(0, 20));
            cut.add_terminals(i, source.back(), sink.back());
            for (std::int32_t j = 0; j < i; ++j) {
                if (rng.chance(0.5)) continue;
                edges.push_back({i, j, rng.integer(0, 12)});
                cut.add_edge(i, j, edges.back().capacity);
            }
        }
        const auto cost_of = [&](auto on_source_side) {
            std::int64_t cost = 0;
            for (std::int32_t i = 0; i < count; ++i)
                cost += on_source_side(i) ? sink.data()[i] : source.data()[i];
            for (const Edge& e : edges)
                cost += on_source_side(e.a) != on_source_side(e.b) ? e.capacity : 0;
            return cost;
        };
        std::int64_t best = std::numeric_limits<std::int64_t>::max();
        for (int sides = 0; sides < 1 << count; ++sides)
            best = std::min(best, cost_of([&](std::int32_t i) { return (sides >> i & 1) != 0; }));
        ASSERT_EQ(cut.solve(), best);
        ASSERT_EQ(cost_of([&](std::int32_t i) { return cut.on_source_side(i); }), best);
    }
}

}  // namespace
}  // namespace diorama
