#include "engine/render/coverage.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

TEST(PixelCoverage, CountsRanksAndGivesWhatIsTooMuchToTheFirst) {
    // Two pixels, eight samples: ids of the first, then of the second pixel of each sample.
    const std::uint32_t first[8] = {7, 7, 3, 7, 0, 3, 7, 7};
    const std::uint32_t second[8] = {1, 2, 3, 4, 5, 6, 6, 1};
    std::vector<std::uint32_t> samples;
    for (int i = 0; i < 8; ++i)
        for (const std::uint32_t id : {first[i], second[i]}) samples.insert(samples.end(), {id, 9});
    const PixelCoverage coverage = pixel_coverage({2, 1}, samples.data(), 8);
    ASSERT_EQ(coverage.ranks.size(), PixelCoverage::kRanks);
    const auto entry = [&](std::size_t rank, int x) { return coverage.ranks[rank].at(x, 0); };
    EXPECT_EQ(entry(0, 0).id, 7u);
    EXPECT_EQ(entry(0, 0).share, 5 / 8.0f);
    EXPECT_EQ(entry(1, 0).id, 3u);
    EXPECT_EQ(entry(1, 0).share, 2 / 8.0f);
    EXPECT_EQ(entry(2, 0).id, 0u);
    EXPECT_EQ(entry(2, 0).share, 1 / 8.0f);
    EXPECT_EQ(entry(3, 0).share, 0.0f);
    // Six instances: 1 and 6 twice, then 2 and 3; the shares of 4 and 5 go to 1.
    EXPECT_EQ(entry(0, 1).id, 1u);
    EXPECT_EQ(entry(0, 1).share, 4 / 8.0f);
    EXPECT_EQ(entry(1, 1).id, 6u);
    EXPECT_EQ(entry(2, 1).id, 2u);
    EXPECT_EQ(entry(3, 1).id, 3u);
    EXPECT_EQ(entry(3, 1).share, 1 / 8.0f);
}

}  // namespace
}  // namespace diorama
