#include "engine/dataset/stale_files.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

/// The name of a temporary file of a process of this host that has ended.
std::filesystem::path path_of_the_dead(const std::filesystem::path& target) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
    std::string name = temporary_path(target).filename();
    const std::string own = "-" + std::to_string(::getpid()) + "-";
    name.replace(name.find(own), own.size(), "-" + std::to_string(child) + "-");
    return target.parent_path() / name;
}

class StaleFiles : public ::testing::Test {
 protected:
    StaleFiles() {
        std::filesystem::create_directories(folder_ / "images/train");
        for (const auto& path : {of_the_living_, of_the_dead_, of_another_host_})
            spill(path, "half a picture");
        spill(folder_ / "images/train/00000001.jpg", "a picture");
    }

    TemporaryFolder folder_;
    PosixFileSystem files_;
    std::filesystem::path target_ = folder_ / "images/train/00000001.jpg";
    std::filesystem::path of_the_living_ = temporary_path(target_);
    std::filesystem::path of_the_dead_ = path_of_the_dead(target_);
    std::filesystem::path of_another_host_ =
        folder_ / "images/train/.tmp-elsewhere-1-0123456789abcdef-00000001.jpg";
};

TEST_F(StaleFiles, OfDeadProcessesOfThisHost) {
    EXPECT_EQ(remove_stale_files(files_, folder_.path(), Stale::OfDeadProcesses), 1u);
    EXPECT_FALSE(std::filesystem::exists(of_the_dead_));
    for (const auto& path : {of_the_living_, of_another_host_, target_})
        EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

TEST_F(StaleFiles, All) {
    EXPECT_EQ(remove_stale_files(files_, folder_.path(), Stale::All), 3u);
    EXPECT_EQ(tree_of(folder_.path()).size(), 1u);
}

TEST(TemporaryNames, OfTheDeadAreReadWithCare) {
    const std::string living = temporary_path("a").filename();
    const std::string start = living.substr(0, living.find('-', 5) + 1);  // ".tmp-host-"
    EXPECT_FALSE(is_temporary_of_the_dead(living));
    EXPECT_TRUE(is_temporary_of_the_dead(path_of_the_dead("a").filename().string()));
    for (const char* rest : {"", "-", "x-0-a", "0-0-a", "-1-0-a", "99999999999999999999-0-a", "12"})
        EXPECT_FALSE(is_temporary_of_the_dead(start + rest)) << rest;
}

// Another copy of the run has finished the dataset and cleans up.
TEST(WriteFile, IsWrittenAgainWhenSomebodyTookTheTemporaryFileAway) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    files.taken_away = 2;
    write_file(files, folder / "a", "text");
    EXPECT_EQ(slurp(folder / "a"), "text");
    // Not for ever: the folder itself may be gone.
    files.taken_away = 1000;
    EXPECT_THROW(write_file(files, folder / "b", "text"), FileError);
    EXPECT_EQ(temporary_count(folder.path()), 0u);
}

}  // namespace
}  // namespace diorama
