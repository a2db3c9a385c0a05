#include "engine/dataset/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/dataset/sample_ranges.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::ElementsAre;

TEST(Plan, ExactText) {
    Plan plan = test_plan(10);
    plan.config_json = R"({"z": 1, "a": [true, 0.5]})";
    EXPECT_EQ(encode_plan(plan), R"({
  "format": 1,
  "engine": "0.1.0",
  "seed": 7,
  "count": 10,
  "categories": [
    "mug",
    "bottle",
    "book"
  ],
  "split": [
    {
      "name": "train",
      "share": 0.75
    },
    {
      "name": "val",
      "share": 0.25
    }
  ],
  "assets": [
    {
      "name": "meshes/mug.glb",
      "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    }
  ],
  "config": {
    "a": [
      true,
      0.5
    ],
    "z": 1
  }
}
)");
}

TEST(Plan, RoundTripKeepsTheHash) {
    const Plan plan = test_plan(10);
    const auto read = decode_plan(encode_plan(plan), "plan.json");
    ASSERT_TRUE(read);
    EXPECT_EQ(encode_plan(*read), encode_plan(plan));
    EXPECT_EQ(plan_hash(*read), plan_hash(plan));
    Plan other = plan;
    other.seed = 8;
    EXPECT_NE(plan_hash(other), plan_hash(plan));
}

TEST(Plan, MadeFromAConfigurationWithSortedAssets) {
    LoadedConfig config;
    config.run.seed = 18446744073709551615u;
    config.run.count = 3;
    config.run.categories = {"mug"};
    config.resolved_json = R"({"seed":1})";
    const std::string a(64, 'a'), b(64, 'b');
    const Plan plan = make_plan(config, "0.1.0", {{"z", b}, {"a", a}, {"z", b}});
    ASSERT_EQ(plan.assets.size(), 2u);
    EXPECT_EQ(plan.assets[0].name, "a");
    const auto read = decode_plan(encode_plan(plan), "plan.json");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->seed, 18446744073709551615u);
    EXPECT_EQ(read->split.front().name, "train");
}

TEST(Plan, DifferencesNameTheKeys) {
    const Plan before = test_plan(10);
    Plan after = before;
    after.count = 20;
    after.categories.push_back("fork");
    after.config_json = R"({"count":20,"scene":{"camera":{"fov_y_deg":60}},"quality":"high"})";
    EXPECT_THAT(plan_differences(before, after),
                ElementsAre("categories[3]: (absent) -> \"fork\"", "config.count: 10 -> 20",
                            "config.quality: (absent) -> \"high\"",
                            "config.scene.camera.fov_y_deg: 45 -> 60", "count: 10 -> 20"));
    EXPECT_TRUE(plan_differences(before, before).empty());
}

TEST(Plan, RefusesWhatIsNoPlan) {
    const std::string good = encode_plan(test_plan(10));
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    const std::pair<std::string, const char*> cases[] = {
        {"", "not JSON"},
        {"[1]", "no object"},
        {good.substr(0, good.size() / 2), "not JSON"},
        {with("\"format\": 1", "\"format\": 2"), "2 is not supported, expected 1"},
        {with("\"seed\": 7", "\"seed\": -7"), "seed: is no integer"},
        {with("\"seed\": 7", "\"seed\": 1e400"), "not JSON"},
        {with("\"count\": 10", "\"count\": \"10\""), "count: is no integer"},
        {with("\"bottle\"", "\"mug\""), "distinct names"},
        {with("\"val\"", "\"../val\""), "cannot be a folder"},
        {with("0.75", "-0.75"), "negative share"},
        {with("aaaa", "zzzz"), "no SHA-256"},
        {with("\"config\": {", "\"confi\": {"), "config: is missing"},
    };
    for (const auto& [text, message] : cases) {
        const auto plan = decode_plan(text, "plan.json");
        ASSERT_FALSE(plan) << message;
        EXPECT_EQ(plan.errors().front().fault, Fault::Data);
        EXPECT_THAT(plan.errors().front().to_string(), ::testing::HasSubstr(message));
    }
}

TEST(Subsets, FollowTheIndexAloneAndKeepTheShares) {
    const Plan plan = test_plan(1);
    Plan other_seed = test_plan(99);
    other_seed.seed = 8;
    int val = 0;
    for (std::uint64_t i = 0; i < 10000; ++i) {
        EXPECT_EQ(subset_of(plan, i), subset_of(other_seed, i));
        val += subset_of(plan, i) == "val";
    }
    // Binomial with n = 10000, p = 1/4: five standard deviations are 217.
    EXPECT_NEAR(val, 2500, 217);
    Plan one = plan;
    one.split = {{"train", 1.0}};
    EXPECT_EQ(subset_of(one, 5), "train");
}

TEST(SampleNames, AtLeastEightDigits) {
    EXPECT_EQ(sample_name(42), "00000042");
    EXPECT_EQ(sample_name(123456789012), "123456789012");
}

TEST(SampleRanges, AsPeopleWriteThem) {
    SampleRanges ranges(3);
    EXPECT_EQ(ranges.text(), "");
    for (const std::uint64_t i : {0, 1, 2, 7, 9, 10}) ranges.add(i);
    EXPECT_EQ(ranges.text(), "0-2, 7, 9-10");
    ranges.add(20);
    EXPECT_EQ(ranges.text(), "0-2, 7, 9-10, ...");
    EXPECT_EQ(ranges.count(), 7u);
}

TEST(PlainNames, StayInsideTheirFolder) {
    for (const char* name : {"train", "00000042.jpg", "depth 2", "bücher"})
        EXPECT_TRUE(is_plain_name(name)) << name;
    for (const char* name : {"", ".", "..", ".tmp-x", "a/b", "a\nb"})
        EXPECT_FALSE(is_plain_name(name)) << name;
    EXPECT_FALSE(is_plain_name(std::string(201, 'a')));
    EXPECT_FALSE(is_plain_name(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace diorama
