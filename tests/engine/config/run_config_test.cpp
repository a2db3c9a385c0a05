#include "engine/config/run_config.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

const SceneConfig& scene_of(const Expected<LoadedConfig>& loaded) {
    return std::get<SceneConfig>(loaded->run.generator);
}

TEST(RunConfig, DefaultsOfAnEmptyScene) {
    const ConfigFolder folder;
    const auto loaded = folder.load("version: 1\nscene: {}\n");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const RunConfig d, &run = loaded->run;
    EXPECT_EQ(run.seed, d.seed);
    EXPECT_EQ(run.count, d.count);
    EXPECT_EQ(run.image.extent, d.image.extent);
    EXPECT_EQ(run.image.quality, 95);
    EXPECT_EQ(run.labels.segmentation, d.labels.segmentation);
    EXPECT_TRUE(run.labels.amodal);
    EXPECT_EQ(run.labels.min_visible.pixels, 16);
    EXPECT_EQ(run.labels.min_visible.fraction, 0.05);
    EXPECT_TRUE(run.color);
    EXPECT_TRUE(run.channels.empty());
    EXPECT_EQ(run.assets.formats, d.assets.formats);
    ASSERT_EQ(run.split.size(), 1u);
    EXPECT_EQ(run.split[0].name, "train");
    EXPECT_TRUE(std::holds_alternative<StudioEnvironment>(scene_of(loaded).environment.kind));
}

TEST(RunConfig, EveryTopLevelKey) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
seed: 18446744073709551615
count: 1e6
image: {width: 1280, height: 720, format: png, quality: 80}
quality: high
color: false
categories: [mug, "traffic light", "12"]
scene: {}
labels:
  segmentation: rle
  amodal: false
  min_visible: {pixels: 0, fraction: 0.5, below: crowd}
channels: [semantic, depth]
output:
  formats: [yolo, coco]
  info: {contributor: Me & Co, year: "2024"}
  licenses: [{name: CC BY 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}, {name: Other}]
  yolo: {task: obb}
  cityscapes: {labels: {mug: car, "traffic light": traffic light}, background: road}
  webdataset: {samples_per_shard: 12}
split: {val: 0.1, train: 0.9}
assets: {formats: [glb, fbx], max_file_bytes: 1000, max_vertices: 30, max_texture_pixels: 64, cache_bytes: 0}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const RunConfig& run = loaded->run;
    EXPECT_EQ(run.seed, ~std::uint64_t{0});
    EXPECT_EQ(run.count, 1'000'000u);
    EXPECT_EQ(run.image.extent, (Extent{1280, 720}));
    EXPECT_EQ(run.image.format, ImageFormat::Png);
    EXPECT_EQ(run.image.quality, 80);
    EXPECT_EQ(run.quality, Quality::High);
    EXPECT_FALSE(run.color);
    EXPECT_EQ(run.categories, (std::vector<std::string>{"mug", "traffic light", "12"}));
    EXPECT_EQ(run.labels.segmentation, Segmentation::AsRle);
    EXPECT_FALSE(run.labels.amodal);
    EXPECT_EQ(run.labels.min_visible.below, BelowMinimum::Crowd);
    EXPECT_EQ(run.channels, (std::vector{Channel::Semantic, Channel::Depth}));
    EXPECT_EQ(run.output.formats, (std::vector{OutputFormat::Yolo, OutputFormat::Coco}));
    EXPECT_EQ(run.output.info.contributor, "Me & Co");
    EXPECT_EQ(run.output.info.year, "2024");
    EXPECT_EQ(run.output.info.description, "");
    ASSERT_EQ(run.output.licenses.size(), 2u);
    EXPECT_EQ(run.output.licenses[0].name, "CC BY 4.0");
    EXPECT_EQ(run.output.licenses[1].url, "");
    EXPECT_EQ(run.output.yolo_task, YoloTask::Obb);
    EXPECT_THAT(run.output.cityscapes.labels,
                testing::ElementsAre(testing::Pair("mug", "car"),
                                     testing::Pair("traffic light", "traffic light")));
    EXPECT_EQ(run.output.cityscapes.background, "road");
    EXPECT_EQ(run.output.samples_per_shard, 12u);
    ASSERT_EQ(run.split.size(), 2u);  // sorted, so that the order in the file means nothing
    EXPECT_EQ(run.split[0].name, "train");
    EXPECT_EQ(run.split[1].share, 0.1);
    EXPECT_EQ(run.assets.formats, (std::vector<std::string>{"glb", "fbx"}));
    EXPECT_EQ(run.assets.max_vertices, 30u);
    EXPECT_EQ(run.assets.cache_bytes, 0u);
}

