// The command line as a process, as far as it needs no Vulkan device.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Text by lines, so that a test can break one of them.
constexpr const char* kConfig =
    "version: 1\n"
    "count: 4\n"
    "image: {width: 96, height: 72}\n"
    "scene:\n"
    "  surfaces: [{name: table, mesh: plane, size_m: [1, 1]}]\n"
    "  objects: [{category: cube, mesh: cube, place: {on: table}}]\n"
    "  camera: {orbit: {around: table}}\n";

class CommandLine : public ::testing::Test {
 protected:
    TemporaryFolder folder_;
    std::string config_ = folder_.file("c.yaml", kConfig);
};

TEST_F(CommandLine, HelpAndVersionGoToStdout) {
    for (const char* word : {"--help", "--version"}) {
        const Outcome outcome = run({word});
        EXPECT_EQ(outcome.code, 0);
        EXPECT_THAT(outcome.out, HasSubstr(word[2] == 'h' ? "generate" : "diorama 0."));
        EXPECT_THAT(outcome.err, IsEmpty());
    }
}

TEST_F(CommandLine, EveryCommandHasAnExample) {
    for (const char* command :
         {"generate", "sample", "check", "cutout", "init", "merge", "finalize", "status", "verify",
          "report", "devices", "schema", "completion"}) {
        const Outcome outcome = run({command, "--help"});
        EXPECT_EQ(outcome.code, 0);
        EXPECT_THAT(outcome.out, HasSubstr(std::string("  diorama ") + command)) << command;
    }
}

TEST_F(CommandLine, BadCommandLinesExit64) {
    const std::vector<std::vector<std::string>> lines{
        {},
        {"paint"},
        {"generate"},
        {"generate", config_},
        {"generate", config_, "--out"},
        {"generate", config_, "--out", "d", "--fast"},
        {"generate", config_, "--out", "d", "--seed", "x"},
        {"generate", config_, "--out", "d", "--resume", "--overwrite"},
        {"generate", config_, "--out", "d", "--samples", "1", "--shard", "0/2"},
        {"generate", config_, "--out", "d", "--shards", "2"},
        {"generate", config_, "--out", "d", "--samples", "3-1"},
        {"generate", config_, "--out", "d", "--samples", "4-9"},
        {"generate", config_, "--out", "d", "--range", "1-2"},
        {"generate", config_, "--out", "d", "--shard", "2/2"},
        {"generate", config_, "--out", "d", "--shard", "auto"},
        {"generate", config_, "--out", "d", "--progress", "fancy"},
        {"generate", config_, "--out", "d", "--durability", "maybe"},
        {"generate", config_, "--out", "d", "--set", "count"},
        {"sample", config_, "--index", "4", "--out", "d"},
        {"merge", "out"},
    };
    for (const auto& line : lines) {
        const Outcome outcome = run(line, {.folder = folder_.path()});
        EXPECT_EQ(outcome.code, 64) << ::testing::PrintToString(line) << outcome.err;
        EXPECT_THAT(outcome.out, IsEmpty());
        EXPECT_NE(outcome.err, "");
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "d"));
    }
}

TEST_F(CommandLine, MissingInputExits66) {
    for (const char* command : {"check", "generate"}) {
        std::vector<std::string> line{command, folder_ / "none.yaml"};
        if (line[0] == "generate") line.insert(line.end(), {"--out", folder_ / "d"});
        const Outcome outcome = run(line);
        EXPECT_EQ(outcome.code, 66);
        EXPECT_THAT(outcome.err, HasSubstr("none.yaml"));
    }
    EXPECT_EQ(run({"finalize", folder_ / "none"}).code, 66);
    EXPECT_EQ(run({"status", folder_ / "none"}).code, 66);
    EXPECT_EQ(run({"verify", folder_ / "none"}).code, 66);
}

TEST_F(CommandLine, BadConfigurationExits78WithEveryFindingAndItsPlace) {
    std::string text = kConfig;
    text.replace(text.find("width: 96"), 9, "widht: 96");
    text.replace(text.find("count: 4"), 8, "count: no");
    const std::string file = folder_.file("bad.yaml", text);
    const Outcome outcome = run({"check", file});
    EXPECT_EQ(outcome.code, 78);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("bad.yaml:2:"), HasSubstr("bad.yaml:3:"),
                                   HasSubstr("did you mean 'width'")));
    EXPECT_EQ(run({"check", config_, "--set", "image.widht=3"}).code, 78);
}

