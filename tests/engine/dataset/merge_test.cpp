#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/dataset/finalize.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::uint64_t kCount = 21;

/// Shard k of n of a plan with kCount samples.
fs::path make_shard(FileSystem& files, const fs::path& folder, std::uint64_t k, std::uint64_t n) {
    std::vector<std::uint64_t> indices;
    for (std::uint64_t i = k * kCount / n; i < (k + 1) * kCount / n; ++i) indices.push_back(i);
    const fs::path shard = folder / ("shard-" + std::to_string(k));
    run_writer(files, shard, test_plan(kCount), indices);
    return shard;
}

TEST(Merge, EqualsARunWithoutShardsInAnyOrder) {
    const auto expected = reference_tree(kCount);
    const TemporaryFolder folder;
    PosixFileSystem files;
    std::vector<fs::path> shards;
    for (std::uint64_t k = 0; k < 7; ++k) shards.push_back(make_shard(files, folder.path(), k, 7));
    for (int round = 0; round < 4; ++round) {
        const fs::path out = folder / ("out-" + std::to_string(round));
        const auto report = merge(files, out, shards);
        ASSERT_TRUE(report) << report.errors().front().to_string();
        EXPECT_EQ(report->sample_count, kCount);
        EXPECT_TRUE(same_tree(tree_of(out), expected)) << round;
        std::rotate(shards.begin(), shards.begin() + 2, shards.end());
        std::swap(shards[0], shards[4]);
    }
}

TEST(Merge, CopiesWhereTheDiskHasNoLinks) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    files.links = false;
    const fs::path a = make_shard(files, folder.path(), 0, 2);
    const fs::path b = make_shard(files, folder.path(), 1, 2);
    ASSERT_TRUE(merge(files, folder / "out", {a, b}));
    EXPECT_TRUE(same_tree(tree_of(folder / "out"), reference_tree(kCount)));
    // The copy is of its own: a shard that changes later does not reach it.
    for (const auto& entry : fs::recursive_directory_iterator(a))
        if (entry.is_regular_file()) spill(entry.path(), "changed");
    EXPECT_TRUE(same_tree(tree_of(folder / "out"), reference_tree(kCount)));
}

TEST(Merge, OverlappingShardsAndTheOutputItself) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const fs::path a = make_shard(files, folder.path(), 0, 2);
    const fs::path b = make_shard(files, folder.path(), 1, 2);
    run_writer(files, a, test_plan(kCount), {9, 10, 11, 12});  // some of them are b's as well
    const auto report = merge(files, a, {a, b});
    ASSERT_TRUE(report) << report.errors().front().to_string();
    EXPECT_TRUE(same_tree(tree_of(a), reference_tree(kCount)));
    // Merging into a finished dataset is harmless.
    ASSERT_TRUE(merge(files, a, {b}));
    EXPECT_TRUE(same_tree(tree_of(a), reference_tree(kCount)));
}

TEST(Merge, ShardsThatRanOnTheSamePlanButDifferAreAConflict) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const fs::path a = make_shard(files, folder.path(), 0, 2);
    const fs::path b = make_shard(files, folder.path(), 1, 2);
    auto writer = DatasetWriter::open(files, b, test_plan(kCount));
    ASSERT_TRUE(writer);
    EncodedSample other = painted_sample(4);
    other.pictures[0].files[0].bytes[0] = 'P';
    (*writer)->commit(other);
    (*writer)->flush();
    const auto report = merge(files, folder / "out", {a, b});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.errors().front().fault, Fault::Data);
    EXPECT_EQ(report.errors().front().file, b);
    EXPECT_THAT(report.errors().front().message, HasSubstr("sample 4: other bytes"));
    EXPECT_FALSE(fs::exists(folder / "out/manifest.json"));
}

TEST(Merge, ACopyWithOtherBytesThanItsRecordIsRefused) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    files.links = false;
    const fs::path a = make_shard(files, folder.path(), 0, 1);
    spill(a / "images" / subset_of(test_plan(kCount), 3) / "00000003.jpg", "picturf 3");
    const auto report = merge(files, folder / "out", {a});
    ASSERT_FALSE(report);
    EXPECT_THAT(report.errors().front().message, HasSubstr("00000003.jpg is not what its record"));
    EXPECT_EQ(temporary_count(folder / "out"), 0u);
}

TEST(Merge, OtherPlansAreRefused) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const fs::path a = make_shard(files, folder.path(), 0, 2);
    Plan plan = test_plan(kCount);
    plan.seed = 1000;
    run_writer(files, folder / "other", plan, {20});
    const auto report = merge(files, folder / "out", {a, folder / "other"});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.errors().front().fault, Fault::Config);
    EXPECT_THAT(report.errors().front().message, HasSubstr("seed: 7 -> 1000"));
    EXPECT_FALSE(fs::exists(folder / "out"));

    const auto into_other = merge(files, folder / "other", {a});
    ASSERT_FALSE(into_other);
    EXPECT_EQ(into_other.errors().front().fault, Fault::Config);

    EXPECT_EQ(merge(files, folder / "out", {}).errors().front().fault, Fault::Usage);
    EXPECT_EQ(merge(files, folder / "out", {folder / "no"}).errors().front().fault, Fault::NoInput);
}

TEST(Merge, NamesWhatNoShardHas) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const fs::path a = make_shard(files, folder.path(), 0, 3);
    const fs::path c = make_shard(files, folder.path(), 2, 3);
    const auto report = merge(files, folder / "out", {c, a});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.errors().front().message, "7 of 21 samples are missing: 7-13");
    EXPECT_TRUE(fs::exists(folder / "out/dataset.incomplete"));
    // The missing shard may come later.
    const fs::path b = make_shard(files, folder.path(), 1, 3);
    ASSERT_TRUE(merge(files, folder / "out", {b}));
    EXPECT_TRUE(same_tree(tree_of(folder / "out"), reference_tree(kCount)));
}

TEST(Merge, DifferentDevicesAreBothNamed) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "a", test_plan(2), {0}, {.device = "gpu one"});
    run_writer(files, folder / "b", test_plan(2), {1}, {.device = "gpu two"});
    const auto report = merge(files, folder / "out", {folder / "a", folder / "b"});
    ASSERT_TRUE(report);
    EXPECT_THAT(report->devices, ::testing::ElementsAre("gpu one", "gpu two"));
    EXPECT_THAT(slurp(folder / "out/manifest.json"),
                HasSubstr(R"("devices":["gpu one","gpu two"])"));
}

TEST(Merge, EveryKillIsRepairedByRunningItAgain) {
    const TemporaryFolder shards;
    PosixFileSystem files;
    run_writer(files, shards / "a", test_plan(4), {0, 1});
    run_writer(files, shards / "b", test_plan(4), {2, 3});
    const auto expected = reference_tree(4);
    for (const bool links : {true, false}) {
        for (std::uint64_t n = 1;; ++n) {
            const TemporaryFolder folder;
            FailingFileSystem failing(n, FailingFileSystem::Mode::Kill);
            failing.links = links;
            bool killed = false;
            try {
                ASSERT_TRUE(merge(failing, folder / "out", {shards / "a", shards / "b"}));
            } catch (const Killed&) {
                killed = true;
            }
            if (!killed && failing.call_count() < n) break;
            ASSERT_TRUE(
                merge(files, folder / "out", {shards / "a", shards / "b"}, Durability::None))
                << failing.log;
            ASSERT_TRUE(same_tree(tree_of(folder / "out"), expected)) << failing.log;
        }
    }
}

}  // namespace
}  // namespace diorama
