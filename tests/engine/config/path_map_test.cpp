#include "engine/config/path_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace diorama {
namespace {

PathMap rules(const std::vector<std::string>& texts) {
    PathMap map;
    for (const std::string& text : texts) EXPECT_TRUE(map.add_rule(text)) << text;
    return map;
}

TEST(PathMap, ReplacesWholeNamesAtTheBeginning) {
    const PathMap map = rules({"/projects=/mnt/p"});
    EXPECT_EQ(map.local("/projects/a/b.glb"), "/mnt/p/a/b.glb");
    EXPECT_EQ(map.local("/projects"), "/mnt/p");
    EXPECT_EQ(map.local("/projects2/b.glb"), "/projects2/b.glb");
    EXPECT_EQ(map.local("projects/b.glb"), "projects/b.glb");
    EXPECT_EQ(map.local("/other/projects/b.glb"), "/other/projects/b.glb");
}

TEST(PathMap, TheLongestRuleWins) {
    const PathMap map = rules({"/a=/x", "/a/b/=/y/", "/=/root"});
    EXPECT_EQ(map.local("/a/b/c"), "/y/c");
    EXPECT_EQ(map.local("/a/c"), "/x/c");
    EXPECT_EQ(map.local("/c"), "/root/c");
}

TEST(PathMap, GoesBack) {
    const PathMap map = rules({"/a=/x", "/a/b=/y", "/c=/"});
    for (const char* path : {"/a/f", "/a/b/f", "/a", "/c/f"})
        EXPECT_EQ(map.written(map.local(path)), path);
    EXPECT_EQ(rules({"/a=/x"}).written("/elsewhere/f"), "/elsewhere/f");
    EXPECT_EQ(PathMap().written("relative/f"), "relative/f");
}

TEST(PathMap, Grammar) {
    for (const char* text : {"", "/a", "/a=", "=/b", "a=/b", "/a=b", "/a/b"}) {
        PathMap map;
        const auto added = map.add_rule(text);
        ASSERT_FALSE(added) << text;
        EXPECT_EQ(added.errors()[0].fault, Fault::Usage);
    }
}

class PathMapFile : public ::testing::Test {
 protected:
    ~PathMapFile() override { std::filesystem::remove(file_); }
    Expected<Done> read(PathMap& map, const std::string& text) {
        std::ofstream(file_) << text;
        return map.add_file(file_);
    }
    std::filesystem::path file_ = std::filesystem::temp_directory_path() /
                                  ("path_map_test-" + std::to_string(::getpid()) + ".json");
};

TEST_F(PathMapFile, OfOpenJobDescription) {
    PathMap map;
    ASSERT_TRUE(read(map, R"({"version": "pathmapping-1.0", "path_mapping_rules": [
        {"source_path_format": "POSIX", "source_path": "/home/artist",
         "destination_path": "/sessions/1/assets"}]})"));
    EXPECT_EQ(map.local("/home/artist/mug.glb"), "/sessions/1/assets/mug.glb");
    // A session without rules still has a file.
    EXPECT_TRUE(read(map, R"({"version": "pathmapping-1.0"})"));
}

TEST_F(PathMapFile, OtherContentIsAnError) {
    for (const char* text :
         {"", "[]", "{}", R"({"version": "2"})",
          R"({"version": "pathmapping-1.0", "path_mapping_rules": {}})",
          R"({"version": "pathmapping-1.0", "path_mapping_rules": [1]})",
          R"({"version": "pathmapping-1.0", "path_mapping_rules": [{"source_path": "/a"}]})"}) {
        PathMap map;
        const auto added = read(map, text);
        ASSERT_FALSE(added) << text;
        EXPECT_EQ(added.errors()[0].fault, Fault::Data);
    }
    PathMap map;
    EXPECT_EQ(map.add_file("/nonexistent").errors()[0].fault, Fault::NoInput);
}

}  // namespace
}  // namespace diorama