TEST_F(CommandLine, CheckAcceptsAndResolves) {
    const Outcome plain = run({"check", config_});
    EXPECT_EQ(plain.code, 0);
    EXPECT_THAT(plain.out, IsEmpty());
    EXPECT_THAT(plain.err, HasSubstr("ok, 4 samples, 1 categories"));
    const Outcome resolved = run({"check", config_, "--resolved", "--seed", "17", "--count", "9"});
    EXPECT_EQ(resolved.code, 0);
    EXPECT_THAT(resolved.out, AllOf(HasSubstr("seed: 17"), HasSubstr("count: 9")));
}

TEST_F(CommandLine, StarterConfigurationIsValidAndNeverReplacesAFile) {
    const std::string file = folder_ / "start.yaml";
    EXPECT_EQ(run({"init", file}).code, 0);
    EXPECT_EQ(run({"check", file}).code, 0);
    EXPECT_EQ(run({"init", file}).code, 73);
    EXPECT_EQ(run({"init", file, "--overwrite"}).code, 0);
    EXPECT_THAT(run({"init", "-"}).out, StartsWith("#"));
}

TEST_F(CommandLine, SchemaIsJson) {
    const Outcome outcome = run({"schema"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_TRUE(nlohmann::json::parse(outcome.out).contains("$schema"));
}

TEST_F(CommandLine, FullStdoutExits74) {
    EXPECT_EQ(run({"schema"}, {.stdout_to = "/dev/full"}).code, 74);
    EXPECT_EQ(run({"init", "-"}, {.stdout_to = "/dev/full"}).code, 74);
}

TEST_F(CommandLine, WithoutDriverExits69) {
    const ProcessOptions no_driver{.environment = {{"VK_DRIVER_FILES", "/nonexistent.json"},
                                                   {"VK_ICD_FILENAMES", "/nonexistent.json"}}};
    const Outcome generate = run({"generate", config_, "--out", folder_ / "d"}, no_driver);
    EXPECT_EQ(generate.code, 69);
    EXPECT_THAT(generate.err, HasSubstr("Vulkan"));
    EXPECT_EQ(run({"devices"}, no_driver).code, 69);
    EXPECT_EQ(run({"devices", "--json"}, no_driver).out, "[]\n");
}

TEST_F(CommandLine, OutputThatCannotBeCreatedExits73) {
    folder_.file("file", "not a folder");
    EXPECT_EQ(run({"generate", config_, "--out", folder_ / "file/d"}).code, 73);
}

TEST_F(CommandLine, AnArrayTaskAloneIsRefused) {
    const ProcessOptions one_task{.environment = {{"SLURM_ARRAY_TASK_ID", "7"},
                                                  {"SLURM_ARRAY_TASK_MIN", "7"},
                                                  {"SLURM_ARRAY_TASK_MAX", "7"},
                                                  {"SLURM_ARRAY_TASK_STEP", "1"},
                                                  {"SLURM_ARRAY_TASK_COUNT", "1"}}};
    const Outcome outcome =
        run({"generate", config_, "--out", folder_ / "d", "--shard", "auto", "--shards", "16"},
            one_task);
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.err, HasSubstr("--shard 7/16"));
}

TEST_F(CommandLine, ExitCodesInTheNumbersOfAScheduler) {
    const std::string none = folder_ / "none.yaml";
    EXPECT_EQ(run({"check", none, "--exit-code-map", "input=99,config=100"}).code, 99);
    EXPECT_EQ(run({"--exit-code-map", "66=99", "check", none}).code, 99);
    EXPECT_EQ(run({"check", none}, {.environment = {{"DIORAMA_EXIT_CODE_MAP", "input=99"}}}).code,
              99);
    // Bad command lines as well, whatever is wrong with them; but never a bad map.
    EXPECT_EQ(run({"check", none, "--fast", "--exit-code-map", "usage=100"}).code, 100);
    EXPECT_EQ(run({"check", "--exit-code-map", "usage=100"}).code, 100);
    const Outcome bad = run({"check", none, "--exit-code-map", "later=99"});
    EXPECT_EQ(bad.code, 64);
    EXPECT_THAT(bad.err, HasSubstr("expected NAME=CODE"));
}

TEST_F(CommandLine, EverySchedulersArrayIsKnown) {
    // Far enough to see that the shard was understood: the folder cannot be created.
    folder_.file("file", "not a folder");
    const std::vector<std::string> line{"generate", config_, "--out",    folder_ / "file/d",
                                        "--shard",  "auto",  "--shards", "4"};
    for (const char* name :
         {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "SGE_TASK_ID",
          "CUE_IFRAME", "OMPI_COMM_WORLD_RANK", "PARALLEL_SEQ"}) {
        EXPECT_EQ(run(line, {.environment = {{name, "2"}}}).code, 73) << name;
        EXPECT_EQ(run(line, {.environment = {{name, "5"}}}).code, 64) << name;
    }
    EXPECT_EQ(run(line).code, 64);
}

}  // namespace
}  // namespace diorama::test