TEST(RunConfig, WebDatasetBringsTheInstancePicture) {
    const ConfigFolder folder;
    const auto channels = [&](const std::string& text) {
        const auto loaded =
            folder.load("version: 1\nscene: {}\noutput: {formats: [webdataset]}\n" + text);
        EXPECT_TRUE(loaded) << folder.findings(loaded);
        return loaded->run.channels;
    };
    EXPECT_EQ(channels(""), std::vector{Channel::Instance});
    EXPECT_EQ(channels("channels: [depth, instance]"),
              (std::vector{Channel::Depth, Channel::Instance}));
}

TEST(RunConfig, ReadsSequencesMotionAndKeypoints) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
channels: [flow, nocs]
scene:
  sequence:
    frames: 5
    fps: 12.5
    camera: {spline: [{eye_m: [0, 1, 2]}, {eye_m: [1, 1, 2], target_m: [0, 0.5, 0]}]}
  objects:
    - category: mug
      mesh: mug
      place: {position_m: [0, 0, 0]}
      motion: {velocity_m_s: [1, 0, 0], spin_deg_s: [0, {uniform: [10, 20]}, 0]}
      keypoints: [{name: rim, in_box: {x: 0.25, y: 1}}]
output:
  formats: [coco-keypoints]
  keypoints: [{category: mug, names: [rim, foot], skeleton: [{from: foot, to: rim}]}]
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& scene = std::get<SceneConfig>(loaded->run.generator);
    ASSERT_TRUE(scene.sequence);
    EXPECT_EQ(scene.sequence->frames, 5);
    EXPECT_EQ(scene.sequence->fps, 12.5);
    const auto& spline = std::get<SplinePath>(scene.sequence->camera);
    ASSERT_EQ(spline.knots.size(), 2u);
    Rng rng(1);
    EXPECT_EQ(draw(spline.knots[1].target_m, rng), glm::vec3(0, 0.5f, 0));
    EXPECT_EQ(draw(scene.objects[0].motion.velocity_m_s, rng), glm::vec3(1, 0, 0));
    ASSERT_EQ(scene.objects[0].keypoints.size(), 1u);
    EXPECT_EQ(scene.objects[0].keypoints[0].name, "rim");
    EXPECT_EQ(scene.objects[0].keypoints[0].in_box, (std::array{0.25, 1.0, 0.5}));
    ASSERT_EQ(loaded->run.output.keypoints.size(), 1u);
    EXPECT_EQ(loaded->run.output.keypoints[0].skeleton,
              (std::vector<std::pair<std::size_t, std::size_t>>{{1, 0}}));
}

TEST(RunConfig, ASceneIsNoSequenceUnlessItSaysSo) {
    const ConfigFolder folder;
    const auto loaded = folder.load("version: 1\nscene: {}\n");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_FALSE(std::get<SceneConfig>(loaded->run.generator).sequence);
}

TEST(RunConfig, ChannelsOfRenderingAreForScenes) {
    const ConfigFolder folder;
    const auto findings = [&](const std::string& text) {
        return folder.findings(folder.load("version: 1\n" + text));
    };
    const auto end = [&](const std::string& channels, const std::string& augment) {
        return findings("scene: {}\nchannels: [" + channels + "]\naugment: [{" + augment + "}]\n");
    };
    EXPECT_EQ(end("depth, nocs, part, rest, flow", "flip: {}"), "");
    EXPECT_EQ(end("depth, nocs, part, rest", "elastic: {}"), "");
    EXPECT_EQ(end("coverage, flow, normals", "jpeg: {}"), "");
    EXPECT_THAT(end("depth, flow_forward", "perspective: {}"),
                testing::HasSubstr("channels[1]: does not survive the augmentation 'perspective'"));
    EXPECT_THAT(end("flow", "crop: {around: {}}"),
                testing::HasSubstr("channels[0]: does not survive the augmentation 'crop'"));
    EXPECT_THAT(end("coverage", "flip: {}"),
                testing::HasSubstr("channels[0]: does not survive the augmentation 'flip'"));
    EXPECT_THAT(end("albedo", "mosaic: {}"),
                testing::HasSubstr("channels[0]: does not survive the augmentation 'mosaic'"));
    EXPECT_THAT(findings("channels: [albedo]\ncolor: false\nscene: {}\n"),
                testing::HasSubstr("channels[0]: belongs to the colors of the picture"));
    EXPECT_THAT(findings("output: {formats: [coco-keypoints]}\nscene: {}\n"),
                testing::HasSubstr("output.formats: coco-keypoints needs 'keypoints'"));
    EXPECT_THAT(findings("output: {keypoints: [{category: a, names: [b], skeleton: [{from: b, to: "
                         "c}]}]}\nscene: {}\n"),
                testing::HasSubstr("'c' is none of the names: b"));
}

