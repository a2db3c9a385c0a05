#include "engine/config/paste_config.hpp"

#include <gmock/gmock.h>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two cut-outs of two categories, a photograph with a mask, two plates.
class PasteConfigTest : public testing::Test {
 protected:
    PasteConfigTest() {
        for (const char* name : {"cut/can/a.png", "cut/box/b.png", "photo/lid/c.jpg",
                                 "photo/lid/c_mask.png", "plates/x.jpg", "plates/y.jpg"})
            folder_.write(name, "data");
    }
    const PasteConfig& load(std::string_view yaml) {
        loaded_.emplace(folder_.load(yaml));
        EXPECT_TRUE(*loaded_) << folder_.findings(*loaded_);
        return std::get<PasteConfig>((*loaded_)->run.generator);
    }
    const RunConfig& run() const { return (*loaded_)->run; }
    std::string findings(std::string_view yaml) const {
        return folder_.findings(folder_.load(yaml));
    }

    ConfigFolder folder_;
    std::optional<Expected<LoadedConfig>> loaded_;
};

TEST_F(PasteConfigTest, DefaultsAreThoseOfThePaper) {
    const PasteConfig& paste =
        load("version: 1\npaste: {backgrounds: plates/*.jpg, objects: {rgba: cut/*/*.png}}\n");
    EXPECT_EQ(std::get<PhotoPlates>(paste.backgrounds).images.values.size(), 2u);
    ASSERT_EQ(paste.objects.size(), 1u);
    EXPECT_TRUE(paste.distractors.sources.empty());
    EXPECT_EQ(paste.count.range(), std::pair(1.0, 4.0));
    EXPECT_EQ(paste.scale.range(), std::pair(0.25, 0.6));
    EXPECT_EQ(paste.rotation_deg.range(), std::pair(-30.0, 30.0));
    EXPECT_EQ(std::get<AnywherePlace>(paste.place).truncation, 0.25);
    EXPECT_EQ(paste.max_occlusion, 0.75);
    EXPECT_EQ(paste.attempts, 20);
    EXPECT_FALSE(paste.blend.each);
    EXPECT_THAT(paste.blend.modes.values, ElementsAre(BlendMode::Gaussian));
    EXPECT_THAT(category_names(run()), ElementsAre("box", "can"));
    EXPECT_EQ(files_of(paste).size(), 4u);
}

TEST_F(PasteConfigTest, AllFormsOfBackgroundsAndBlends) {
    const PasteConfig& choice = load(R"(
version: 1
paste:
  backgrounds: {weighted: {plates/x.jpg: 3, plates/y.jpg: 1}}
  objects: {masks: photo/*/*.jpg}
  blend: {each: [none, poisson]}
)");
    EXPECT_THAT(std::get<PhotoPlates>(choice.backgrounds).images.weights, ElementsAre(3, 1));
    EXPECT_TRUE(choice.blend.each);
    EXPECT_TRUE(choice.needs_surroundings());
    EXPECT_THAT(category_names(run()), ElementsAre("lid"));
    EXPECT_EQ(files_of(choice).size(), 4u);  // the mask too

    const PasteConfig& scenes = load(R"(
version: 1
paste:
  backgrounds: {scene: {}, views: 5}
  objects: {several: [{mesh: mug, views: 7}, {rgba: cut/*/*.png, category: thing, weight: 3}]}
  blend: {weighted: {box: 1, none: 2}}
)");
    EXPECT_EQ(std::get<RenderedViews>(scenes.backgrounds).views, 5u);
    ASSERT_EQ(scenes.objects.size(), 2u);
    EXPECT_EQ(std::get<RenderedCutouts>(scenes.objects[0].source).pictures.views, 7u);
    EXPECT_EQ(scenes.objects[1].weight, 3.0);
    EXPECT_THAT(scenes.blend.modes.weights, ElementsAre(1, 2));
    EXPECT_FALSE(scenes.needs_surroundings());
    EXPECT_THAT(category_names(run()), ElementsAre("mug", "thing"));
    EXPECT_EQ(scenes_of(scenes).size(), 2u);
}

TEST_F(PasteConfigTest, ViewsWithMasksBelowAndPhotographsWithoutAny) {
    folder_.write("views/soap/NP1_0.jpg", "data");
    folder_.write("views/soap/masks/NP1_0_mask.pbm", "data");
    const PasteConfig& paste = load(R"(
version: 1
paste:
  backgrounds: plates/x.jpg
  objects: {several: [{bigbird: views/*/*.jpg}, {plain: photo/*/*.jpg, category: "@name"}]}
)");
    ASSERT_EQ(paste.objects.size(), 2u);
    const auto& views = std::get<MaskedCutouts>(paste.objects[0].source);
    EXPECT_EQ(companion_file(views.images.values[0], views.mask).filename(), "NP1_0_mask.pbm");
    EXPECT_EQ(std::get<PlainCutouts>(paste.objects[1].source).photos.values.size(), 1u);
    EXPECT_THAT(category_names(run()), ElementsAre("c", "soap"));
    EXPECT_EQ(files_of(paste).size(), 4u);  // the plain one has no mask
}

