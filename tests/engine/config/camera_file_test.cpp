#include "engine/config/camera_file.hpp"

#include <gmock/gmock.h>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

TEST(CameraFile, ReadsYamlAndJsonAndLeavesOtherKeysAlone) {
    const ConfigFolder folder;
    folder.write("a.yaml",
                 "fx: 525\nfy: 526.5\ncx: 319.5\ncy: 239.5\ndepth_units_per_meter: 5000\n");
    folder.write("b.json", R"({"fx": 525, "fy": 526.5, "cx": 319.5, "cy": 239.5,
                              "depth_units_per_metre": 5000, "source": "a sensor"})");
    for (const char* name : {"a.yaml", "b.json"}) {
        const auto camera = read_camera_file(folder.path() / name);
        ASSERT_TRUE(camera) << name;
        EXPECT_EQ(camera->intrinsics.fx, 525);
        EXPECT_EQ(camera->intrinsics.fy, 526.5);
        EXPECT_EQ(camera->intrinsics.cx, 320);  // centers at +0.5 here
        EXPECT_EQ(camera->intrinsics.cy, 240);
        EXPECT_EQ(camera->units_per_meter, 5000);
    }
}

TEST(CameraFile, NamesEveryKeyThatIsWrong) {
    const ConfigFolder folder;
    folder.write("a.yaml", "fx: 0\nfy: wide\ncx: 1\ndepth_units_per_metre: 1000\n");
    const auto camera = read_camera_file(folder.path() / "a.yaml");
    ASSERT_FALSE(camera);
    std::vector<std::string> found;
    for (const Diagnostic& d : camera.errors()) found.push_back(folder.local(d.to_string()));
    EXPECT_THAT(found, ::testing::UnorderedElementsAre(
                           "a.yaml:1:1: cy: missing required key 'cy'",
                           "a.yaml:1:5: fx: expected a number from 1 to 1000000, found '0'",
                           "a.yaml:2:5: fy: expected a number from 1 to 1000000, found 'wide'"));
    EXPECT_FALSE(read_camera_file(folder.path() / "missing.yaml"));
}

}  // namespace
}  // namespace diorama
