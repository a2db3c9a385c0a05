#include "tools/run/mix_draw.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace diorama {
namespace {

TEST(MixDraw, EveryBlockHasItsShares) {
    const std::vector<double> weights{3, 0, 1, 0.7};
    for (const std::uint64_t seed : {0ull, 7ull, 12345678901ull}) {
        for (const std::uint64_t size : {16u, 256u, 4096u}) {
            for (const std::uint64_t block : {0ull, 3ull, (1ull << 33) / size}) {
                std::vector<double> counts(weights.size(), 0);
                for (std::uint64_t i = 0; i < size; ++i)
                    counts.at(mix_part_of(weights, seed, block * size + i)) += 1;
                for (std::size_t k = 0; k < weights.size(); ++k)
                    EXPECT_NEAR(counts[k], static_cast<double>(size) * weights[k] / 4.7, 2)
                        << size << ' ' << block << ' ' << k;
            }
        }
    }
}

TEST(MixDraw, OrderIsRandom) {
    // A part's samples follow no pattern of the index, and another seed gives another order.
    int even = 0, equal = 0;
    for (std::uint64_t i = 0; i < 4096; ++i) {
        const std::size_t part = mix_part_of({1, 1}, 5, i);
        even += i % 2 == 0 && part == 0 ? 1 : 0;
        equal += part == mix_part_of({1, 1}, 6, i) ? 1 : 0;
    }
    // Neighbors 2i and 2i + 1 are stratified, so that half of the pairs begin with either part.
    EXPECT_NEAR(even, 1024, 100);
    EXPECT_NEAR(equal, 2048, 200);
}

}  // namespace
}  // namespace diorama
