// `diorama generate` with texts as paint on rendered surfaces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "augment/text/homography.hpp"
#include "augment/text/surface_mesh.hpp"
#include "engine/annotate/annotate.hpp"
#include "engine/scene/draw_scene.hpp"
#include "tests/tools/process.hpp"
#include "tools/run/text_generator.hpp"
#include "tools/run/text_plates.hpp"

namespace diorama::test {
namespace {

/// A plain wall and a sun.
constexpr const char* kConfig = R"(
version: 1
seed: 3
count: 3
image: {width: 240, height: 180, format: png}
text:
  backgrounds:
    scene:
      environment: {studio: {}, intensity: 0.05}
      lights: [{sun: {elevation_deg: 30, azimuth_deg: 20, strength: 3}}]
      surfaces:
        - {name: wall, mesh: plane, size_m: [4, 4], rotation_deg: [90, 0, 0], material: plaster}
      camera: {orbit: {around: wall, distance_m: 1.6, elevation_deg: 5, azimuth_deg: 15}, fov_y_deg: 45}
  apply: surface
  fonts: /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
  count: 3
  height_px: {uniform: [16, 30]}
)";

/// The same wall in a sun from the right; a board beyond the picture keeps it from the right half.
constexpr const char* kHalfInShadow = R"(
version: 1
seed: 3
image: {width: 480, height: 360, format: png}
text:
  backgrounds:
    scene:
      environment: {studio: {}, intensity: 0.6}
      lights: [{sun: {elevation_deg: 10, azimuth_deg: 70, angle_deg: 0.5, strength: 9}}]
      surfaces:
        - {name: wall, mesh: plane, size_m: [4, 4], rotation_deg: [90, 0, 0], material: plaster}
        - {name: board, mesh: plane, size_m: [1.5, 4], thickness_m: 0.02, position_m: [2.12, 0.26, 0.5], rotation_deg: [90, 0, 0], material: plaster}
      camera: {orbit: {around: wall, distance_m: 1.6, elevation_deg: 2, azimuth_deg: 0}, fov_y_deg: 45}
  apply: surface
  fonts: /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
  layout: word
  count: 8
  height_px: {uniform: [24, 40]}
)";

/// A configuration, opened on the CPU.
struct Opened {
    explicit Opened(const std::string& file)
        : config(*load_config({.file = file})),
          assets(config.run.assets),
          renderers(device_request({.device = "cpu", .validate = true}, process_environment), 1) {}

    const TextConfig& text() const { return std::get<TextConfig>(config.run.generator); }

    LoadedConfig config;
    Assets assets;
    RendererPool renderers;
    FrameRequest request{.amodal = true, .intrinsic = true};
};

/// The mean of `values` over the pixels of an id.
glm::vec3 mean_of(const Image<glm::vec3>& values, const Image<std::uint32_t>& ids,
                  std::uint32_t id) {
    glm::vec3 sum(0.0f);
    float count = 0;
    for (int y = 0; y < ids.height(); ++y) {
        for (int x = 0; x < ids.width(); ++x) {
            if (ids.at(x, y) != id) continue;
            sum += values.at(x, y);
            ++count;
        }
    }
    return sum / count;
}

/// The mean over the wall between and around the letters of a word.
glm::vec3 around(const Image<glm::vec3>& values, const Frame& frame, std::uint32_t word) {
    Image<std::uint32_t> near(frame.ids.extent(), 0);
    for (int y = 3; y + 3 < near.height(); ++y)
        for (int x = 3; x + 3 < near.width(); ++x)
            if (frame.ids.at(x, y) == word)
                for (int v = -3; v <= 3; ++v)
                    for (int u = -3; u <= 3; ++u) near.at(x + u, y + v) = 1;
    for (int y = 0; y < near.height(); ++y)
        for (int x = 0; x < near.width(); ++x)
            if (frame.objects.at(std::max(frame.ids.at(x, y), 1u) - 1).name != "wall")
                near.at(x, y) = 0;
    return mean_of(values, near, 1);
}