TEST(RunConfig, CityscapesLabelsAreChecked) {
    const ConfigFolder folder;
    const auto loaded = folder.load(
        "version: 1\nscene: {}\noutput: {cityscapes: {labels: {mug: cat, \"\": car}}}\n");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(folder.findings(loaded),
                testing::AllOf(testing::HasSubstr("output.cityscapes.labels.mug: 'cat'"),
                               testing::HasSubstr("expected a text of 1 to 200 bytes")));
}

TEST(RunConfig, EveryDistribution) {
    const ConfigFolder folder;
    const auto kind = [&](const std::string& text) {
        const auto loaded = folder.load("version: 1\nscene: {camera: {roll_deg: " + text + "}}\n");
        EXPECT_TRUE(loaded) << folder.findings(loaded);
        return scene_of(loaded).camera.roll_deg.kind();
    };
    EXPECT_EQ(std::get<Constant>(kind("3")).value, 3);
    EXPECT_EQ(std::get<Uniform>(kind("{uniform: [-5, 5]}")).low, -5);
    EXPECT_EQ(std::get<LogUniform>(kind("{log_uniform: [1, 8]}")).high, 8);
    const auto normal = std::get<Normal>(kind("{normal: {mean: 1, std: 2, min: -3, max: 4}}"));
    EXPECT_EQ(std::tuple(normal.mean, normal.std, normal.min, normal.max), std::tuple(1, 2, -3, 4));
    EXPECT_EQ(std::get<IntRange>(kind("{int: [-2, 7]}")).low, -2);
    const auto choice = std::get<NumberChoice>(kind("{choice: [4, 2.5, 4]}"));
    EXPECT_EQ(choice.values, (std::vector{4.0, 2.5, 4.0}));
    EXPECT_EQ(choice.weights, (std::vector{1.0, 1.0, 1.0}));
    const auto weighted = std::get<NumberChoice>(kind("{weighted: {10: 1, 9: 3, 1e1: 2}}"));
    EXPECT_EQ(weighted.values, (std::vector{9.0, 10.0}));  // by value, equal ones joined
    EXPECT_EQ(weighted.weights, (std::vector{3.0, 3.0}));
    const auto beta = std::get<Beta>(kind("{beta: {a: 2, b: 5, min: -1, max: 3}}"));
    EXPECT_EQ(std::tuple(beta.a, beta.b, beta.min, beta.max), std::tuple(2, 5, -1, 3));
    EXPECT_EQ(std::get<Poisson>(kind("{poisson: 4}")).mean, 4);
}

TEST(RunConfig, EnvironmentsAndLights) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
scene:
  environment: {sky: {turbidity: 3}, visible: {weighted: {false: 1, true: 3}}}
  lights:
    - sun: {elevation_deg: 40}
    - point: {position_m: [1, {uniform: [2, 3]}, -1], temperature_k: 2700}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const SceneConfig& scene = scene_of(loaded);
    const auto& sky = std::get<SkyEnvironment>(scene.environment.kind);
    EXPECT_EQ(sky.turbidity.range(), std::pair(3.0, 3.0));
    EXPECT_EQ(scene.environment.visible.values, (std::vector<bool>{false, true}));
    EXPECT_EQ(scene.environment.visible.weights, (std::vector{1.0, 3.0}));
    EXPECT_EQ(std::get<SunLight>(scene.lights[0]).elevation_deg.range(), std::pair(40.0, 40.0));
    const auto& point = std::get<PointLight>(scene.lights[1]);
    EXPECT_EQ(point.position_m[1].range(), std::pair(2.0, 3.0));
    EXPECT_EQ(point.temperature_k.range(), std::pair(2700.0, 2700.0));

    const auto scalar = folder.load("version: 1\nscene: {environment: room}\n");
    ASSERT_TRUE(scalar) << folder.findings(scalar);
    EXPECT_TRUE(std::holds_alternative<RoomEnvironment>(scene_of(scalar).environment.kind));
}

