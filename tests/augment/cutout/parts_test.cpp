#include "augment/cutout/parts.hpp"

#include <gtest/gtest.h>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

TEST(FindParts, ByEdgesOrAlsoByCorners) {
    const Image<std::uint8_t> mask = test::alpha_of(R"(
        ......
        .#..#.
        .##.#.
        ...#..
        ......)");
    const Parts four = find_parts(mask, Connection::Four);
    EXPECT_EQ(four.area, (std::vector<std::int64_t>{3, 2, 1}));
    const Parts eight = find_parts(mask, Connection::Eight);
    EXPECT_EQ(eight.area, (std::vector<std::int64_t>{6}));
    EXPECT_FALSE(eight.at_edge[0]);
    EXPECT_EQ(eight.labels.at(3, 3), 1);
    EXPECT_EQ(eight.labels.at(0, 0), 0);
}

TEST(FindParts, TellsWhatTouchesTheEdge) {
    const Parts parts = find_parts(test::alpha_of("#.#\n...\n.#."), Connection::Four);
    EXPECT_EQ(parts.at_edge, (std::vector<bool>{true, true, true}));
    EXPECT_TRUE(find_parts(Image<std::uint8_t>({4, 4}), Connection::Four).area.empty());
}

}  // namespace
}  // namespace diorama
