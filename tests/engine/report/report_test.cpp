// The page is checked by Python's HTML parser, and in headless Chromium where that is installed.
#include "engine/report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/image_encode.hpp"
#include "tests/engine/dataset/python.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEvilName = "</script><b title=\"x\">mug & co";

/// A picture of the ids of a painted sample.
std::vector<std::uint8_t> paint(const Image<std::uint32_t>& ids) {
    Image<Rgb8> color(ids.extent());
    std::ranges::transform(ids, color.begin(), [](std::uint32_t id) {
        return Rgb8{static_cast<std::uint8_t>(40 * id), static_cast<std::uint8_t>(90 + 20 * id),
                    200};
    });
    return encode_jpeg(color, 90);
}

class Report : public testing::Test {
 protected:
    void make(std::uint64_t count) {
        Plan plan = test_plan(count);
        plan.categories[0] = kEvilName;
        plan.config_json = R"({"output":{"formats":["coco"],"keypoints":[{"category":"bottle",)"
                           R"("names":["cap","foot"],"skeleton":[{"from":"cap","to":"foot"}]}]}})";
        auto writer =
            DatasetWriter::open(files_, dataset(), plan, {.durability = Durability::None});
        ASSERT_TRUE(writer);
        for (std::uint64_t i = 0; i < count; ++i) {
            EncodedSample sample = painted_sample(i);
            sample.pictures[0].files[0].bytes = paint(painted_frame(i).ids);
            for (AnnotationRecord& a : sample.pictures[0].labels.annotations)
                if (a.annotation.category == "mug") a.annotation.category = kEvilName;
            (*writer)->commit(sample);
        }
        (*writer)->flush();
        ASSERT_TRUE(finalize(files_, dataset(), Durability::None));
    }

    std::filesystem::path dataset() const { return folder_ / "d"; }

    /// Of two runs.
    static Timing timing() {
        return {.runs = 2, .samples = 30, .elapsed_s = 2.5, .stages = {{"make", 3}, {"write", 1}}};
    }

    TemporaryFolder folder_;
    PosixFileSystem files_;
};

TEST_F(Report, IsOneFileThatLoadsNothing) {
    if (python().empty()) GTEST_SKIP() << "no python3 with numpy here";
    make(30);
    const auto page = make_report(files_, dataset(),
                                  {.sheet_pictures = 10, .title = kEvilName, .timing = timing()});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->pictures, 30u);
    EXPECT_EQ(page->shown, 10u);
    EXPECT_EQ(page->broken, 0u);
    spill(folder_ / "page.html", page->html);
    const Outcome outcome =
        run_shell(python() + " -B '" DIORAMA_SOURCE_DIR "/tests/engine/report/read_report.py' '" +
                  (folder_ / "page.html").string() + "' '" + dataset().string() + "'");
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_EQ(outcome.output, "10 cards\n");
}

TEST_F(Report, WorksInChromium) {
    if (run_shell("command -v chromium").code != 0) GTEST_SKIP() << "no chromium here";
    make(30);
    const auto page = make_report(files_, dataset(),
                                  {.sheet_pictures = 12, .title = kEvilName, .timing = timing()});
    ASSERT_TRUE(page);
    spill(folder_ / "page.html", page->html);
    const Outcome outcome =
        run_shell(python() + " -B '" DIORAMA_SOURCE_DIR "/tests/engine/report/open_report.py' '" +
                  (folder_ / "page.html").string() + "'");
    EXPECT_EQ(outcome.code, 0) << outcome.output;
}

TEST_F(Report, TimesOfSeveralRunsAddUp) {
    spill(folder_ / "a", R"({"label":"shard 0/2","made":10,"elapsed_s":2.5,)"
                         R"("stages_s":{"make":1.5,"write":0.25}})");
    spill(folder_ / "b", R"({"made":4,"elapsed_s":1,"stages_s":{"make":0.5,"render":3}})");
    const auto timing = load_timing(files_, {folder_ / "a", folder_ / "b"});
    ASSERT_TRUE(timing);
    EXPECT_EQ(timing->runs, 2u);
    EXPECT_EQ(timing->samples, 14u);
    EXPECT_EQ(timing->elapsed_s, 3.5);
    const std::vector<std::pair<std::string, double>> stages{
        {"make", 2}, {"write", 0.25}, {"render", 3}};
    EXPECT_EQ(timing->stages, stages);
}

TEST_F(Report, OtherFilesAreNoTimes) {
    int number = 0;
    for (const char* text :
         {"", "[]", "{}", R"({"made":-1,"elapsed_s":1,"stages_s":{}})",
          R"({"made":1,"elapsed_s":"1","stages_s":{}})", R"({"made":1,"elapsed_s":1})",
          R"({"made":1,"elapsed_s":1,"stages_s":{"make":-1}})"}) {
        const auto path = folder_ / std::to_string(number++);
        spill(path, text);
        const auto timing = load_timing(files_, {path});
        ASSERT_FALSE(timing) << text;
        EXPECT_EQ(timing.errors().front().fault, Fault::Data);
    }
    EXPECT_EQ(load_timing(files_, {folder_ / "none"}).errors().front().fault, Fault::NoInput);
}

TEST_F(Report, IsTheSameForTheSameDataset) {
    make(8);
    const auto once = make_report(files_, dataset()), twice = make_report(files_, dataset());
    ASSERT_TRUE(once && twice);
    EXPECT_EQ(once->html, twice->html);
}

TEST_F(Report, BrokenPicturesAreCounted) {
    make(4);
    spill(dataset() / "images" / subset_of(test_plan(4), 2) / "00000002.jpg", "no picture");
    const auto page = make_report(files_, dataset());
    ASSERT_TRUE(page);
    EXPECT_EQ(page->broken, 1u);
    EXPECT_EQ(page->shown, 3u);
}

TEST_F(Report, NeedsAFinishedDataset) {
    EXPECT_FALSE(make_report(files_, folder_ / "nothing"));
    make(2);
    std::filesystem::remove(dataset() / "manifest.json");
    const auto page = make_report(files_, dataset());
    ASSERT_FALSE(page);
    EXPECT_THAT(page.errors().front().message, HasSubstr("not finished"));
}

TEST_F(Report, SizeDoesNotGrowWithTheNumberOfSamples) {
    make(60);
    const auto page = make_report(files_, dataset(), {.sheet_pictures = 5});
    ASSERT_TRUE(page);
    std::filesystem::remove_all(dataset());
    make(240);
    const auto larger = make_report(files_, dataset(), {.sheet_pictures = 5});
    ASSERT_TRUE(larger);
    EXPECT_LT(larger->html.size(), page->html.size() + 20'000);
}

}  // namespace
}  // namespace diorama