TEST(RunConfig, EffectsOfLensAndSensor) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
scene:
  camera:
    exposure: manual
    white_balance_k: 3200
    vignette_stops: {uniform: [0, 1]}
    bloom: 0.05
    chromatic_aberration_px: -1.5
    iso: {log_uniform: [100, 6400]}
    depth_of_field: {f_number: 1.8, sensor_height_mm: 13, focus_on: mug}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const CameraConfig& camera = scene_of(loaded).camera;
    EXPECT_EQ(camera.exposure, ExposureMode::Manual);
    EXPECT_EQ(camera.white_balance_k.range(), std::pair(3200.0, 3200.0));
    EXPECT_EQ(camera.vignette_stops.range(), std::pair(0.0, 1.0));
    EXPECT_EQ(camera.bloom.range(), std::pair(0.05, 0.05));
    EXPECT_EQ(camera.chromatic_aberration_px.range(), std::pair(-1.5, -1.5));
    EXPECT_EQ(camera.iso.range(), std::pair(100.0, 6400.0));
    ASSERT_TRUE(camera.depth_of_field);
    EXPECT_EQ(camera.depth_of_field->f_number.range(), std::pair(1.8, 1.8));
    EXPECT_EQ(camera.depth_of_field->sensor_height_mm.range(), std::pair(13.0, 13.0));
    EXPECT_EQ(camera.depth_of_field->focus_on, "mug");
    EXPECT_FALSE(camera.depth_of_field->radius_mm);

    const auto radius = folder.load(
        "version: 1\nscene: {camera: {depth_of_field: {radius_mm: 3, focus_m: 1.5}}}\n");
    ASSERT_TRUE(radius) << folder.findings(radius);
    const auto& lens = scene_of(radius).camera.depth_of_field;
    ASSERT_TRUE(lens && lens->radius_mm && lens->focus_m);
    EXPECT_EQ(lens->radius_mm->range(), std::pair(3.0, 3.0));
    EXPECT_EQ(lens->focus_m->range(), std::pair(1.5, 1.5));
    EXPECT_FALSE(scene_of(folder.load("version: 1\nscene: {}\n")).camera.depth_of_field);
}

TEST(RunConfig, CamerasAndLenses) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
scene:
  camera:
    poses:
      - [1, 0, 0, 5, 0, 0, -1, 6, 0, 1, 0, 7, 0, 0, 0, 1]
      - [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 2], [0, 0, 0, 1]]
    intrinsics: {fx: 500, fy: 510, cx: 320, cy: 240}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const CameraConfig& camera = scene_of(loaded).camera;
    const auto& poses = std::get<PoseListCamera>(camera.pose).poses;
    ASSERT_EQ(poses.size(), 2u);
    // Row-major in the file, columns in glm: the translation is the last column.
    EXPECT_EQ(poses[0][3], glm::vec4(5, 6, 7, 1));
    EXPECT_EQ(poses[0][1], glm::vec4(0, 0, 1, 0));
    EXPECT_EQ(poses[1][3], glm::vec4(0, 0, 2, 1));
    EXPECT_EQ(camera.intrinsics, (std::array{500.0, 510.0, 320.0, 240.0}));
}

TEST(RunConfig, ObjectsAndTheirNames) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
version: 1
scene:
  surfaces: [{name: table, mesh: plane, category: table, material: {weighted: {wood: 1, brick: 2}}}]
  objects:
    - {category: mug, mesh: mug, place: {on: table}}
    - {category: bowl, mesh: bowl, size_m: {uniform: [0.1, 0.2]}, up: z, unit_m: 0.01, place: {on: table, drop: true}}
    - {category: bowl, mesh: bowl, place: {on: table}}
    - {category: "@name", mesh: {choice: [kit, mug]}, name: many, place: {on: table}}
    - {distractor: true, mesh: {weighted: {primitives: 1, plate: 3}}, place: {on: table}}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const auto& objects = scene_of(loaded).objects;
    EXPECT_EQ(objects[0].name, "mug");
    EXPECT_EQ(objects[1].name, "objects1");  // two of the same category share no numbers
    EXPECT_EQ(objects[2].name, "objects2");
    EXPECT_EQ(objects[3].name, "many");
    EXPECT_EQ(objects[4].name, "objects4");
    EXPECT_FALSE(objects[0].size_m);
    EXPECT_EQ(objects[1].size_m->range(), std::pair(0.1, 0.2));
    EXPECT_EQ(objects[1].up, "z");
    EXPECT_TRUE(objects[1].place.drop);
    std::vector<std::string> names;
    for (const MeshRef& mesh : objects[3].mesh.values) names.push_back(mesh.name);
    EXPECT_EQ(names, (std::vector<std::string>{"bowl", "mug", "plate", "mug"}));
    // The weight of a set is shared by its members; weighted names are sorted.
    names.clear();
    for (const MeshRef& mesh : objects[4].mesh.values) names.push_back(mesh.name);
    EXPECT_EQ(names, (std::vector<std::string>{"cone", "cube", "plate"}));
    EXPECT_EQ(objects[4].mesh.weights, (std::vector{0.5, 0.5, 3.0}));
    EXPECT_EQ(scene_of(loaded).surfaces[0].material.values,
              (std::vector<std::string>{"brick", "wood"}));
    EXPECT_EQ(category_names(loaded->run),
              (std::vector<std::string>{"bowl", "mug", "plate", "table"}));
}