TEST(SurfaceTexts, LightAndShadowFallOnThem) {
    const TemporaryFolder folder;
    Opened opened(folder.file("c.yaml", kHalfInShadow));
    const Generator make = make_text_generator(opened.config.run, opened.text(), opened.request,
                                               {opened.assets, &opened.renderers});
    int lit = 0, shadowed = 0;
    float brightest = 0, darkest = INFINITY;  // light on words
    for (std::uint64_t sample = 0; sample < 3; ++sample) {
        const auto frames = make(sample);
        ASSERT_TRUE(frames) << frames.errors().front().message;
        const Frame& frame = frames->front();
        for (std::uint32_t id = 1; id <= frame.objects.size(); ++id) {
            if (!frame.objects[id - 1].text) continue;
            const glm::vec3 on_word = mean_of(frame.intrinsic.shading, frame.ids, id);
            const glm::vec3 on_wall = around(frame.intrinsic.shading, frame, id);
            // The light of the wall, not more and not less, and paint of its own.
            EXPECT_NEAR(on_word.g / on_wall.g, 1.0f, 0.12f) << frame.objects[id - 1].name;
            EXPECT_GT(glm::distance(mean_of(frame.intrinsic.albedo, frame.ids, id),
                                    around(frame.intrinsic.albedo, frame, id)),
                      0.05f);
            brightest = std::max(brightest, on_word.g);
            darkest = std::min(darkest, on_word.g);
            (frame.objects[id - 1].text->quad[0].x < 240 ? lit : shadowed) += 1;
        }
    }
    EXPECT_GE(lit, 3);
    EXPECT_GE(shadowed, 3);
    EXPECT_GT(brightest, 4 * darkest);
}

TEST(SurfaceTexts, AreHiddenByWhatStandsBeforeThem) {
    const TemporaryFolder folder;
    Opened opened(folder.file("c.yaml", kHalfInShadow));
    const Rng rng{5};
    const auto scene = draw_scene(std::get<SceneConfig>(opened.text().background),
                                  opened.config.run.image.extent, opened.assets, 0, rng);
    ASSERT_TRUE(scene);
    TextPlate plate =
        rendered_plate(opened.renderers.render(*scene, opened.request), opened.text().look, rng);
    const auto material = load_text_material(opened.text());
    ASSERT_TRUE(material);
    const auto texts =
        plan_surface_texts(plate.frame, plate.regions, *material, opened.text().look, "text", rng);
    ASSERT_GE(texts.size(), 3u);
    Scene written = with_texts(*scene, texts);
    const auto first = static_cast<std::uint32_t>(scene->instances.size() + 1);
    const Frame open = opened.renderers.render(written, opened.request);

    // A card half way to the first word, which hides its left half.
    const Quad quad = open.objects[first - 1].text->quad;
    const glm::dvec2 middle(0.25f * (quad[0] + quad[1] + quad[2] + quad[3]));
    const auto page = image_from_plane({.normal = {0, 0, 1}, .offset_m = 0.8f},
                                       written.camera.intrinsics, middle);
    ASSERT_TRUE(page);
    const Outline card{.points = {{-0.5f, -0.1f}, {0, -0.1f}, {0, 0.1f}, {-0.5f, 0.1f}},
                       .ends = {4}};
    Model model{.name = "card",
                .parts = {surface_mesh({card}, *page, written.camera.intrinsics, 1.0)},
                .materials = {letters_of({200, 40, 40})},
                .bounds = {}};
    update_bounds(model);
    Instance instance{.model = std::make_shared<const Model>(model),
                      .materials = {},
                      .object = {.name = "card", .category = ""}};
    instance.object.world_from_object = written.camera.world_from_camera;
    written.instances.push_back(instance);
    const Frame covered = opened.renderers.render(written, opened.request);

    std::size_t left = 0, right = 0;
    for (int y = 0; y < covered.ids.height(); ++y) {
        for (int x = 0; x < covered.ids.width(); ++x) {
            if (open.ids.at(x, y) != first) continue;
            if (x + 0.5 < middle.x) {
                ++left;
                EXPECT_EQ(covered.ids.at(x, y), covered.objects.size()) << x << ' ' << y;
            } else {
                ++right;
                EXPECT_EQ(covered.ids.at(x, y), first) << x << ' ' << y;
            }
        }
    }
    ASSERT_GT(left, 20u);
    ASSERT_GT(right, 20u);
    const Labeled labeled = annotate(covered, opened.config.run.labels);
    const auto word = std::ranges::find(labeled.annotations, first, &Annotation::instance_id);
    ASSERT_NE(word, labeled.annotations.end());
    EXPECT_EQ(word->area, right);
    EXPECT_NEAR(word->occlusion, static_cast<double>(left) / static_cast<double>(left + right),
                1e-9);
    ASSERT_EQ(word->occluders.size(), 1u);
    EXPECT_EQ(word->occluders[0].id, covered.objects.size());
}

