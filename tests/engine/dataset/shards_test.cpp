#include "engine/dataset/shards.hpp"

#include <gtest/gtest.h>

#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

TEST(Shards, BoundsDoNotOverflow) {
    EXPECT_EQ(shard_begin(3, 4, 0xffffffffffffffffu), 0xbfffffffffffffffu);
    EXPECT_EQ(shard_begin(4, 4, 0xffffffffffffffffu), 0xffffffffffffffffu);
}

TEST(Shards, TheirNumberIsNotedUntilTheDatasetIsFinished) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    EXPECT_EQ(stored_shard_count(files, folder / "d"), std::nullopt);
    run_writer(files, folder / "d", test_plan(4), first_samples(4));
    store_shard_count(files, folder / "d", 16);
    EXPECT_EQ(stored_shard_count(files, folder / "d"), 16u);
    store_shard_count(files, folder / "d", 12);
    EXPECT_EQ(stored_shard_count(files, folder / "d"), 12u);
    EXPECT_EQ(status(files, folder / "d")->front().shards, 12u);
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_EQ(stored_shard_count(files, folder / "d"), std::nullopt);
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(4)));
}

TEST(Shards, ADamagedNoteIsNoNote) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    for (const char* text :
         {"", "{", "[]", "{\"shards\":0}", "{\"shards\":-1}", "{\"shards\":\"4\"}"}) {
        spill(folder / "shards.json", text);
        EXPECT_EQ(stored_shard_count(files, folder.path()), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace diorama
