#include "engine/config/text_config.hpp"

#include <gmock/gmock.h>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

/// A folder with a font, two photographs and what belongs to them.
struct TextFolder : ConfigFolder {
    TextFolder() {
        write("a.ttf", "font");
        for (const char* name :
             {"p/1.jpg", "p/2.jpg", "d/1.png", "d/2.png", "c/1.yaml", "c/2.yaml"})
            write(name, "data");
    }
};

TEST(TextConfig, ReadsPhotographsWithDepth) {
    const TextFolder folder;
    const auto loaded = folder.load(R"(
version: 1
text:
  backgrounds: {images: p/*.jpg, depth: d/*.png, camera: c/*.yaml}
  fonts: '*.ttf'
  layout: line
  count: 3
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& text = std::get<TextConfig>(loaded->run.generator);
    const auto& photos = std::get<TextPhotos>(text.background);
    EXPECT_EQ(photos.images.size(), 2u);
    EXPECT_EQ(std::get<MeasuredDepth>(photos.surfaces).camera[1].filename(), "2.yaml");
    EXPECT_TRUE(text.words.empty());
    EXPECT_EQ(text.look.layout.values, std::vector<std::string>{"line"});
    EXPECT_EQ(category_names(loaded->run), std::vector<std::string>{"text"});
}

TEST(TextConfig, ReadsAssumedSurfacesAndScenes) {
    const TextFolder folder;
    const auto wall = folder.load(R"(
version: 1
text: {backgrounds: {images: p/1.jpg, wall: {yaw_deg: 5}}, fonts: a.ttf, category: word}
)");
    ASSERT_TRUE(wall) << folder.findings(wall);
    const auto scene = folder.load(R"(
version: 1
categories: [mug, text]
text:
  backgrounds:
    scene:
      objects: [{category: mug, mesh: mug, place: {position_m: [0, 0, 0]}}]
      camera: {look_at: {}}
  fonts: a.ttf
)");
    ASSERT_TRUE(scene) << folder.findings(scene);
    EXPECT_EQ(category_names(scene->run), (std::vector<std::string>{"mug", "text"}));
}

TEST(TextConfig, SaysWhatIsWrong) {
    const TextFolder folder;
    const auto findings = [&](const std::string& yaml) {
        return folder.findings(folder.load(yaml));
    };
    EXPECT_THAT(
        findings(R"(
version: 1
text: {backgrounds: {images: p/*.jpg, depth: d/1.png, camera: c/*.yaml}, fonts: a.ttf}
)"),
        HasSubstr("text.backgrounds.depth: expected one for each of the 2 pictures, found 1"));
    EXPECT_THAT(findings(R"(
version: 1
text: {backgrounds: {images: p/1.jpg, depth: d/1.png}, fonts: a.ttf}
)"),
                HasSubstr("depth needs 'camera'"));
    EXPECT_THAT(findings(R"(
version: 1
categories: [word]
channels: [depth]
text: {backgrounds: {images: p/1.jpg, ground: {}}, fonts: a.ttf}
)"),
                ::testing::AllOf(HasSubstr("'text' is not in 'categories'"),
                                 HasSubstr("photographs have no exact depth")));
    EXPECT_THAT(findings(R"(
version: 1
text: {backgrounds: {images: p/1.jpg, wall: {}, camera: c/1.yaml}, fonts: none/*.ttf}
)"),
                ::testing::AllOf(HasSubstr("no file matches"), HasSubstr("camera: unknown key")));
}

}  // namespace
}  // namespace diorama
