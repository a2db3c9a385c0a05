#include "tools/preview/value_tree.hpp"

#include <gmock/gmock.h>

namespace diorama::preview {
namespace {

constexpr const char* kResolved = R"(seed: 7  # t.yaml:2
scene:
  lights:
    - sun:
        strength: {log_uniform: [1, 4]}  # base.yaml:9
        angle_deg: 2  # default
  surfaces:
    - name: table  # t.yaml:5
      size_m: [1.3, {uniform: [0.5, 1]}]  # t.yaml:6
      material: {weighted: {marble: 2, wood: 3}}  # --set
  camera:
    fov_y_deg: {normal: {max: 52, mean: 38, min: 28, std: 5}}  # t.yaml:9
labels:
  amodal: true  # default
channels: [depth, instance]  # t.yaml:12
)";

const ValueNode& at(const ValueNode& root, const KeyPath& path) {
    const ValueNode* node = find_value(root, path);
    if (!node) throw std::out_of_range(to_text(path));
    return *node;
}

TEST(ValueTree, KnowsNumbersAndTheirRanges) {
    const ValueNode root = read_values(kResolved);
    const ValueNode& seed = at(root, {"seed"});
    EXPECT_EQ(seed.kind, ValueKind::Number);
    EXPECT_EQ(seed.text, "7");
    EXPECT_EQ(seed.origin, "t.yaml:2");
    EXPECT_FALSE(seed.range);

    const ValueNode& strength = at(root, {"scene", "lights", std::size_t{0}, "sun", "strength"});
    EXPECT_EQ(strength.kind, ValueKind::Number);
    EXPECT_EQ(strength.distribution, "log_uniform");
    EXPECT_EQ(strength.range, std::pair(1.0, 4.0));
    EXPECT_EQ(to_text(strength.path), "scene.lights[0].sun.strength");

    const ValueNode& fov = at(root, {"scene", "camera", "fov_y_deg"});
    EXPECT_EQ(fov.range, std::pair(28.0, 52.0));
}

TEST(ValueTree, KnowsChoicesAndFlags) {
    const ValueNode root = read_values(kResolved);
    const ValueNode& material = at(root, {"scene", "surfaces", std::size_t{0}, "material"});
    EXPECT_EQ(material.kind, ValueKind::Choice);
    EXPECT_THAT(material.names, testing::ElementsAre("marble", "wood"));
    EXPECT_EQ(material.origin, "--set");
    EXPECT_EQ(at(root, {"labels", "amodal"}).kind, ValueKind::Flag);
    EXPECT_EQ(at(root, {"channels"}).kind, ValueKind::Text);
    EXPECT_EQ(at(root, {"channels"}).text, "[depth, instance]");
}

TEST(ValueTree, ListsInOneValueAreChangedTogether) {
    const ValueNode root = read_values(kResolved);
    const ValueNode& size = at(root, {"scene", "surfaces", std::size_t{0}, "size_m"});
    ASSERT_EQ(size.children.size(), 2u);
    EXPECT_EQ(size.children[0].text, "1.3");
    EXPECT_EQ(size.children[1].text, "{uniform: [0.5, 1]}");
    EXPECT_EQ(size.children[1].path, size.path);
    EXPECT_EQ(with_item(size, 0, "2"), "[2, {uniform: [0.5, 1]}]");
    EXPECT_EQ(with_item(size, 1, "0.7"), "[1.3, 0.7]");
}

TEST(ValueTree, NamesTheFilesThatValuesComeFrom) {
    EXPECT_THAT(origin_files(read_values(kResolved)), testing::ElementsAre("t.yaml", "base.yaml"));
}

TEST(ValueTree, FindsNothingWhereThereIsNothing) {
    const ValueNode root = read_values(kResolved);
    EXPECT_EQ(find_value(root, {"scene", "lights", std::size_t{1}}), nullptr);
    EXPECT_EQ(find_value(root, {"paste"}), nullptr);
}

TEST(KeyPath, QuotesKeysThatHoldSigns) {
    EXPECT_EQ(to_text({"split", "a.b", std::size_t{2}}), "split.\"a.b\"[2]");
}

}  // namespace
}  // namespace diorama::preview
