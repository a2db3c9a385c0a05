#include "engine/config/resolve.hpp"

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

constexpr const char* kBase = R"(version: 1
seed: 1
image: {width: 320, height: 240}
scene:
  environment: {studio: {warmth: 0}, intensity: {log_uniform: [0.5, 2]}}
  lights:
    - sun: {}
    - point: {}
  surfaces: [{name: table, mesh: plane}]
  objects:
    - {category: mug, mesh: mug, place: {on: table}}
  camera: {orbit: {around: table, distance_m: 1}}
)";

TEST(Extends, MergesMapsAndReplacesLists) {
    const ConfigFolder folder;
    folder.write("base.yaml", kBase);
    const auto loaded = folder.load(R"(
extends: base.yaml
seed: 2
image: {width: 640}
scene:
  lights: [{point: {strength: 3}}]
  camera: {orbit: {distance_m: 2}}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const RunConfig& run = loaded->run;
    const auto& scene = std::get<SceneConfig>(run.generator);
    EXPECT_EQ(run.seed, 2u);
    EXPECT_EQ(run.image.extent.width, 640);
    EXPECT_EQ(run.image.extent.height, 240);
    ASSERT_EQ(scene.lights.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<PointLight>(scene.lights[0]));
    EXPECT_EQ(scene.objects.size(), 1u);
    const auto& orbit = std::get<OrbitCamera>(scene.camera.pose);
    EXPECT_EQ(orbit.around, "table");
    EXPECT_EQ(orbit.distance_m.range(), std::pair(2.0, 2.0));
}

TEST(Extends, AnotherKindReplacesTheKindBelow) {
    const ConfigFolder folder;
    folder.write("base.yaml", kBase);
    const auto loaded = folder.load(R"(
extends: base.yaml
scene:
  environment: {sky: {}, intensity: {uniform: [1, 2]}}
  camera: {look_at: {eye_m: [0, 1, 1]}}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& scene = std::get<SceneConfig>(loaded->run.generator);
    EXPECT_TRUE(std::holds_alternative<SkyEnvironment>(scene.environment.kind));
    EXPECT_TRUE(std::holds_alternative<Uniform>(scene.environment.intensity.kind()));
    EXPECT_TRUE(std::holds_alternative<LookAtCamera>(scene.camera.pose));
}

TEST(Extends, AChainEachFromItsOwnFolder) {
    const ConfigFolder folder;
    folder.write("deep/one.yaml", kBase);
    folder.write("deep/more/two.yaml", "extends: ../one.yaml\nseed: 5\ncount: 7\n");
    const auto loaded = folder.load("extends: deep/more/two.yaml\ncount: 9\n");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_EQ(loaded->run.seed, 5u);
    EXPECT_EQ(loaded->run.count, 9u);
}

TEST(Extends, FindingsNameTheFileTheyAreIn) {
    const ConfigFolder folder;
    folder.write("base.yaml", "version: 1\nscene:\n  camera: {fov_y_deg: 300}\n");
    EXPECT_EQ(folder.findings(folder.load("extends: base.yaml\nsed: 1\n")),
              "main.yaml:2:1: sed: unknown key (did you mean 'seed'?)\n"
              "    sed: 1\n"
              "    ^\n"
              "base.yaml:3:23: scene.camera.fov_y_deg: 300 is outside [1, 179]\n"
              "      camera: {fov_y_deg: 300}\n"
              "                          ^");
}

TEST(Extends, CyclesAndMissingFiles) {
    const ConfigFolder folder;
    folder.write("a.yaml", "extends: main.yaml\n");
    EXPECT_EQ(folder.findings(folder.load("extends: a.yaml\n")),
              "a.yaml:1:10: extends: 'main.yaml' extends itself in the end\n"
              "    extends: main.yaml\n"
              "             ^");
    const auto missing = folder.load("version: 1\nextends: none.yaml\nscene: {}\n");
    EXPECT_EQ(folder.findings(missing),
              "main.yaml:2:10: extends: none.yaml: no such file\n"
              "    extends: none.yaml\n"
              "             ^");
    EXPECT_EQ(missing.errors()[0].fault, Fault::NoInput);
    EXPECT_EQ(folder.findings(folder.load("version: 1\nextends: [a.yaml]\nscene: {}\n")),
              "main.yaml:2:10: extends: expected the name of one YAML file\n"
              "    extends: [a.yaml]\n"
              "             ^");
}

TEST(Set, ValuesMapsAndListItems) {
    const ConfigFolder folder;
    const auto loaded = folder.load(kBase, {{"seed", "9"},
                                            {"image", "{format: png}"},
                                            {"scene.lights[1].point.strength", "{uniform: [2, 3]}"},
                                            {"scene.lights[2]", "{sun: {}}"},
                                            {"scene.camera.orbit.distance_m", "4"},
                                            {"labels.min_visible.pixels", "5"}});
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& scene = std::get<SceneConfig>(loaded->run.generator);
    EXPECT_EQ(loaded->run.seed, 9u);
    EXPECT_EQ(loaded->run.image.format, ImageFormat::Png);
    EXPECT_EQ(loaded->run.image.extent.width, 640);  // the map was replaced as a whole
    ASSERT_EQ(scene.lights.size(), 3u);
    EXPECT_EQ(std::get<PointLight>(scene.lights[1]).strength.range(), std::pair(2.0, 3.0));
    EXPECT_EQ(std::get<OrbitCamera>(scene.camera.pose).distance_m.range(), std::pair(4.0, 4.0));
    EXPECT_EQ(loaded->run.labels.min_visible.pixels, 5);
}

TEST(Set, LaterOnesWinAndKindsReplace) {
    const ConfigFolder folder;
    const auto loaded = folder.load(
        kBase, {{"seed", "3"}, {"seed", "4"}, {"scene.environment.room", "{daylight: 1}"}});
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& scene = std::get<SceneConfig>(loaded->run.generator);
    EXPECT_EQ(loaded->run.seed, 4u);
    EXPECT_TRUE(std::holds_alternative<RoomEnvironment>(scene.environment.kind));
}

TEST(Set, FindingsShowTheArgument) {
    const ConfigFolder folder;
    const auto one = [&](const char* path, const char* value) {
        return folder.findings(folder.load(kBase, {{path, value}}));
    };
    EXPECT_EQ(one("scene.camera.fov_y_deg", "{uniform: [1, 200]}"),
              "--set: scene.camera.fov_y_deg.uniform[1]: 200 is outside [1, 179]\n"
              "    scene.camera.fov_y_deg={uniform: [1, 200]}\n"
              "                                         ^");
    EXPECT_EQ(one("scene.camra.fov_y_deg", "40"),
              "--set: scene.camra: unknown key (did you mean 'camera'?)\n"
              "    scene.camra.fov_y_deg=40\n"
              "                          ^");
    EXPECT_EQ(one("scene.lights[7].sun.strength", "1"),
              "--set: scene.lights[7]: the list 'scene.lights' has 2 items; [2] would append one\n"
              "    scene.lights[7].sun.strength=1\n"
              "                                 ^");
    EXPECT_EQ(one("seed.x", "1"),
              "--set: seed: 'seed' is the single value '1' here; set it as a whole\n"
              "    seed.x=1\n"
              "           ^");
    EXPECT_EQ(one("seed", "[1, 2"),
              "--set: seed: '[' is never closed\n"
              "    seed=[1, 2\n"
              "         ^");
    EXPECT_EQ(one("seed", ""), "--set: seed: no value");
    EXPECT_EQ(one("scene[x]", "1"),
              "--set: scene[x]: expected an index such as [0]\n"
              "    scene[x]=1\n"
              "         ^");
    EXPECT_EQ(one("extends", "a.yaml"),
              "--set: extends: 'extends' belongs into the file\n"
              "    extends=a.yaml\n"
              "    ^");
    const auto usage = folder.load(kBase, {{"", "1"}});
    ASSERT_FALSE(usage);
    EXPECT_EQ(usage.errors()[0].fault, Fault::Usage);
}

TEST(Set, KeysWithDotsAreQuoted) {
    const ConfigFolder folder;
    folder.write("a.hdr", "x");
    const auto loaded = folder.load(kBase, {{"scene.environment.hdri.weighted.\"a.hdr\"", "2"}});
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& scene = std::get<SceneConfig>(loaded->run.generator);
    const auto& hdri = std::get<HdriEnvironment>(scene.environment.kind);
    EXPECT_EQ(hdri.file.values, std::vector{folder.path() / "a.hdr"});
}

}  // namespace
}  // namespace diorama
