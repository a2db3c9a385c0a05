#include "engine/dataset/file_system.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <deque>

#include "engine/dataset/sha256.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

/// write(2) that answers from a script: a count, or a negated errno.
struct ScriptedWrite {
    std::deque<int> answers;
    std::string received;

    std::ptrdiff_t operator()(int, const void* bytes, std::size_t size) {
        const int answer = answers.front();
        answers.pop_front();
        if (answer < 0) {
            errno = -answer;
            return -1;
        }
        const std::size_t count = std::min(size, static_cast<std::size_t>(answer));
        received.append(static_cast<const char*>(bytes), count);
        return static_cast<std::ptrdiff_t>(count);
    }
};

TEST(WriteAll, GoesOnAfterInterruptionsAndShortWrites) {
    ScriptedWrite script{.answers = {-EINTR, 3, -EINTR, 1, 100}};
    EXPECT_EQ(write_all(1, "0123456789", std::ref(script)), 0);
    EXPECT_EQ(script.received, "0123456789");
    EXPECT_TRUE(script.answers.empty());
}

TEST(WriteAll, ReportsTheErrorAndStops) {
    ScriptedWrite script{.answers = {4, -ENOSPC, 100}};
    EXPECT_EQ(write_all(1, "0123456789", std::ref(script)), ENOSPC);
    EXPECT_EQ(script.received, "0123");
    EXPECT_EQ(script.answers.size(), 1u);
}

TEST(WriteAll, AWriteOfNothingIsAnError) {
    ScriptedWrite script{.answers = {0}};
    EXPECT_EQ(write_all(1, "x", std::ref(script)), EIO);
}

TEST(FileErrors, MapToExitCodes) {
    for (const int error : {EACCES, EPERM, EROFS, ENOTDIR, ENAMETOOLONG})
        EXPECT_EQ(FileError(error, "create", "x").exit_code(), 73) << std::strerror(error);
    for (const int error : {ENOSPC, EIO, EDQUOT, EFBIG, ESTALE})
        EXPECT_EQ(FileError(error, "write", "x").exit_code(), 74) << std::strerror(error);
    const FileError full(ENOSPC, "write", "/data/a.jpg");
    EXPECT_EQ(full.error_number(), ENOSPC);
    EXPECT_STREQ(full.what(), "cannot write '/data/a.jpg': No space left on device");
}

TEST(PosixFiles, WriteThenReadBack) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const std::string bytes("a\0b\n", 4);
    write_file(files, folder / "x", bytes);
    write_file(files, folder / "y", bytes, true);
    EXPECT_EQ(read_file(files, folder / "x"), bytes);
    EXPECT_EQ(read_file(files, folder / "y"), bytes);
    EXPECT_EQ(files.size_bytes(folder / "x"), 4u);
    EXPECT_EQ(read_file(files, folder / "x", 3), std::nullopt);
    EXPECT_EQ(read_file(files, folder / "absent"), std::nullopt);
    EXPECT_EQ(read_file(files, folder / "x" / "below"), std::nullopt);
    EXPECT_EQ(temporary_count(folder.path()), 0u);
}

TEST(PosixFiles, CreateRefusesAnExistingFile) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    spill(folder / "x", "old");
    EXPECT_THROW(files.create(folder / "x"), FileError);
    EXPECT_EQ(slurp(folder / "x"), "old");
}

TEST(PosixFiles, APipeIsNotAFile) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    PosixFileSystem files;
    EXPECT_EQ(read_file(files, folder / "pipe"), std::nullopt);
    EXPECT_EQ(files.size_bytes(folder / "pipe"), std::nullopt);
}

TEST(PosixFiles, AFullDeviceIsNoticed) {
    // /dev/full answers every write with ENOSPC.
    const int descriptor = ::open("/dev/full", O_WRONLY);
    if (descriptor < 0) GTEST_SKIP() << "no /dev/full here";
    EXPECT_EQ(write_all(descriptor, "x", ::write), ENOSPC);
    ::close(descriptor);
}

TEST(PosixFiles, AFolderThatCannotBeMade) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    spill(folder / "x", "a file");
    try {
        files.make_folders(folder / "x" / "y");
        FAIL();
    } catch (const FileError& error) {
        EXPECT_EQ(error.exit_code(), 73);
    }
}

TEST(PosixFiles, ListsAndLinks) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    files.make_folders(folder / "sub" / "deep");
    spill(folder / "x", "1");
    EXPECT_TRUE(files.link(folder / "x", folder / "y"));
    std::map<std::string, bool> entries;
    files.list(folder.path(),
               [&](const FileSystem::Entry& e) { entries[std::string(e.name)] = e.folder; });
    EXPECT_EQ(entries, (std::map<std::string, bool>{{"sub", true}, {"x", false}, {"y", false}}));
    files.list(folder / "absent", [&](const FileSystem::Entry&) { FAIL(); });
    files.remove(folder / "absent");
    files.sync_mount(folder.path());
    files.sync_folder(folder.path());
    EXPECT_GT(files.free_bytes(folder.path()), 0u);
}

TEST(WriteFile, LeavesTheOldFileAndNoTemporaryWhicheverCallFails) {
    for (std::uint64_t n = 1; n <= 6; ++n) {
        const TemporaryFolder folder;
        spill(folder / "x", "old");
        FailingFileSystem files(n, FailingFileSystem::Mode::Once);
        const bool synced = n == 6;  // the folder is synced after the rename
        EXPECT_THROW(write_file(files, folder / "x", "new", true), FileError) << n;
        EXPECT_EQ(slurp(folder / "x"), synced ? "new" : "old") << files.log;
        EXPECT_EQ(temporary_count(folder.path()), 0u) << files.log;
    }
}

TEST(TemporaryNames, AreUniqueAndRecognized) {
    const auto a = temporary_path("images/train/1.jpg"), b = temporary_path("images/train/1.jpg");
    EXPECT_NE(a, b);
    EXPECT_EQ(a.parent_path(), "images/train");
    EXPECT_TRUE(is_temporary_name(a.filename().string()));
    EXPECT_FALSE(is_temporary_name("00000001.jpg"));
}

TEST(Sha256, KnownAnswers) {
    // FIPS 180-2, appendix B.1 and B.2, and the empty message.
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 parts;
    parts.update("abcdbcdecdefdefgefghfghighij");
    parts.update("hijkijkljklmklmnlmnomnopnopq");
    EXPECT_EQ(parts.hex(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace diorama
