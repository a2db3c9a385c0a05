// The list of augmentations as text.
#include <gmock/gmock.h>

#include "engine/config/augment_reader.hpp"
#include "tests/engine/config/config_folder.hpp"
#include "tests/engine/config/draft07.hpp"

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names(const std::vector<Augmentation>& list) {
    std::vector<std::string> names;
    for (const Augmentation& item : list) {
        names.push_back(item.name);
        if (const auto* composite = std::get_if<Composite>(&item.what))
            for (const Augmentation& inner : composite->items) names.push_back(inner.name);
    }
    return names;
}

TEST(AugmentConfig, ReadsTheList) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(version: 1
scene: {}
augment:
  - flip: {horizontal: 0.25}
    p: 0.5
  - one_of:
      - flip: {}
        weight: 3
      - affine: {rotation_deg: {uniform: [-10, 10]}, border: reflect}
  - some_of: {count: 2, of: [{invert: {}}, {jpeg: {}}, {fog: {}}]}
  - color: {brightness: 0.1}
    name: light
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& list = loaded->run.augment;
    EXPECT_THAT(names(list), ElementsAre("flip", "one_of", "flip#2", "affine", "some_of", "invert",
                                         "jpeg", "fog", "light"));
    EXPECT_EQ(list[0].p, 0.5);
    const auto& flip = std::get<FlipConfig>(std::get<OperatorConfig>(list[0].what));
    EXPECT_EQ(flip.horizontal, 0.25);
    const auto& one_of = std::get<Composite>(list[1].what);
    EXPECT_EQ(one_of.items[0].weight, 3);
    const auto& affine = std::get<AffineConfig>(std::get<OperatorConfig>(one_of.items[1].what));
    EXPECT_EQ(affine.outside.border, Border::Reflect);
    EXPECT_EQ(affine.rotation_deg.range(), (std::pair{-10.0, 10.0}));
}

TEST(AugmentConfig, SchemaAcceptsTheListAndItsResolvedForm) {
    const ConfigFolder folder;
    const Draft07 schema(nlohmann::json::parse(run_config_schema(small_kit())));
    const auto loaded = folder.load(
        "version: 1\nscene: {}\naugment: [{flip: {}}, {one_of: [{sequential: [{jpeg: {}}]}], p: "
        "0.5}]");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_TRUE(schema.accepts(nlohmann::json::parse(loaded->resolved_json)))
        << loaded->resolved_json;
    const auto accepts = [&](const char* list) {
        return schema.accepts(nlohmann::json::parse(
            std::string(R"({"version": 1, "scene": {}, "augment": )") + list + "}"));
    };
    EXPECT_TRUE(accepts(R"([{"gaussian_blur": {"sigma_px": 2}, "p": 0.1}])"));
    EXPECT_FALSE(accepts(R"([{"gaussian_blur": {"sigma": 2}}])"));
    EXPECT_FALSE(accepts(R"([{"one_of": [{"flipp": {}}]}])"));
    EXPECT_FALSE(accepts(R"([{"flip": {}, "jpeg": {}}])"));
}

TEST(AugmentConfig, FindingsNameTheEntry) {
    const ConfigFolder folder;
    const auto findings = [&](const std::string& list) {
        return folder.findings(folder.load("version: 1\nscene: {}\naugment:\n" + list));
    };
    EXPECT_THAT(findings("  - flipp: {}\n"), HasSubstr("did you mean 'flip'?"));
    EXPECT_THAT(findings("  - affine: {scale: 0}\n"), HasSubstr("augment[0].affine.scale: "));
    EXPECT_THAT(findings("  - flip: {}\n    p: 1.5\n"), HasSubstr("augment[0].p: "));
    EXPECT_THAT(findings("  - one_of: [{jpeg: {quality: 0}}]\n"),
                HasSubstr("augment[0].one_of[0].jpeg.quality: "));
    EXPECT_THAT(findings("  - {flip: {}, name: a}\n  - {jpeg: {}, name: a}\n"),
                HasSubstr("two entries named 'a'"));
    EXPECT_THAT(findings("  - elastic: {}\nchannels: [normals]\n"),
                HasSubstr("does not survive the augmentation 'elastic'"));
    EXPECT_THAT(findings("  - move_objects: {}\nchannels: [normals]\n"),
                HasSubstr("does not survive the augmentation 'move_objects'"));
    EXPECT_THAT(findings("  - copy_paste: {blend: motion}\n"),
                HasSubstr("augment[0].copy_paste.blend: "));
    EXPECT_THAT(findings("  - paste_boxes: {max_cover: 1.5}\n"),
                HasSubstr("augment[0].paste_boxes.max_cover: "));
    EXPECT_THAT(findings("  - move_objects: {shift: 0.1}\n"),
                HasSubstr("augment[0].move_objects.shift: unknown key"));
}

TEST(AugmentConfig, BlendsOfOutlines) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(version: 1
scene: {}
augment:
  - copy_paste: {}
  - paste_boxes: {blend: {weighted: {none: 1, poisson_mixed: 3}}}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& list = loaded->run.augment;
    const auto& copied = std::get<CopyPasteConfig>(std::get<OperatorConfig>(list[0].what));
    EXPECT_THAT(copied.blend.values, ElementsAre(BlendMode::Gaussian));
    const auto& boxes = std::get<PasteBoxesConfig>(std::get<OperatorConfig>(list[1].what));
    EXPECT_THAT(boxes.blend.values, ElementsAre(BlendMode::None, BlendMode::PoissonMixed));
    EXPECT_THAT(boxes.blend.weights, ElementsAre(1, 3));
}

TEST(AugmentConfig, EveryOperatorHasDefaults) {
    const ConfigFolder folder;
    folder.write("a.cube", "x");
    folder.write("a.png", "x");
    for (const auto& group :
         {config::geometry_operators(), config::color_operators(), config::filter_operators(),
          config::weather_operators(), config::mix_operators(), config::adapt_operators()}) {
        for (const config::OperatorReader& op : group) {
            std::string map = "{}";
            if (op.key == "crop") map = "{around: {}}";
            if (op.key == "resize") map = "{to: {}}";
            if (op.key == "lut") map = "{file: a.cube}";
            if (op.key == "histogram_match" || op.key == "reinhard" || op.key == "color_transfer" ||
                op.key == "fourier_adapt")
                map = "{references: a.png}";
            const auto loaded =
                folder.load("version: 1\nscene: {}\naugment: [{" + op.key + ": " + map + "}]");
            EXPECT_TRUE(loaded) << op.key << "\n" << folder.findings(loaded);
        }
    }
}

TEST(SourceConfig, NeedsCategoriesAndAFolder) {
    const ConfigFolder folder;
    folder.write("a.json", "{}");
    folder.write("images/a.png", "x");
    const auto findings = [&](const std::string& text) {
        return folder.findings(folder.load("version: 1\n" + text));
    };
    EXPECT_EQ(findings("categories: [a]\nsource: {coco: a.json, images: images}\n"), "");
    EXPECT_THAT(findings("source: {coco: a.json, images: images}\n"), HasSubstr("categories: "));
    EXPECT_THAT(findings("categories: [a]\nsource: {coco: a.json, images: nowhere}\n"),
                HasSubstr("source.images: there is no folder"));
    EXPECT_THAT(findings("categories: [a]\nchannels: [depth]\nsource: {coco: a.json, images: "
                         "images}\n"),
                HasSubstr("neither depth nor normals"));
}

}  // namespace
}  // namespace diorama
