// The resolved configuration: where each value came from, and that it reads back as itself.
#include <nlohmann/json.hpp>

#include "engine/config/run_config.hpp"
#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

TEST(Resolved, NamesTheOriginOfEachValue) {
    const ConfigFolder folder;
    folder.write("base.yaml", "version: 1\nimage: {width: 320}\nscene: {}\n");
    const auto loaded =
        folder.load("extends: base.yaml\nseed: 3\nimage: {height: 200}\n", {{"count", "12"}});
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const std::string text = folder.local(loaded->resolved_yaml);
    EXPECT_EQ(text.substr(0, text.find("quality: standard")),
              "version: 1  # base.yaml:1\n"
              "seed: 3  # main.yaml:2\n"
              "count: 12  # --set\n"
              "image:\n"
              "  width: 320  # base.yaml:2\n"
              "  height: 200  # main.yaml:3\n"
              "  format: jpg  # default\n"
              "  quality: 95  # default\n");
}

constexpr const char* kEverything = R"(
version: 1
seed: 18446744073709551615
categories: ["12", "it's: odd, #1", "true", café, bowl, plate, mug, a]
split: {val: 0.3, train: 0.7}
scene:
  environment:
    hdri: {weighted: {"p/*.hdr": 2, p/x.exr: 1}}
    intensity: {log_uniform: [0.1, 3.3333333333333335]}
    visible: {choice: [true, false, true]}
  lights:
    - sun: {angle_deg: {beta: {a: 0.5, b: 3, min: 1, max: 7}}}
    - point: {position_m: [{normal: {mean: 0, std: 1, min: -2, max: 2}}, 1, {int: [-3, 3]}]}
  surfaces:
    - {name: "a table", mesh: plane, category: café, material: {weighted: {wood: 3, brick: 1}}}
  objects:
    - {category: "12", mesh: mug, count: {poisson: 2}, place: {on: "a table", drop: true}}
    - {category: "12", mesh: mug, count: {weighted: {10: 1, 9: 2}}, place: {on: "a table"}}
    - {category: "@name", mesh: {weighted: {kit: 1, meshes/*.glb: 2}}, size_m: 0.1, place: {on: "a table"}}
    - {distractor: true, mesh: primitives, appearance: {material: {choice: [wood, cloth]}}, place: {position_m: [0, 1, 0]}}
  camera:
    poses:
      - [1, 0, 0, 0.1, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1]
    intrinsics: {fx: 500.25, fy: 500, cx: 320, cy: 240}
)";

/// The resolved forms of a configuration, YAML and JSON, must resolve to the same JSON.
void expect_round_trip(const ConfigFolder& folder, std::string_view yaml) {
    const auto first = folder.load(yaml);
    ASSERT_TRUE(first) << folder.findings(first);
    const auto again = folder.load(first->resolved_yaml);
    ASSERT_TRUE(again) << folder.findings(again) << "\n" << first->resolved_yaml;
    EXPECT_EQ(again->resolved_json, first->resolved_json);
    const auto from_json = folder.load(first->resolved_json);
    ASSERT_TRUE(from_json) << folder.findings(from_json);
    EXPECT_EQ(from_json->resolved_json, first->resolved_json);
    EXPECT_EQ(nlohmann::json::parse(first->resolved_json).dump(), first->resolved_json);
}

TEST(Resolved, ReadsBackAsItself) {
    const ConfigFolder folder;
    for (const char* name : {"p/x.exr", "p/y.hdr", "p/z [1].hdr", "meshes/a.glb"})
        folder.write(name, "data");
    expect_round_trip(folder, kEverything);
    expect_round_trip(folder, "version: 1\nscene: {}\n");
    expect_round_trip(folder, "version: 1\nscene: {camera: {look_at: {}}, environment: sky}\n");
}

TEST(Resolved, DrawsTheSameWhenReadBack) {
    const ConfigFolder folder;
    for (const char* name : {"p/x.exr", "p/y.hdr", "meshes/a.glb"}) folder.write(name, "data");
    const auto first = folder.load(kEverything);
    ASSERT_TRUE(first) << folder.findings(first);
    const auto again = folder.load(first->resolved_json);  // its keys are sorted
    ASSERT_TRUE(again) << folder.findings(again);
    const auto& a = std::get<SceneConfig>(first->run.generator);
    const auto& b = std::get<SceneConfig>(again->run.generator);
    Rng first_rng(5), second_rng(5);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(a.objects[1].count.draw(first_rng), b.objects[1].count.draw(second_rng));
        EXPECT_EQ(a.objects[2].mesh.draw(first_rng), b.objects[2].mesh.draw(second_rng));
        EXPECT_EQ(a.surfaces[0].material.draw(first_rng), b.surfaces[0].material.draw(second_rng));
    }
    EXPECT_EQ(first->run.split[0].name, again->run.split[0].name);
}

}  // namespace
}  // namespace diorama