TEST(RunConfig, FilesByGlobFromTheFolderOfTheirFile) {
    const ConfigFolder folder;
    for (const char* name : {"meshes/mug/b.glb", "meshes/mug/a.glb", "meshes/bowl/Z.OBJ",
                             "meshes/bowl/.hidden.glb", "sky/x.hdr", "sky/y.exr"})
        folder.write(name, "data");
    folder.write("sub/base.yaml", R"(version: 1
scene:
  environment: {hdri: {choice: ["../sky/*"]}}
)");
    const auto loaded = folder.load(R"(
extends: sub/base.yaml
scene:
  objects:
    - {category: "@folder", mesh: meshes/**/*, place: {position_m: [0, 0, 0]}}
    - {category: "@name", mesh: {weighted: {meshes/mug/*.glb: 3, meshes/bowl/Z.OBJ: 1}}, place: {position_m: [0, 0, 0]}}
)");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    const SceneConfig& scene = scene_of(loaded);
    const auto& hdri = std::get<HdriEnvironment>(scene.environment.kind);
    EXPECT_EQ(hdri.file.values,
              (std::vector{folder.path() / "sky/x.hdr", folder.path() / "sky/y.exr"}));
    const auto& meshes = scene.objects[0].mesh.values;
    ASSERT_EQ(meshes.size(), 3u);
    EXPECT_EQ(meshes[0].name, "meshes/bowl/Z.OBJ");  // bytewise: capitals first
    EXPECT_EQ(meshes[1].name, "meshes/mug/a.glb");
    EXPECT_EQ(meshes[1].file, folder.path() / "meshes/mug/a.glb");
    EXPECT_EQ(category_of(scene.objects[0], meshes[1]), "mug");
    EXPECT_EQ(category_of(scene.objects[1], meshes[1]), "a");
    EXPECT_EQ(scene.objects[1].mesh.weights, (std::vector{1.0, 1.5, 1.5}));
    EXPECT_EQ(category_names(loaded->run),
              (std::vector<std::string>{"Z", "a", "b", "bowl", "mug"}));
    const auto json = nlohmann::json::parse(loaded->resolved_json);
    EXPECT_EQ(json["scene"]["environment"]["hdri"]["choice"],
              (nlohmann::json{"sky/x.hdr", "sky/y.exr"}));
}

TEST(RunConfig, MeshFormatsAreChecked) {
    const ConfigFolder folder;
    folder.write("m/a.fbx", "data");
    const char* text =
        "version: 1\n"
        "scene: {objects: [{category: a, mesh: m/*, place: {position_m: [0, 0, 0]}}]}\n";
    EXPECT_EQ(folder.findings(folder.load(text)),
              "main.yaml:2:39: scene.objects[0].mesh: 'm/a.fbx' is not one of the formats gltf, "
              "glb, obj, stl, ply (assets.formats)\n"
              "    scene: {objects: [{category: a, mesh: m/*, place: {position_m: [0, 0, 0]}}]}\n"
              "                                          ^");
    EXPECT_TRUE(folder.load(text, {{"assets.formats", "[fbx]"}}));
}

TEST(RunConfig, FaultsTellFilesFromMistakes) {
    const ConfigFolder folder;
    const auto loaded =
        folder.load("version: 1\nscene: {environment: {hdri: no.hdr, intensity: -1}}\n");
    ASSERT_FALSE(loaded);
    ASSERT_EQ(loaded.errors().size(), 2u);
    EXPECT_EQ(loaded.errors()[0].fault, Fault::NoInput);
    EXPECT_EQ(loaded.errors()[1].fault, Fault::Config);
}

}  // namespace
}  // namespace diorama
