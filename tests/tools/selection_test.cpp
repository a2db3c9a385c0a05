#include "tools/run/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::uint64_t> indices(const SelectionOptions& options, std::uint64_t count) {
    const auto selection = select_samples(options, count, [](const char*) { return std::nullopt; });
    if (!selection) {
        ADD_FAILURE() << selection.errors()[0].message;
        return {};
    }
    return selection->indices;
}

TEST(Samples, Grammar) {
    EXPECT_THAT(*parse_samples("3"), ElementsAre(SampleRange{3, 3, 1}));
    EXPECT_THAT(
        *parse_samples("3,10-20,100-200x10"),
        ElementsAre(SampleRange{3, 3, 1}, SampleRange{10, 20, 1}, SampleRange{100, 200, 10}));
    EXPECT_THAT(*parse_samples(" 0 ,\t7-20:2 "),
                ElementsAre(SampleRange{0, 0, 1}, SampleRange{7, 20, 2}));
    EXPECT_THAT(*parse_samples("18446744073709551615"), SizeIs(1));
}

TEST(Samples, ErrorsSayWhereAndWhat) {
    const auto message = [](const char* text) {
        const auto ranges = parse_samples(text);
        return ranges ? std::string("accepted") : ranges.errors()[0].message;
    };
    EXPECT_THAT(message(""), HasSubstr("no sample index at character 1"));
    EXPECT_THAT(message("3,"), HasSubstr("no sample index at character 3"));
    EXPECT_THAT(message("-3"), HasSubstr("no sample index at character 1"));
    EXPECT_THAT(message("5-3"), HasSubstr("below the first at character 3"));
    EXPECT_THAT(message("1-9x0"), HasSubstr("the step is 0 at character 5"));
    EXPECT_THAT(message("1-9x"), HasSubstr("no step at character 5"));
    EXPECT_THAT(message("1-"), HasSubstr("no last index at character 3"));
    EXPECT_THAT(message("1 2"), HasSubstr("unexpected '2' at character 3"));
    EXPECT_THAT(message("1x2"), HasSubstr("unexpected 'x' at character 2"));
    EXPECT_THAT(message("1..3"), HasSubstr("unexpected '.' at character 2"));
    EXPECT_THAT(message("18446744073709551616"), HasSubstr("no sample index"));
    EXPECT_EQ(parse_samples("a").errors()[0].fault, Fault::Usage);
}

TEST(Samples, SelectedOnceInOrder) {
    EXPECT_THAT(indices({.samples = "8,2-9x3,5"}, 100), ElementsAre(2, 5, 8));
    EXPECT_THAT(indices({.samples = "0-5x2,1"}, 100), ElementsAre(0, 1, 2, 4));
    EXPECT_THAT(indices({.samples = "7-20:6"}, 100), ElementsAre(7, 13, 19));
    EXPECT_THAT(indices({}, 3), ElementsAre(0, 1, 2));
}

TEST(Samples, PastTheEnd) {
    const auto none = [](const char*) { return std::nullopt; };
    const auto partly = select_samples({.samples = "8-12,20"}, 10, none);
    ASSERT_TRUE(partly);
    EXPECT_THAT(partly->indices, ElementsAre(8, 9));
    EXPECT_THAT(partly->note, HasSubstr("10-12, 20"));
    EXPECT_THAT(select_samples({.samples = "10-12"}, 10, none).errors()[0].message,
                HasSubstr("samples 0-9"));
    // Clamped before it is expanded.
    EXPECT_THAT(indices({.samples = "0-18446744073709551615"}, 4), ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(indices({.samples = "1-18446744073709551615x18446744073709551615"}, 4),
                ElementsAre(1));
}

TEST(Ranges, AreHalfOpen) {
    EXPECT_EQ(*parse_half_open("3:7"), (HalfOpen{3, 7}));
    EXPECT_THAT(indices({.range = "3:7"}, 100), ElementsAre(3, 4, 5, 6));
    EXPECT_THAT(indices({.range = "3:3"}, 100), IsEmpty());
    EXPECT_FALSE(parse_half_open("7:3"));
    EXPECT_FALSE(parse_half_open("3-7"));
    EXPECT_FALSE(parse_half_open("3:"));
    // The last chunk of 72 samples in tens.
    const auto chunk = select_samples({.range = "70:80"}, 72, process_environment);
    EXPECT_THAT(chunk->indices, ElementsAre(70, 71));
    EXPECT_THAT(chunk->note, HasSubstr("72 samples"));
    EXPECT_THAT(indices({.range = "80:90"}, 72), IsEmpty());
}

TEST(Shards, EverySampleIsInExactlyOne) {
    for (const std::uint64_t count : {0, 1, 7, 16, 1000})
        for (const std::uint64_t shards : {1, 2, 3, 7, 16, 33}) {
            std::vector<std::uint64_t> all;
            for (std::uint64_t k = 0; k < shards; ++k) {
                const auto part =
                    indices({.shard = std::to_string(k) + "/" + std::to_string(shards)}, count);
                all.insert(all.end(), part.begin(), part.end());
                EXPECT_LE(part.size(), count / shards + 1);
            }
            EXPECT_EQ(all, indices({}, count));
        }
}

TEST(Shards, Grammar) {
    EXPECT_EQ(*parse_shard("3/16"), (Shard{3, 16}));
    for (const char* text : {"16/16", "3", "3/", "/16", "0/0", "-1/4", "3/16x"})
        EXPECT_FALSE(parse_shard(text)) << text;
}

}  // namespace
}  // namespace diorama