/// A wall behind bottles.
constexpr const char* kBehindThings = R"(
version: 1
seed: 3
image: {width: 320, height: 240, format: png}
text:
  backgrounds:
    scene:
      environment: {studio: {}, intensity: 1}
      surfaces:
        - {name: wall, mesh: plane, size_m: [4, 4], rotation_deg: [90, 0, 0], material: plaster}
        - {name: shelf, mesh: plane, size_m: [1.2, 0.3], position_m: [0, 0, 0.3], material: wood}
      objects:
        - {name: bottles, distractor: true, mesh: bottle, count: 4, place: {on: shelf}}
      camera: {orbit: {around: wall, target_m: [0, 0.1, 0], distance_m: 1.6, elevation_deg: 8, azimuth_deg: 0}, fov_y_deg: 40}
  apply: surface
  fonts: /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
  count: 8
  height_px: {uniform: [20, 34]}
)";

TEST(SurfaceTexts, MayStandPartlyBehindThings) {
    const TemporaryFolder folder;
    Opened opened(folder.file("c.yaml", kBehindThings));
    FrameRequest plain;
    plain.amodal = false;
    const Generator make = make_text_generator(opened.config.run, opened.text(), plain,
                                               {opened.assets, &opened.renderers});
    int whole = 0, part = 0;
    for (std::uint64_t sample = 0; sample < 6; ++sample) {
        const auto frames = make(sample);
        ASSERT_TRUE(frames) << frames.errors().front().message;
        const Labeled labeled = annotate(frames->front(), opened.config.run.labels);
        std::map<std::uint32_t, int> readable;  // words of each text
        for (const Annotation& word : labeled.annotations) {
            const Object& object = labeled.frame.objects[word.instance_id - 1];
            ASSERT_TRUE(object.text);
            readable[object.text->block] += object.text->legible ? 1 : 0;
            if (word.occlusion == 0) {
                ++whole;
                continue;
            }
            ++part;
            // By a bottle or the shelf, never by another text.
            for (const Occluder& occluder : word.occluders)
                EXPECT_FALSE(labeled.frame.objects[occluder.id - 1].text);
            EXPECT_EQ(object.text->legible, word.visible_fraction >= 0.5);
        }
        for (const auto& [text, count] : readable) EXPECT_GT(count, 0) << sample << ' ' << text;
    }
    EXPECT_GT(part, 2);
    EXPECT_GT(whole, 4 * part);
}

TEST(SurfaceTexts, AreObjectsOfTheirScene) {
    const TemporaryFolder folder;
    const std::string out = folder / "out";
    const Outcome made =
        run({"generate", folder.file("c.yaml", kConfig), "--out", out, "--device", "cpu"});
    ASSERT_EQ(made.code, 0) << made.err;
    const auto files = tree(out);
    const auto coco = nlohmann::json::parse(files.at("annotations/instances_train.json"));
    ASSERT_GE(coco.at("annotations").size(), 3u);
    for (const auto& a : coco.at("annotations")) {
        EXPECT_FALSE(a.at("utf8_string").get<std::string>().empty());
        EXPECT_EQ(a.at("category_id"), 1);
        // The ink that was drawn lies in the quad of the word, which comes from the homography.
        double x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9;
        for (std::size_t i = 0; i < 8; i += 2) {
            x0 = std::min(x0, a.at("quad")[i].get<double>());
            x1 = std::max(x1, a.at("quad")[i].get<double>());
            y0 = std::min(y0, a.at("quad")[i + 1].get<double>());
            y1 = std::max(y1, a.at("quad")[i + 1].get<double>());
        }
        const auto& box = a.at("bbox");
        const double left = box[0].get<double>(), right = left + box[2].get<double>();
        const double top = box[1].get<double>(), bottom = top + box[3].get<double>();
        EXPECT_GE(left, x0 - 1);
        EXPECT_LE(right, x1 + 1);
        EXPECT_GE(top, y0 - 1);
        EXPECT_LE(bottom, y1 + 1);
        EXPECT_GE(right - left, 0.85 * (x1 - x0) - 2);
    }
    // Everything agrees, and the same samples again have the same bytes.
    const Outcome again =
        run({"verify", out, "--rerender", "2", "--config", folder / "c.yaml", "--device", "cpu"});
    EXPECT_EQ(again.code, 0) << again.out << again.err;
}

}  // namespace
}  // namespace diorama::test
