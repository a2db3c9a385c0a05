// `diorama generate` as a process: bytes, signals, shards, and what it says where.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kConfig = R"(
version: 1
seed: 3
count: 9
quality: preview
image: {width: 96, height: 72, format: png}
categories: [cube, sphere]
scene:
  environment: {hdri: sky.hdr}
  lights: [{sun: {}}]
  surfaces: [{name: table, mesh: plane, size_m: [1, 1], material: plastic}]
  objects:
    - {category: cube, mesh: cube, count: {int: [1, 3]}, place: {on: table}}
    - {category: sphere, mesh: sphere, count: {int: [0, 3]}, place: {on: table, drop: true}}
  camera: {orbit: {around: table, distance_m: {uniform: [0.8, 1.4]}}}
channels: [depth, normals, instance, semantic]
split: {train: 0.7, val: 0.3}
)";

/// A panorama of 16 x 8 pixels, bright above and dark below; other environments are painted anew
/// for each sample, which takes longer than everything else at this size.
std::string panorama() {
    std::string text = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 8 +X 16\n";
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 16; ++x) text += {'\x60', '\x70', char(120 - 8 * y), '\x81'};
    return text;
}

class Generate : public ::testing::Test {
 protected:
    /// `diorama generate` into a folder of the test, on the CPU.
    std::vector<std::string> line(const std::string& out,
                                  std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"generate",    config_,    "--out",
                                       folder_ / out, "--device", "cpu"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    Outcome generate(const std::string& out, std::vector<std::string> more = {},
                     const ProcessOptions& options = {}) const {
        return run(line(out, std::move(more)), options);
    }
    /// The dataset of one process with one thread, made once for all tests.
    static const std::map<std::string, std::string>& reference() {
        static const std::map<std::string, std::string> files = [] {
            const TemporaryFolder folder;
            folder.file("sky.hdr", panorama());
            const Outcome outcome = run({"generate", folder.file("c.yaml", kConfig), "--out",
                                         folder / "d", "--device", "cpu", "--threads", "1"});
            EXPECT_EQ(outcome.code, 0) << outcome.err;
            return tree(folder / "d");
        }();
        return files;
    }
    void wait_for_first_record(const std::string& out) const {
        for (int i = 0; i < 2000; ++i) {
            if (fs::exists(folder_ / out + "/records") && !fs::is_empty(folder_ / out + "/records"))
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "no record within 10 s";
    }

    TemporaryFolder folder_;
    std::string panorama_ = folder_.file("sky.hdr", panorama());
    std::string config_ = folder_.file("c.yaml", kConfig);
};

TEST_F(Generate, WritesACompleteDataset) {
    const auto& files = reference();
    EXPECT_THAT(files, Contains(::testing::Key("manifest.json")));
    EXPECT_THAT(files, Contains(::testing::Key("records/00000008.json")));
    EXPECT_THAT(files, Not(Contains(::testing::Key("dataset.incomplete"))));
    std::size_t images = 0, annotations = 0;
    for (const char* subset : {"train", "val"}) {
        const auto coco = nlohmann::json::parse(
            files.at(std::string("annotations/instances_") + subset + ".json"));
        images += coco.at("images").size();
        annotations += coco.at("annotations").size();
        EXPECT_THAT(coco.at("categories"), SizeIs(2));
        for (const auto& image : coco.at("images"))
            EXPECT_THAT(image.at("file_name").get<std::string>(), HasSubstr(".png"));
    }
    EXPECT_EQ(images, 9u);
    EXPECT_GE(annotations, 9u);
    for (const char* channel : {"images", "depth", "normals", "instance", "semantic"}) {
        EXPECT_EQ(std::ranges::count_if(
                      files, [&](const auto& f) { return f.first.starts_with(channel); }),
                  9)
            << channel;
    }
}

TEST_F(Generate, ThreadsChangeNoByte) {
    ASSERT_EQ(generate("d", {"--threads", "4"}).code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, NoPathOfTheMachineGetsIntoTheDataset) {
    // The same files named by a path that does not start at the root.
    ASSERT_EQ(
        run({"generate", "c.yaml", "--out", "d", "--device", "cpu"}, {.folder = folder_.path()})
            .code,
        0);
    const auto files = tree(folder_ / "d");
    EXPECT_THAT(differences(files, reference()), IsEmpty());
    for (const auto& [name, content] : files)
        EXPECT_THAT(content, Not(HasSubstr(folder_.path().string()))) << name;
}

TEST_F(Generate, ShardsMergeToTheSameBytesInAnyOrder) {
    std::vector<std::string> shards;
    for (const char* shard : {"2", "0", "1"}) {
        const Outcome outcome = generate(shard, {"--shard", std::string(shard) + "/3"});
        ASSERT_EQ(outcome.code, 0) << outcome.err;
        EXPECT_FALSE(fs::exists(folder_ / shard + "/manifest.json"));
        shards.push_back(folder_ / shard);
    }
    ASSERT_EQ(run({"merge", folder_ / "d", shards[0], shards[1], shards[2]}).code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, PiecesIntoOneFolderThenFinalize) {
    ASSERT_EQ(generate("d", {"--samples", "8,1-3"}).code, 0);
    const Outcome early = run({"finalize", folder_ / "d"});
    EXPECT_EQ(early.code, 65);
    EXPECT_THAT(early.err, HasSubstr("4-7"));
    const Outcome half = run({"status", folder_ / "d", "--json"});
    EXPECT_EQ(nlohmann::json::parse(half.out)[0].at("complete"), 4);
    ASSERT_EQ(generate("d", {"--range", "0:20"}).code, 0);
    ASSERT_EQ(run({"finalize", folder_ / "d"}).code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
    const Outcome verified = run({"verify", folder_ / "d"});
    EXPECT_EQ(verified.code, 0) << verified.out;
}

TEST_F(Generate, SignalsEndWith75AndTheNextRunGoesOn) {
    for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) {
        const std::string out = "d" + std::to_string(number);
        // Records reach the disk one by one, and one thread leaves work for the second run.
        Process process(line(out, {"--threads", "1", "--durability", "none"}));
        wait_for_first_record(out);
        process.send(number);
        const Outcome outcome = process.wait();
        if (outcome.code == 75) {
            EXPECT_THAT(outcome.err, HasSubstr("samples left"));
            EXPECT_FALSE(fs::exists(folder_ / out + "/manifest.json"));
        } else {
            EXPECT_EQ(outcome.code, 0) << "everything was there already: " << outcome.err;
        }
        const Outcome rest = generate(out);
        ASSERT_EQ(rest.code, 0) << rest.err;
        EXPECT_THAT(rest.err, HasSubstr("are there already"));
        EXPECT_THAT(differences(tree(folder_ / out), reference()), IsEmpty());
    }
}

TEST_F(Generate, ASecondSignalEndsAtOnce) {
    Process process(line("d", {"--count", "100000", "--threads", "1", "--durability", "none"}));
    wait_for_first_record("d");
    process.send(SIGSTOP);
    process.send(SIGTERM);
    process.send(SIGINT);
    process.send(SIGCONT);
    EXPECT_EQ(process.wait().code, 75);
}

TEST_F(Generate, KilledAnywhereItGoesOn) {
    for (const int delay_ms : {300, 500, 700, 900}) {
        Process process(line("d", {"--durability", "none"}));
        std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
        process.send(SIGKILL);
        process.wait();
    }
    ASSERT_EQ(generate("d").code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, TwoAtOnceIntoOneFolder) {
    Process one(line("d")), two(line("d"));
    EXPECT_EQ(one.wait().code, 0);
    EXPECT_EQ(two.wait().code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, AFinishedDatasetNeedsNoDevice) {
    ASSERT_EQ(generate("d", {"--samples", "0-8"}).code, 0);
    const ProcessOptions no_driver{.environment = {{"VK_DRIVER_FILES", "/nonexistent.json"},
                                                   {"VK_ICD_FILENAMES", "/nonexistent.json"}}};
    const Outcome again = generate("d", {}, no_driver);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("9 of 9"));
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, AnotherPlanExits78UnlessOverwritten) {
    ASSERT_EQ(generate("d", {"--samples", "0", "--seed", "4"}).code, 0);
    const Outcome other = generate("d");
    EXPECT_EQ(other.code, 78);
    EXPECT_THAT(other.err, HasSubstr("seed"));
    ASSERT_EQ(generate("d", {"--overwrite"}).code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, AFileThatCannotBeWrittenExits74) {
    const Outcome outcome = generate("d", {}, {.max_file_size = 6000});
    EXPECT_EQ(outcome.code, 74) << outcome.err << " signal " << outcome.signal;
    ASSERT_EQ(generate("d").code, 0);
    EXPECT_THAT(differences(tree(folder_ / "d"), reference()), IsEmpty());
}

TEST_F(Generate, NeedsNoEnvironment) {
    const Outcome outcome = generate("d", {"--samples", "0"}, {.empty_environment = true});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
}

TEST_F(Generate, ValidationIsAskedForByOptionOrVariable) {
    // That it is on shows where there is no layer to be had.
    const ProcessOptions no_layer{
        .environment = {{"VK_LAYER_PATH", folder_ / "none"}, {"DIORAMA_VALIDATE", std::nullopt}}};
    EXPECT_EQ(generate("d", {"--samples", "0"}, no_layer).code, 0);
    const Outcome by_option = generate("e", {"--samples", "0", "--validate"}, no_layer);
    EXPECT_EQ(by_option.code, 69);
    EXPECT_THAT(by_option.err, HasSubstr("validation layer is not installed"));
    const Outcome by_variable =
        generate("e", {"--samples", "0"}, {.environment = {{"VK_LAYER_PATH", folder_ / "none"}}});
    EXPECT_EQ(by_variable.code, 69);
}

TEST_F(Generate, StdoutCarriesOnlyWhatWasAskedFor) {
    const Outcome lines = generate("a", {"--samples", "0-1"});
    EXPECT_THAT(lines.out, IsEmpty());
    EXPECT_THAT(lines.err, AllOf(HasSubstr("first sample after"), HasSubstr("2/2 samples"),
                                 Not(HasSubstr("\r"))));
    const Outcome alf = generate("b", {"--samples", "0-1", "--progress", "alf"});
    EXPECT_THAT(alf.out, HasSubstr("ALF_PROGRESS 100%\n"));
    const Outcome json = generate("c", {"--samples", "0-1", "--progress", "json"});
    const std::string last = json.out.substr(json.out.rfind('{'));
    EXPECT_EQ(nlohmann::json::parse(last).at("done"), 2);
    const Outcome none = generate("e", {"--samples", "0-1", "--progress", "none"});
    EXPECT_THAT(none.out, IsEmpty());
    const Outcome openjd = generate("f", {"--samples", "0"}, {.environment = {{"OPENJD_X", "1"}}});
    EXPECT_THAT(openjd.out, HasSubstr("openjd_progress: 100.0\n"));
}

TEST_F(Generate, APromisedGpuIsNotReplacedByTheCpu) {
    const ProcessOptions cpu_only{
        .environment = {{"VK_LOADER_DRIVERS_SELECT", "*lvp*"}, {"SLURM_JOB_GPUS", "0"}}};
    EXPECT_EQ(run({"generate", config_, "--out", folder_ / "d", "--device", "auto"}, cpu_only).code,
              69);
    EXPECT_EQ(run({"generate", config_, "--out", folder_ / "d", "--device", "name:GeForce"},
                  {.environment = {{"VK_LOADER_DRIVERS_SELECT", "*lvp*"}}})
                  .code,
              69);
}

TEST_F(Generate, KeepGoingCountsAndNamesFailures) {
    // A mesh that is no mesh fails the samples that draw it.
    folder_.file("broken.obj", "v 0 0 nonsense\nf 1 2 3\n");
    std::string text = kConfig;
    const std::string good = "mesh: sphere, count: {int: [0, 3]}";
    text.replace(text.find(good), good.size(),
                 "mesh: {weighted: {sphere: 3, broken.obj: 1}}, count: 1");
    const std::string config = folder_.file("some.yaml", text);
    const std::string status = folder_ / "status.json";
    const Outcome outcome = run({"generate", config, "--out", folder_ / "d", "--device", "cpu",
                                 "--keep-going", "--status-file", status});
    ASSERT_EQ(outcome.code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("samples failed"), HasSubstr("broken.obj"),
                                   HasSubstr("to see it again: diorama generate " + config)));
    const auto json = nlohmann::json::parse(tree(folder_.path()).at("status.json"));
    EXPECT_EQ(json.at("requested"), 9);
    EXPECT_GT(json.at("failed").size(), 0u);
    EXPECT_EQ(json.at("complete").get<std::size_t>() + json.at("failed").size(), 9u);
    EXPECT_EQ(json.at("exit_code"), 1);

    const Outcome stopped =
        run({"generate", config, "--out", folder_ / "e", "--device", "cpu", "--threads", "1"});
    EXPECT_EQ(stopped.code, 65) << stopped.err;
    EXPECT_FALSE(fs::exists(folder_ / "e/manifest.json"));
}

TEST_F(Generate, SampleWritesEveryChannelAndNamesItsFiles) {
    const Outcome outcome =
        run({"sample", config_, "--index", "2", "--out", folder_ / "s", "--device", "cpu"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const auto files = tree(folder_ / "s");
    EXPECT_THAT(files, SizeIs(29));
    for (const char* name :
         {"depth.exr", "distance.exr", "normals.exr", "instance.png", "semantic.png", "part.png",
          "part.json", "material.png", "material.json", "nocs.exr", "albedo.exr", "shading.exr",
          "rest.exr", "coverage.exr", "view_nocs.png", "view_shading.png", "view_coverage.png"})
        EXPECT_EQ(files.count(name), 1u) << name;
    for (const auto& [name, content] : files) {
        EXPECT_THAT(outcome.out, HasSubstr(folder_ / "s/" + name + "\n"));
        EXPECT_FALSE(content.empty());
    }
    const auto labels = nlohmann::json::parse(files.at("labels.json"));
    EXPECT_EQ(labels.at("index"), 2);
    // The same pictures as in the dataset.
    std::size_t found = 0;
    for (const auto& [name, content] : reference())
        found += name.ends_with("00000002.png") && content == files.at("images.png");
    EXPECT_EQ(found, 1u);
}

TEST_F(Generate, VerifyMakesSamplesAgain) {
    ASSERT_EQ(generate("d").code, 0);
    const std::vector<std::string> verify{"verify",   folder_ / "d", "--rerender", "3",
                                          "--config", config_,       "--device",   "cpu"};
    const Outcome same = run(verify);
    EXPECT_EQ(same.code, 0) << same.err;
    EXPECT_THAT(same.err, HasSubstr("3 samples made again, 15 files: 0 differences"));
    auto other = verify;
    other.insert(other.end(), {"--seed", "4"});
    EXPECT_EQ(run(other).code, 78);
}

TEST_F(Generate, EveryFormatTogether) {
    const Outcome made = generate(
        "d",
        {"--set",
         "output.formats=[coco, coco-panoptic, yolo, voc, kitti, cityscapes, bop, webdataset]"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Outcome verified = run({"verify", folder_ / "d"});
    EXPECT_EQ(verified.code, 0) << verified.out;
    EXPECT_THAT(verified.out, HasSubstr("9 pictures"));
    const Outcome reported = run({"report", folder_ / "d", "--out", folder_ / "d.html"});
    EXPECT_EQ(reported.code, 0) << reported.err;
    EXPECT_EQ(reported.out, folder_ / "d.html" + "\n");
    EXPECT_THAT(reported.err, HasSubstr("9 pictures, 9 of them on the contact sheet"));
}

TEST_F(Generate, StatisticsWithoutShading) {
    const Outcome outcome = run({"check", config_, "--stats", "5", "--device", "cpu"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("5 samples"), HasSubstr("cube"),
                                   HasSubstr("occlusion"), HasSubstr("truncation")));
}

}  // namespace
}  // namespace diorama::test
