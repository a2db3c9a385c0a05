#include "engine/config/mix_config.hpp"

#include <nlohmann/json.hpp>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

const MixConfig& mix_of(const Expected<LoadedConfig>& loaded) {
    return std::get<MixConfig>(loaded->run.generator);
}

class Mix : public ::testing::Test {
 protected:
    Mix() {
        folder_.write("parts/mugs.yaml", R"(
version: 1
seed: 99
image: {width: 32, height: 32}
quality: high
scene: {objects: [{category: mug, mesh: mug, place: {position_m: [0, 0, 0]}}]}
)");
        folder_.write("bowls.yaml", R"(
version: 1
scene: {objects: [{category: bowl, mesh: bowl, place: {position_m: [0, 0, 0]}}]}
)");
    }
    ConfigFolder folder_;
};

TEST_F(Mix, PartsKeepWhatMakesPicturesAndTakeTheRest) {
    const auto loaded = folder_.load(R"(
version: 1
seed: 5
image: {width: 64, height: 48}
mix:
  - {weight: 3, config: parts/mugs.yaml}
  - {config: bowls.yaml}
)");
    ASSERT_TRUE(loaded) << folder_.findings(loaded);
    const MixConfig& mix = mix_of(loaded);
    ASSERT_EQ(mix.parts.size(), 2u);
    EXPECT_EQ(mix.parts[0].weight, 3.0);
    EXPECT_EQ(mix.parts[1].weight, 1.0);
    const RunConfig& mugs = *mix.parts[0].run;
    EXPECT_EQ(mugs.quality, Quality::High);
    EXPECT_EQ(std::get<SceneConfig>(mugs.generator).objects.front().category, "mug");
    EXPECT_EQ(mugs.seed, 5u);
    EXPECT_EQ(mugs.image.extent, (Extent{64, 48}));
    EXPECT_EQ(category_names(loaded->run), (std::vector<std::string>{"bowl", "mug"}));
}

TEST_F(Mix, ThePlanHoldsTheParts) {
    constexpr const char* kText = "version: 1\nmix: [{config: bowls.yaml}]\n";
    const auto before = folder_.load(kText);
    ASSERT_TRUE(before) << folder_.findings(before);
    const auto json = nlohmann::json::parse(before->resolved_json);
    EXPECT_EQ(json["mix"][0]["config"]["scene"]["objects"][0]["category"], "bowl");
    // A change of the part is a change of the plan, though the mix names the same file.
    folder_.write("bowls.yaml",
                  "version: 1\nscene: {objects: [{category: bowl, mesh: bowl, count: 2, place: "
                  "{position_m: [0, 0, 0]}}]}\n");
    const auto after = folder_.load(kText);
    ASSERT_TRUE(after) << folder_.findings(after);
    EXPECT_NE(before->resolved_json, after->resolved_json);
}

TEST_F(Mix, TheResolvedTextLoadsAgain) {
    const auto loaded = folder_.load("version: 1\nmix: [{weight: 2, config: parts/mugs.yaml}]\n");
    ASSERT_TRUE(loaded) << folder_.findings(loaded);
    const auto again = folder_.load(loaded->resolved_yaml);
    ASSERT_TRUE(again) << folder_.findings(again);
    EXPECT_EQ(loaded->resolved_json, again->resolved_json);
}

TEST_F(Mix, FindingsOfAllFilesAtOnce) {
    folder_.write("broken.yaml", "version: 1\nscene: {camera: {fovy_deg: 30}}\n");
    folder_.write("mix.yaml", "version: 1\nmix: [{config: bowls.yaml}]\n");
    const auto loaded = folder_.load(R"(
version: 1
categories: [bowl]
mix:
  - {weight: -1, config: bowls.yaml}
  - {config: broken.yaml}
  - {config: gone.yaml}
  - {config: mix.yaml}
  - {config: parts/mugs.yaml}
  - {weight: 2}
)");
    EXPECT_EQ(folder_.findings(loaded),
              R"(main.yaml:4:14: mix[0].weight: -1 is outside [0, 1000000000]
      - {weight: -1, config: bowls.yaml}
                 ^
main.yaml:6:14: mix[2].config: there is no file 'gone.yaml'
      - {config: gone.yaml}
                 ^
main.yaml:7:14: mix[3].config: is a mix itself; name its parts here instead
      - {config: mix.yaml}
                 ^
main.yaml:8:14: mix[4].config: 'mug' (in that file) is not in 'categories'
      - {config: parts/mugs.yaml}
                 ^
main.yaml:9:5: mix[5]: missing required key 'config'
      - {weight: 2}
        ^
broken.yaml:2:18: scene.camera.fovy_deg: unknown key (did you mean 'fov_y_deg'?)
    scene: {camera: {fovy_deg: 30}}
                     ^)");
}

TEST_F(Mix, NeedsAPartWithAWeight) {
    const auto nothing = folder_.load("version: 1\nmix: []\n");
    EXPECT_EQ(folder_.findings(nothing),
              "main.yaml:2:6: mix: needs at least one part with a weight above 0\n    mix: []\n"
              "         ^");
    EXPECT_FALSE(folder_.load("version: 1\nmix: [{weight: 0, config: bowls.yaml}]\n"));
}

}  // namespace
}  // namespace diorama
