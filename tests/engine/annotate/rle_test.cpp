#include "engine/annotate/rle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/annotate/pictures.hpp"

namespace diorama {
namespace {

using test::id_map;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Rle, RunsDownTheColumnsBackgroundFirst) {
    const auto ids = id_map(R"(
        .7
        77
        ..)");
    EXPECT_THAT(encode_rle(ids, 7), ElementsAre(1, 1, 1, 2, 1));
    EXPECT_THAT(encode_rle(ids, 5), ElementsAre(6));
}

TEST(Rle, FullFirstAndLastPixel) {
    EXPECT_THAT(encode_rle(id_map("111 \n 111 \n 111"), 1), ElementsAre(0, 9));
    EXPECT_THAT(encode_rle(id_map("1.. \n ... \n ..."), 1), ElementsAre(0, 1, 8));
    EXPECT_THAT(encode_rle(id_map("... \n ... \n ..1"), 1), ElementsAre(8, 1));
}

TEST(Rle, RunsGoOnFromTheLastRowToTheNextColumn) {
    const auto ids = id_map(R"(
        ..4
        .4.
        44.)");
    EXPECT_THAT(encode_rle(ids, 4), ElementsAre(2, 1, 1, 3, 2));
}

TEST(Rle, CanvasMaskIsCutAtThePicture) {
    Mask mask{.x = -1, .y = 1, .pixels = Image<std::uint8_t>({3, 4}, 1)};
    // Columns 0 and 1 of the picture, from row 1 to its last row 2.
    EXPECT_THAT(encode_rle(mask, {4, 3}), ElementsAre(1, 2, 1, 2, 6));
    mask.x = 4;
    EXPECT_THAT(encode_rle(mask, {4, 3}), ElementsAre(12));
}

TEST(Rle, BoxAndAreaFromCounts) {
    const auto ids = id_map(R"(
        .....
        ..22.
        .22..)");
    const Rle rle = encode_rle(ids, 2);
    EXPECT_EQ(rle_area(rle), 4u);
    EXPECT_EQ(rle_box(rle, 3), (Rect{1, 1, 3, 2}));
    EXPECT_EQ(rle_box(encode_rle(ids, 9), 3), Rect{});
}

struct TextVector {
    Rle counts;
    std::string text;
};

class RleText : public ::testing::TestWithParam<TextVector> {};

TEST_P(RleText, EncodesAndDecodes) {
    EXPECT_EQ(rle_to_text(GetParam().counts), GetParam().text);
    const auto counts = rle_from_text(GetParam().text);
    ASSERT_TRUE(counts);
    EXPECT_EQ(*counts, GetParam().counts);
}

INSTANTIATE_TEST_SUITE_P(
    Published, RleText,
    ::testing::Values(TextVector{{1, 1, 1, 2, 1}, "11110"}, TextVector{{0, 9}, "09"},
                      TextVector{{9}, "9"}, TextVector{{0, 1, 8}, "018"}, TextVector{{8, 1}, "81"},
                      TextVector{{6, 1, 40, 4, 5, 4, 5, 4, 21}, "61X13mN000`0"},
                      TextVector{{100, 31, 1000, 16, 15, 2000}, "T3o0Xo0AWQOPn1"}));

/// The text form read by another route: all five-bit groups of a count as one polynomial in 32.
Rle decode_independently(const std::string& text) {
    std::vector<std::int64_t> counts;
    std::vector<int> groups;
    for (const char c : text) {
        groups.push_back(c - '0');
        if (groups.back() >= 32) continue;
        std::int64_t value = groups.back() >= 16 ? groups.back() - 32 : groups.back();
        for (std::size_t i = groups.size() - 1; i-- > 0;) value = value * 32 + (groups[i] - 32);
        counts.push_back(counts.size() > 2 ? counts[counts.size() - 2] + value : value);
        groups.clear();
    }
    return {counts.begin(), counts.end()};
}

TEST(RleTextForm, RandomCountsUpTo2To31) {
    Rng rng{71};
    for (int round = 0; round < 2000; ++round) {
        Rle counts(static_cast<std::size_t>(rng.integer(1, 12)));
        for (std::uint32_t& count : counts) {
            const auto bits = rng.integer(0, 31);
            count = static_cast<std::uint32_t>(rng.integer(0, std::int64_t{1} << bits));
        }
        const std::string text = rle_to_text(counts);
        EXPECT_EQ(decode_independently(text), counts);
        const auto back = rle_from_text(text);
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(*back, counts);
    }
}

TEST(RleTextForm, NamesWhatIsWrong) {
    EXPECT_THAT(rle_from_text("11!").errors()[0].message, HasSubstr("character 3"));
    EXPECT_THAT(rle_from_text("1X").errors()[0].message, HasSubstr("cut short"));
    EXPECT_THAT(rle_from_text("O").errors()[0].message, HasSubstr("outside"));  // -1
    EXPECT_THAT(rle_from_text("oooooooooo").errors()[0].message, HasSubstr("more than 8"));
}

TEST(Rle, DecodesToTheMask) {
    Rng rng{72};
    for (int round = 0; round < 300; ++round) {
        const auto ids = test::random_ids(rng, test::random_extent(rng, 30), 2);
        const Rle rle = encode_rle(ids, 1);
        EXPECT_EQ(decode_rle(rle, ids.extent()), test::mask_of(ids, 1));
        EXPECT_EQ(encode_rle(Mask{0, 0, test::mask_of(ids, 1)}, ids.extent()), rle);
        for (std::size_t i = 1; i < rle.size(); ++i) EXPECT_GT(rle[i], 0u) << "at " << i;
    }
}

}  // namespace
}  // namespace diorama
