// The commit protocol under failing disks, kills and writers that do the same work twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "engine/dataset/finalize.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kCount = 5;

/// Every complete sample must have its files with the right bytes, whatever happened before.
void expect_records_are_true(const std::filesystem::path& folder,
                             const std::map<std::string, std::string>& expected) {
    const auto tree = tree_of(folder);
    for (const auto& [name, content] : tree) {
        if (!name.starts_with("records/") || is_temporary_name(name.substr(8))) continue;
        const auto record = decode_record(content, name);
        ASSERT_TRUE(record);
        for (const FileEntry& file : record->files)
            EXPECT_EQ(tree.at(file.path), expected.at(file.path));
    }
}

/// Fails call n of a run, for every n, then runs again on a good disk.
void torture(FailingFileSystem::Mode mode, Durability durability) {
    const auto expected = reference_tree(kCount);
    const WriterOptions options{.durability = durability, .batch_samples = 2, .device = "cpu"};
    std::uint64_t n = 1;
    for (;; ++n) {
        const TemporaryFolder folder;
        FailingFileSystem failing(n, mode);
        bool failed = false;
        try {
            run_writer(failing, folder / "d", test_plan(kCount), first_samples(kCount), options);
        } catch (const FileError& error) {
            failed = true;
            EXPECT_EQ(error.exit_code(), 74);
        } catch (const Killed&) {
            failed = true;
        }
        if (!failed && failing.call_count() < n) break;
        std::filesystem::create_directories(folder / "d");
        ASSERT_NO_FATAL_FAILURE(expect_records_are_true(folder / "d", expected)) << failing.log;

        PosixFileSystem files;
        run_writer(files, folder / "d", test_plan(kCount), first_samples(kCount));
        const auto report = finalize(files, folder / "d", Durability::None);
        ASSERT_TRUE(report) << report.errors().front().to_string() << failing.log;
        ASSERT_TRUE(same_tree(tree_of(folder / "d"), expected)) << failing.log;
        if (mode == FailingFileSystem::Mode::Once) {
            // Nothing but the note about records that were not synced any more.
            const std::uint64_t notes = durability == Durability::Batch ? 2 : 0;
            EXPECT_LE(report->stale_files, notes) << failing.log;
        }
    }
    EXPECT_GT(n, 60u);  // the loop did run through all calls
}

TEST(Torture, OneFailingCall) {
    torture(FailingFileSystem::Mode::Once, Durability::None);
    torture(FailingFileSystem::Mode::Once, Durability::Batch);
    torture(FailingFileSystem::Mode::Once, Durability::Sample);
}

TEST(Torture, ADiskThatStaysFull) {
    torture(FailingFileSystem::Mode::Forever, Durability::None);
    torture(FailingFileSystem::Mode::Forever, Durability::Batch);
}

TEST(Torture, Kills) {
    torture(FailingFileSystem::Mode::Kill, Durability::None);
    torture(FailingFileSystem::Mode::Kill, Durability::Batch);
    torture(FailingFileSystem::Mode::Kill, Durability::Sample);
}

TEST(Torture, KillsWhileOverwritingAnotherPlan) {
    const auto expected = reference_tree(2);
    Plan old = test_plan(4);
    old.seed = 1;
    const WriterOptions overwrite{
        .existing = ExistingData::Overwrite, .durability = Durability::None, .device = "cpu"};
    PosixFileSystem files;
    for (std::uint64_t n = 1;; ++n) {
        const TemporaryFolder folder;
        run_writer(files, folder / "d", old, first_samples(4));
        ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
        FailingFileSystem failing(n, FailingFileSystem::Mode::Kill);
        bool killed = false;
        try {
            run_writer(failing, folder / "d", test_plan(2), first_samples(2), overwrite);
        } catch (const Killed&) {
            killed = true;
        }
        if (!killed && failing.call_count() < n) break;
        run_writer(files, folder / "d", test_plan(2), first_samples(2), overwrite);
        ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
        ASSERT_TRUE(same_tree(tree_of(folder / "d"), expected)) << failing.log;
    }
}

TEST(Torture, ProcessesThatDoTheSameShardAndDie) {
    const auto expected = reference_tree(40);
    const TemporaryFolder folder;
    Rng rng{17};
    int killed = 0, finished = 0;
    for (int round = 0; round < 12; ++round) {
        std::vector<pid_t> children;
        for (int c = 0; c < 2; ++c) {
            const pid_t child = ::fork();
            ASSERT_GE(child, 0);
            if (child == 0) {
                try {
                    PosixFileSystem files;
                    run_writer(
                        files, folder / "d", test_plan(40), first_samples(40),
                        {.durability = Durability::Batch, .batch_samples = 4, .device = "cpu"});
                } catch (...) {
                    ::_exit(1);
                }
                ::_exit(0);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            if (round < 11) {
                ::usleep(static_cast<useconds_t>(rng.integer(500, 8000)));
                ::kill(child, SIGKILL);
            }
        }
        for (const pid_t child : children) {
            int state = 0;
            ASSERT_EQ(::waitpid(child, &state, 0), child);
            killed += WIFSIGNALED(state) ? 1 : 0;
            finished += WIFEXITED(state) && WEXITSTATUS(state) == 0 ? 1 : 0;
            EXPECT_FALSE(WIFEXITED(state) && WEXITSTATUS(state) != 0);
        }
        ASSERT_NO_FATAL_FAILURE(expect_records_are_true(folder / "d", expected));
    }
    EXPECT_GT(killed, 0);
    EXPECT_GT(finished, 1);
    PosixFileSystem files;
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), expected));
}

TEST(Torture, AFileSizeLimitIsAnErrorAndNoDeath) {
    const TemporaryFolder folder;
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{3000, 3000};  // a record or an id map is larger
        ::setrlimit(RLIMIT_FSIZE, &limit);
        int code = 1;
        try {
            PosixFileSystem files;
            run_writer(files, folder / "d", test_plan(kCount), first_samples(kCount));
        } catch (const FileError& error) {
            code = error.error_number() == EFBIG ? error.exit_code() : 2;
        }
        ::_exit(code);
    }
    int state = 0;
    ASSERT_EQ(::waitpid(child, &state, 0), child);
    ASSERT_TRUE(WIFEXITED(state));
    EXPECT_EQ(WEXITSTATUS(state), 74);
    EXPECT_EQ(temporary_count(folder / "d"), 0u);
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(kCount), first_samples(kCount));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(kCount)));
}

}  // namespace
}  // namespace diorama
