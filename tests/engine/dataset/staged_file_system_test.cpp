#include "engine/dataset/staged_file_system.hpp"

#include <gtest/gtest.h>

#include "engine/dataset/stale_files.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

class Staged : public ::testing::Test {
 protected:
    TemporaryFolder folder_;
    FailingFileSystem disk_{0, FailingFileSystem::Mode::Once};
    std::filesystem::path stage_ = folder_ / "stage";
};

/// Both kinds of mount.
class StagedTo : public Staged, public ::testing::WithParamInterface<bool> {
 protected:
    StagedTo() { disk_.renames = GetParam(); }
};

TEST_P(StagedTo, TheDatasetHasTheSameBytes) {
    for (const Durability durability : {Durability::None, Durability::Batch, Durability::Sample}) {
        const std::filesystem::path out = folder_ / std::to_string(static_cast<int>(durability));
        StagedFileSystem files(disk_, stage_);
        run_writer(files, out, test_plan(8), first_samples(8),
                   {.durability = durability, .device = "cpu"});
        ASSERT_TRUE(finalize(files, out, durability));
        EXPECT_TRUE(same_tree(tree_of(out), reference_tree(8)));
        EXPECT_TRUE(std::filesystem::is_empty(stage_));
    }
}

TEST_P(StagedTo, AFileGrowsInTheStageOnly) {
    StagedFileSystem files(disk_, stage_);
    std::filesystem::create_directories(folder_ / "d");
    const auto target = folder_ / "d/file", temporary = temporary_path(target);
    const auto sink = files.create(temporary);
    sink->write("text");
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "d"));
    sink->close();
    files.rename(temporary, target);
    EXPECT_EQ(slurp(target), "text");
    EXPECT_EQ(tree_of(folder_.path()).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Mounts, StagedTo, ::testing::Bool());

TEST_F(Staged, WhatIsThereAlreadyIsNotWrittenAgainWithoutRename) {
    disk_.renames = false;
    StagedFileSystem files(disk_, stage_);
    write_file(files, folder_ / "a", "text");
    disk_.log.clear();
    write_file(files, folder_ / "a", "text");
    EXPECT_EQ(disk_.log.find("create a\n"), std::string::npos) << disk_.log;
    write_file(files, folder_ / "a", "test");  // a torn one of the same size
    EXPECT_EQ(slurp(folder_ / "a"), "test");
}

TEST_F(Staged, CopiesThatWereNotRenamedAreRemoved) {
    const auto copy = temporary_path(folder_ / "a");
    spill(copy, "half a text");
    StagedFileSystem files(disk_, stage_);
    EXPECT_EQ(remove_stale_files(files, folder_.path(), Stale::All), 1u);
    EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST_F(Staged, DurableMeansTheCopy) {
    StagedFileSystem files(disk_, stage_);
    disk_.log.clear();
    write_file(files, folder_ / "a", "text", true);
    const auto synced = disk_.log.find("fdatasync");
    EXPECT_GT(synced, disk_.log.rfind("create"));
    EXPECT_LT(synced, disk_.log.find("rename"));
}

TEST_F(Staged, AFailureAnywhereLeavesOnlyWhatTheNextRunRepairs) {
    const auto expected = reference_tree(3);
    std::uint64_t n = 1;
    for (bool failed = true; failed; ++n) {
        const TemporaryFolder folder;
        FailingFileSystem failing(n, FailingFileSystem::Mode::Kill);
        failing.renames = n % 2 == 0;
        failed = false;
        try {
            StagedFileSystem files(failing, folder / "stage");
            run_writer(files, folder / "d", test_plan(3), first_samples(3));
        } catch (const Killed&) {
            failed = true;
        }
        FailingFileSystem good(0, FailingFileSystem::Mode::Once);
        good.renames = failing.renames;
        StagedFileSystem files(good, folder / "stage");
        run_writer(files, folder / "d", test_plan(3), first_samples(3));
        ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
        ASSERT_TRUE(same_tree(tree_of(folder / "d"), expected)) << failing.log;
    }
    EXPECT_GT(n, 60u);  // the loop did run through all calls
}

}  // namespace
}  // namespace diorama
