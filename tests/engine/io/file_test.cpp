#include "engine/io/file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/engine/io/test_files.hpp"

namespace diorama {
namespace {

using test::from_text;
using test::TemporaryFolder;
using ::testing::HasSubstr;

// The examples of FIPS 180-4 and of the secure hash standard's validation system.
TEST(Sha256, PublishedVectors) {
    EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex(from_text("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(Bytes(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, FileAndBytesAgreeAcrossBlocks) {
    const TemporaryFolder folder;
    const Bytes bytes((3u << 20) + 17, 0x5A);
    const auto hash = sha256_of_file(folder.write("big", bytes));
    ASSERT_TRUE(hash);
    EXPECT_EQ(*hash, sha256_hex(bytes));
}

TEST(ReadFile, GivesContentAndRefusesTooLarge) {
    const TemporaryFolder folder;
    const auto file = folder.write("a", "hello");
    const auto content = read_file(file, 5);
    ASSERT_TRUE(content);
    EXPECT_EQ(*content, from_text("hello"));
    const auto refused = read_file(file, 4);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.errors().front().fault, Fault::Data);
    EXPECT_EQ(refused.errors().front().file, file.string());
    EXPECT_THAT(refused.errors().front().message, HasSubstr("5 bytes"));
}

TEST(ReadFile, RefusesWhatIsNoRegularFile) {
    const TemporaryFolder folder;
    const auto fifo = folder.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    for (const auto& path : {fifo, folder.path(), std::filesystem::path("/dev/zero")}) {
        const auto content = read_file(path);  // a FIFO without writer must not block
        ASSERT_FALSE(content) << path;
        EXPECT_EQ(content.errors().front().fault, Fault::NoInput);
        EXPECT_THAT(content.errors().front().message, HasSubstr("not a regular file"));
    }
    EXPECT_EQ(read_file(folder.path() / "none").errors().front().fault, Fault::NoInput);
}

TEST(ReadFile, FollowsLinksOnlyWhenAsked) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink(folder.write("a", "x"), folder.path() / "link");
    EXPECT_TRUE(read_file(folder.path() / "link"));
    EXPECT_FALSE(read_file(folder.path() / "link", 100, false));
}

}  // namespace
}  // namespace diorama
