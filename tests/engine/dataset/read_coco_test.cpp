// T8 and T14 of LABELS.md: a reader in another language, which knows the formats only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/dataset/finalize.hpp"
#include "tests/engine/dataset/python.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

/// Runs read_coco.py on a finished dataset.
Outcome read_coco(const std::filesystem::path& dataset) {
    return run_python("read_coco.py", dataset);
}

class ReadCoco : public testing::Test {
 protected:
    Outcome read(const LabelConfig& config) {
        const Plan plan = test_plan(60);
        auto writer = DatasetWriter::open(files_, folder_ / "d", plan);
        if (!writer) return {};
        for (std::uint64_t i = 0; i < plan.count; ++i) (*writer)->commit(painted_sample(i, config));
        (*writer)->flush();
        const auto report = finalize(files_, folder_ / "d", Durability::None);
        if (!report) return {};
        expected_ = std::to_string(report->picture_count) + " " +
                    std::to_string(report->annotation_count) + " ";
        return read_coco(folder_ / "d");
    }

    void SetUp() override {
        if (python().empty()) GTEST_SKIP() << "no python3 with numpy here";
    }

    TemporaryFolder folder_;
    PosixFileSystem files_;
    std::string expected_;
};

TEST_F(ReadCoco, Polygons) {
    const Outcome outcome = read({});
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_EQ(outcome.output, expected_ + "0\n");
}

TEST_F(ReadCoco, RunLengths) {
    const Outcome outcome = read({.segmentation = Segmentation::AsRle});
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_EQ(outcome.output, expected_ + "0\n");
}

TEST_F(ReadCoco, Crowds) {
    const Outcome outcome = read({.min_visible = {60, 0.3, BelowMinimum::Crowd}});
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, ::testing::StartsWith(expected_));
    EXPECT_THAT(outcome.output, ::testing::Not(::testing::EndsWith(" 0\n")));
}

TEST_F(ReadCoco, TheReaderNoticesAWrongMask) {
    ASSERT_EQ(read({}).code, 0);
    const auto path = folder_ / "d/annotations/instances_train.json";
    std::string text = slurp(path);
    const std::string key = "\"area\":";
    spill(path, text.replace(text.find(key), key.size(), key + "1"));
    const Outcome outcome = read_coco(folder_ / "d");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.output, ::testing::HasSubstr(": area"));
}

}  // namespace
}  // namespace diorama
