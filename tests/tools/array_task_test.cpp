#include "tools/run/array_task.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace diorama {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using Values = std::map<std::string, std::string>;

Expected<Shard> shard(std::uint64_t shards, const Values& values) {
    return shard_from_environment(shards, [&](const char* name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    });
}

std::string refusal(std::uint64_t shards, const Values& values) {
    const auto result = shard(shards, values);
    if (result) return "(accepted)";
    EXPECT_EQ(result.errors()[0].fault, Fault::Usage);
    return result.errors()[0].message;
}

/// The third of four tasks, as each scheduler says it.
const Values kThird[] = {
    {{"SLURM_ARRAY_TASK_ID", "2"},
     {"SLURM_ARRAY_TASK_MIN", "0"},
     {"SLURM_ARRAY_TASK_MAX", "3"},
     {"SLURM_ARRAY_TASK_STEP", "1"},
     {"SLURM_ARRAY_TASK_COUNT", "4"}},
    {{"JOB_COMPLETION_INDEX", "2"}},
    {{"AWS_BATCH_JOB_ARRAY_INDEX", "2"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "4"}},
    {{"SGE_TASK_ID", "3"},
     {"SGE_TASK_FIRST", "1"},
     {"SGE_TASK_LAST", "4"},
     {"SGE_TASK_STEPSIZE", "1"}},
    {{"CUE_IFRAME", "2"}, {"CUE_RANGE", "0-3"}, {"CUE_CHUNK", "1"}},
    {{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "4"}},
    {{"PARALLEL_SEQ", "3"}},
};

TEST(ShardAuto, KnowsTheIndexOfEveryScheduler) {
    for (const Values& values : kThird) {
        const auto result = shard(4, values);
        ASSERT_TRUE(result) << values.begin()->first << result.errors()[0].message;
        EXPECT_EQ(*result, (Shard{2, 4})) << values.begin()->first;
    }
}

TEST(ShardAuto, TheNumberOfShardsIsNeverTakenFromTheEnvironment) {
    for (const Values& values : kThird)
        EXPECT_THAT(refusal(0, values), HasSubstr("--shards N")) << values.begin()->first;
}

// `sbatch --array=7` after an array of 16: the count is 1 then, and so is MAX + 1 - MIN.
TEST(ShardAuto, RefusesOneTaskOfTheArrayAndSaysHowToRepeatIt) {
    EXPECT_THAT(refusal(16, {{"SLURM_ARRAY_TASK_ID", "7"},
                             {"SLURM_ARRAY_TASK_MIN", "7"},
                             {"SLURM_ARRAY_TASK_MAX", "7"},
                             {"SLURM_ARRAY_TASK_STEP", "1"},
                             {"SLURM_ARRAY_TASK_COUNT", "1"}}),
                HasSubstr("--shard 7/16"));
    EXPECT_THAT(refusal(16, {{"SGE_TASK_ID", "8"},
                             {"SGE_TASK_FIRST", "8"},
                             {"SGE_TASK_LAST", "8"},
                             {"SGE_TASK_STEPSIZE", "1"}}),
                HasSubstr("--shard 7/16"));
}

TEST(ShardAuto, RefusesArraysOfAnotherShape) {
    for (const Values& values : kThird) {
        for (const auto& [name, value] : values) {
            if (name == "SLURM_ARRAY_TASK_COUNT") continue;  // looks at nothing, so not at this
            Values other = values;
            other[name] = value == "9" ? "8" : "9";
            EXPECT_THAT(refusal(4, other), HasSubstr(name + "=9")) << name;
            other[name] = "x";
            EXPECT_THAT(refusal(4, other), HasSubstr(name + "=x")) << name;
        }
    }
    EXPECT_THAT(refusal(3, kThird[0]), HasSubstr("SLURM_ARRAY_TASK_MAX=3, expected 2"));
    // In chunks of ten frames, frame 2 is not shard 2.
    EXPECT_THAT(refusal(4, {{"CUE_IFRAME", "2"}, {"CUE_RANGE", "0-3"}, {"CUE_CHUNK", "10"}}),
                HasSubstr("CUE_CHUNK=10"));
}

TEST(ShardAuto, CountingFromOneStartsAtOne) {
    EXPECT_THAT(refusal(4, {{"SGE_TASK_ID", "0"}}), HasSubstr("outside 1 .. 4"));
    EXPECT_EQ(*shard(4, {{"SGE_TASK_ID", "4"}}), (Shard{3, 4}));
    EXPECT_EQ(*shard(1, {{"CUE_IFRAME", "0"}, {"CUE_RANGE", "0"}}), (Shard{0, 1}));
}

TEST(ShardAuto, IndicesThatDisagreeAreRefused) {
    Values both = kThird[0];
    both["PARALLEL_SEQ"] = "3";
    EXPECT_EQ(*shard(4, both), (Shard{2, 4}));
    both["PARALLEL_SEQ"] = "1";
    EXPECT_THAT(refusal(4, both), AllOf(HasSubstr("SLURM_ARRAY_TASK_ID says shard 2"),
                                        HasSubstr("PARALLEL_SEQ says shard 0")));
}

TEST(ShardAuto, WithoutAnArrayAllVariablesAreNamed) {
    for (const Values& values : {Values{}, Values{{"SGE_TASK_ID", "undefined"}}}) {
        const std::string message = refusal(4, values);
        for (const char* name : {"SLURM_ARRAY_TASK_ID", "SGE_TASK_ID", "PARALLEL_SEQ"})
            EXPECT_THAT(message, HasSubstr(name));
    }
}

}  // namespace
}  // namespace diorama
