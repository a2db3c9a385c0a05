#include "engine/config/glob.hpp"

#include <chrono>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

using config::glob;
using config::matches;

TEST(Matches, StarsQuestionMarksAndClasses) {
    EXPECT_TRUE(matches("*.glb", "mug.glb"));
    EXPECT_FALSE(matches("*.glb", "mug.glbx"));
    EXPECT_TRUE(matches("m*g*", "mug.glb"));
    EXPECT_TRUE(matches("?ug", "mug"));
    EXPECT_TRUE(matches("caf?", "caf\xC3\xA9"));
    EXPECT_TRUE(matches("[a-m]ug", "mug"));
    EXPECT_FALSE(matches("[!a-m]ug", "mug"));
    EXPECT_TRUE(matches("a[]]b", "a]b"));
    EXPECT_TRUE(matches("a[b", "a[b"));  // no class: as it stands
    EXPECT_FALSE(matches("*", ".hidden"));
    EXPECT_TRUE(matches(".*", ".hidden"));
    EXPECT_TRUE(matches("", ""));
}

TEST(Matches, ManyStarsAreNotExponential) {
    std::string pattern, name(5000, 'a');
    for (int i = 0; i < 50; ++i) pattern += "a*";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(matches(pattern + "b", name));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Glob, SortedBytewiseAndRelativeToTheFolder) {
    const ConfigFolder folder;
    for (const char* name : {"b.x", "a.x", "B.x", "a.y", "sub/c.x", "sub/deep/d.x", ".git/e.x"})
        folder.write(name, "");
    using Files = std::vector<std::string>;
    EXPECT_EQ(glob(folder.path(), "*.x").files, (Files{"B.x", "a.x", "b.x"}));
    EXPECT_EQ(glob(folder.path(), "**/*.x").files,
              (Files{"B.x", "a.x", "b.x", "sub/c.x", "sub/deep/d.x"}));
    EXPECT_EQ(glob(folder.path(), "sub/**").files, (Files{"sub/c.x", "sub/deep/d.x"}));
    EXPECT_EQ(glob(folder.path(), "**/**/d.x").files, Files{"sub/deep/d.x"});
    EXPECT_EQ(glob(folder.path(), "./s*/c.x").files, Files{"sub/c.x"});
    EXPECT_EQ(glob(folder.path() / "sub", "../a.?").files, (Files{"../a.x", "../a.y"}));
    EXPECT_EQ(glob("/", folder.path().string() + "/a.*").files,
              (Files{folder.path().string() + "/a.x", folder.path().string() + "/a.y"}));
    EXPECT_TRUE(glob(folder.path(), "*.z").files.empty());
    EXPECT_TRUE(glob(folder.path(), "none/*").files.empty());
}

TEST(Glob, DoesNotRunInCircles) {
    const ConfigFolder folder;
    folder.write("a/x.glb", "");
    std::filesystem::create_directory_symlink(folder.path(), folder.path() / "a/loop");
    EXPECT_EQ(glob(folder.path(), "**/*.glb").files, std::vector<std::string>{"a/x.glb"});
}

}  // namespace
}  // namespace diorama