TEST_F(PasteConfigTest, PascalVocWithNamesOfItsOwn) {
    folder_.write("voc/JPEGImages/a.jpg", "data");
    folder_.write("voc/SegmentationObject/a.png", "data");
    folder_.write("voc/JPEGImages/b.jpg", "data");  // not segmented
    const PasteConfig& paste = load(R"(
version: 1
categories: [couch]
paste:
  backgrounds: plates/x.jpg
  objects: {voc: voc/JPEGImages/*.jpg, rename: {sofa: couch}}
)");
    ASSERT_EQ(paste.objects.size(), 1u);
    const auto& voc = std::get<VocCutouts>(paste.objects[0].source);
    EXPECT_EQ(voc.images.values.size(), 2u);
    EXPECT_EQ(voc.cut, VocCutouts::Cut::Masks);
    EXPECT_EQ(renamed(paste.objects[0], "sofa"), "couch");
    EXPECT_EQ(renamed(paste.objects[0], "dog"), "dog");
    // Two pictures, two annotations, the mask that is there, the plate.
    EXPECT_EQ(files_of(paste).size(), 6u);
    EXPECT_THAT(findings(R"(
version: 1
paste: {backgrounds: plates/x.jpg, objects: {voc: voc/JPEGImages/*.jpg}}
)"),
                HasSubstr("paste.objects.voc.categories: missing"));
    EXPECT_THAT(findings(R"(
version: 1
categories: [couch]
paste:
  backgrounds: plates/x.jpg
  objects: {voc: {images: voc/JPEGImages/*.jpg, categories: [sofa]}}
)"),
                HasSubstr("paste.objects.voc.categories: 'sofa'"));
}

TEST_F(PasteConfigTest, ContextAndLabelsOfEachBlend) {
    folder_.write("boxes.json", "{}");
    const PasteConfig& paste = load(R"(
version: 1
paste:
  backgrounds: plates/x.jpg
  objects: {rgba: cut/*/*.png}
  place: {context: {score: statistics, statistics: boxes.json, inside: 0.5}}
  blend: {each: [gaussian, none], labels: per_blend}
)");
    const auto& place = std::get<ContextPlace>(paste.place);
    EXPECT_EQ(place.score, ContextPlace::Score::Statistics);
    EXPECT_EQ(place.inside, 0.5);
    EXPECT_EQ(paste.blend.labels, BlendConfig::Labels::PerBlend);
    EXPECT_EQ(files_of(paste).size(), 4u);
    const auto with = [&](const std::string& context) {
        return findings(
            "version: 1\npaste: {backgrounds: plates/x.jpg, objects: {rgba: "
            "cut/*/*.png}, place: " +
            context + "}\n");
    };
    EXPECT_EQ(with("context"), "");
    EXPECT_THAT(with("{context: {score: statistics}}"),
                HasSubstr("paste.place.context.statistics: missing"));
    EXPECT_THAT(with("{context: {statistics: boxes.json}}"),
                HasSubstr("is used with 'score: statistics' only"));
    EXPECT_THAT(with("{context: {score: surface}}"), HasSubstr("needs backgrounds with 'depth'"));
}

TEST_F(PasteConfigTest, TheResolvedFormLoadsAsTheSame) {
    load(R"(
version: 1
paste:
  backgrounds: {choice: [plates/x.jpg]}
  objects: {masks: photo/*/*.jpg}
  blend: poisson
)");
    const std::string resolved = (*loaded_)->resolved_json;
    load((*loaded_)->resolved_yaml);
    EXPECT_EQ((*loaded_)->resolved_json, resolved);
}

TEST_F(PasteConfigTest, SaysWhatIsMissingOrWrong) {
    EXPECT_EQ(findings("version: 1\npaste: {}\n"),
              "main.yaml:2:8: paste: missing required key 'backgrounds'\n"
              "    paste: {}\n"
              "           ^\n"
              "main.yaml:2:8: paste: missing required key 'objects'\n"
              "    paste: {}\n"
              "           ^");
    const auto with = [&](const std::string& line) {
        return findings(
            "version: 1\npaste:\n  backgrounds: plates/*.jpg\n  objects: {rgba: cut/*/*.png}\n" +
            line);
    };
    EXPECT_EQ(with(""), "");
    EXPECT_THAT(with("  blend: gausian\n"),
                HasSubstr("main.yaml:5:10: paste.blend.draw: 'gausian' is not one of none"));
    EXPECT_THAT(with("  place: {anywhere: {truncation: 2}}\n"),
                HasSubstr("paste.place.anywhere.truncation: 2 is outside [0, 0.95]"));
    EXPECT_THAT(
        with("categories: [can]\n"),
        HasSubstr("paste.objects.category: 'box' (of 'cut/box/b.png') is not in 'categories'"));
    EXPECT_THAT(with("channels: [depth]\n"), HasSubstr("composites have no depth"));
    EXPECT_THAT(findings("version: 1\npaste: {backgrounds: none/*.jpg, objects: {mesh: mug}}\n"),
                HasSubstr("no file matches 'none/*.jpg'"));
    EXPECT_THAT(findings("version: 1\npaste: {backgrounds: {scene: {}}, objects: {several: "
                         "[{mesh: mug}], views: 3}}\n"),
                HasSubstr("paste.objects.views: belongs to the items of 'several'"));
}

TEST(CompanionFile, IsRelativeToThePicture) {
    EXPECT_EQ(companion_file("a/b/cup.jpg", "{stem}_mask.png"), "a/b/cup_mask.png");
    EXPECT_EQ(companion_file("a/b/cup.jpg", "../masks/{stem}.png"), "a/masks/cup.png");
    EXPECT_EQ(companion_file("cup.jpg", "mask.png"), "mask.png");
}

}  // namespace
}  // namespace diorama
