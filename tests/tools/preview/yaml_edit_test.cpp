#include "tools/preview/yaml_edit.hpp"

#include <gmock/gmock.h>

namespace diorama::preview {
namespace {

std::string edited(const std::string& text, const YamlChange& change) {
    const auto result = edit_yaml(text, "t.yaml", change);
    return result ? *result : "error: " + result.errors().front().to_string();
}

constexpr const char* kScene = R"(# A table, seen from the front.
version: 1
scene:  # everything below is drawn anew
  camera:
    orbit:
      distance_m: {uniform: [0.7, 1.15]}  # near enough
      elevation_deg: 30
    fov_y_deg: 40 # narrow

  lights:
    # the sun
    - sun: {strength: 2, angle_deg: 1}
    - point:
        strength: "3"
)";

/// kScene with one line replaced.
std::string with_line(const std::string& old_line, const std::string& new_line) {
    std::string text = kScene;
    const std::size_t at = text.find(old_line);
    return at == text.npos ? "no such line" : text.replace(at, old_line.size(), new_line);
}

TEST(YamlEdit, ReplacesAScalarAndKeepsItsComment) {
    EXPECT_EQ(edited(kScene, {{"scene", "camera", "fov_y_deg"}, "55"}),
              with_line("fov_y_deg: 40 # narrow", "fov_y_deg: 55 # narrow"));
}

TEST(YamlEdit, ReplacesAFlowMap) {
    EXPECT_EQ(edited(kScene, {{"scene", "camera", "orbit", "distance_m"}, "0.9"}),
              with_line("{uniform: [0.7, 1.15]}  # near", "0.9  # near"));
}

TEST(YamlEdit, ReplacesInsideAFlowMapInAList) {
    EXPECT_EQ(edited(kScene,
                     {{"scene", "lights", std::size_t{0}, "sun", "strength"}, "{uniform: [1, 2]}"}),
              with_line("{strength: 2, angle", "{strength: {uniform: [1, 2]}, angle"));
}

TEST(YamlEdit, ReplacesQuotedText) {
    EXPECT_EQ(edited(kScene, {{"scene", "lights", std::size_t{1}, "point", "strength"}, "4"}),
              with_line("strength: \"3\"", "strength: 4"));
    EXPECT_EQ(edited("a: 'it''s' # b\n", {{"a"}, "x"}), "a: x # b\n");
    EXPECT_EQ(edited("a: {b: \"}\\\"\", c: 1}\n", {{"a", "c"}, "2"}), "a: {b: \"}\\\"\", c: 2}\n");
}

TEST(YamlEdit, ReplacesAWholeBlockByAValue) {
    EXPECT_EQ(edited("a:\n  b:\n    - 1\n    - 2\n  c: 3\n", {{"a", "b"}, "[4]"}),
              "a:\n  b: [4]\n  c: 3\n");
}

TEST(YamlEdit, AddsAKeyBelowTheLastOfABlock) {
    EXPECT_EQ(edited(kScene, {{"scene", "camera", "roll_deg"}, "3"}),
              with_line("fov_y_deg: 40 # narrow\n", "fov_y_deg: 40 # narrow\n    roll_deg: 3\n"));
    EXPECT_EQ(edited("a: 1", {{"b"}, "2"}), "a: 1\nb: 2");
}

TEST(YamlEdit, AddsAKeyToAFlowMap) {
    EXPECT_EQ(edited("a: {b: 1 }\n", {{"a", "c"}, "[2]"}), "a: {b: 1, c: [2] }\n");
    EXPECT_EQ(edited("a: {}\n", {{"a", "c"}, "2"}), "a: {c: 2}\n");
}

TEST(YamlEdit, MakesTheMapsOnTheWay) {
    EXPECT_EQ(edited("a: 1\n", {{"b", "c", "d"}, "2"}), "a: 1\nb: {c: {d: 2}}\n");
}

TEST(YamlEdit, AddsToABlockOfAListItem) {
    EXPECT_EQ(edited("l:\n  - a: 1  # x\n  - b: 2\n", {{"l", std::size_t{0}, "c"}, "3"}),
              "l:\n  - a: 1  # x\n    c: 3\n  - b: 2\n");
}

TEST(YamlEdit, AppendsToLists) {
    EXPECT_EQ(edited("l:\n  - 1\nm: 2\n", {{"l", std::size_t{1}}, "{a: b}"}),
              "l:\n  - 1\n  - {a: b}\nm: 2\n");
    EXPECT_EQ(edited("l: [1]\n", {{"l", std::size_t{1}}, "2"}), "l: [1, 2]\n");
}

TEST(YamlEdit, PutsAKeyInThePlaceOfItsRival) {
    EXPECT_EQ(edited(kScene, {{"scene", "camera", "poses"}, "[[1]]", {"orbit", "look_at"}}),
              with_line("orbit:\n      distance_m: {uniform: [0.7, 1.15]}  # near enough\n      "
                        "elevation_deg: 30",
                        "poses: [[1]]"));
}

TEST(YamlEdit, KeepsTheLineEndsOfWindows) {
    EXPECT_EQ(edited("a: 1 # x\r\nb: 2\r\n", {{"a"}, "3"}), "a: 3 # x\r\nb: 2\r\n");
    EXPECT_EQ(edited("a:\r\n  b: 1\r\nc: 2\r\n", {{"a", "d"}, "3"}),
              "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n");
}

TEST(YamlEdit, RefusesWhatItCannotDoAlone) {
    const auto refused = [](const std::string& text, const YamlChange& change) {
        return edited(text, change);
    };
    EXPECT_THAT(refused("a: &x 1\nb: *x\n", {{"b"}, "2"}), testing::StartsWith("error: "));
    EXPECT_THAT(refused("a: &x 1\nb: *x\n", {{"a"}, "2"}), testing::StartsWith("error: "));
    EXPECT_THAT(refused("a: |\n  text\n", {{"a"}, "2"}), testing::StartsWith("error: "));
    EXPECT_THAT(refused("a: one\n  two\n", {{"a"}, "2"}), testing::StartsWith("error: "));
    EXPECT_THAT(refused("a: 1\n", {{"a", "b"}, "2"}), testing::HasSubstr("t.yaml:1:4: a.b: "));
    EXPECT_THAT(refused("l: [1]\n", {{"l", std::size_t{3}}, "2"}),
                testing::HasSubstr("has 1 items"));
    EXPECT_THAT(refused("a: [\n", {{"a"}, "2"}), testing::StartsWith("error: "));
    EXPECT_THAT(refused("", {{"a"}, "2"}), testing::StartsWith("error: "));
}

TEST(YamlEdit, RefusesAValueThatWouldBecomeAnother) {
    // A comment sign and a line break would end the value early.
    EXPECT_THAT(edited("a: {b: 1, c: 2}\n", {{"a", "b"}, "3 # x"}), testing::StartsWith("error: "));
    EXPECT_THAT(edited("a: {b: 1, c: 2}\n", {{"a", "b"}, "3, d: 4"}),
                testing::StartsWith("error: "));
}

}  // namespace
}  // namespace diorama::preview
