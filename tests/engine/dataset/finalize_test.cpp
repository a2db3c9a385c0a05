#include "engine/dataset/finalize.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "engine/dataset/sha256.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One picture of 4 x 3 pixels with one mug, seen by a camera at (0, 0, 2):
///
///     . 1 1 .
///     . 1 1 .
///     . . . .
EncodedSample mug_sample(std::uint64_t index) {
    Frame frame{.index = index};
    frame.camera.extent = {4, 3};
    frame.camera.intrinsics = {5.5, 5.5, 2.0, 1.5};
    frame.camera.world_from_camera[3] = {0.0f, 0.0f, 2.0f, 1.0f};
    Object mug{.name = "mug#1", .category = "mug", .asset = "mug"};
    mug.box = {glm::vec3(-0.5f, 0.0f, -0.5f), glm::vec3(0.5f, 1.0f, 0.5f)};
    mug.world_from_object[3] = {0.0f, 0.25f, 0.0f, 1.0f};
    frame.objects = {mug, {.name = "wall"}};
    Annotation annotation{.instance_id = 1, .name = "mug#1", .category = "mug"};
    annotation.box = {1, 0, 2, 2};
    annotation.area = 4;
    annotation.polygons = {{1, 0, 3, 0, 3, 2, 1, 2}};
    annotation.amodal = AmodalLabel{
        .inframe = {3, 2, 1, 2, 4}, .inframe_area = 4, .total_area = 8, .total_box = {1, -2, 2, 4}};
    annotation.truncation = annotation.visible_fraction = 0.5;
    annotation.occluders = {};
    const std::string bytes = "picture";
    return {index,
            {{describe_picture({frame, {annotation}, {}}),
              {{"images", "jpg", {bytes.begin(), bytes.end()}},
               {"depth", "exr", {bytes.begin(), bytes.end()}}}}}};
}

EncodedSample empty_sample(std::uint64_t index) {
    EncodedSample sample = mug_sample(index);
    PictureRecord& labels = sample.pictures[0].labels;
    labels.annotations.clear();
    labels.dropped = {{"mug#1", "mug", "hidden"}};
    return sample;
}

Plan mug_plan(std::uint64_t count) {
    return {.engine_version = "0.1.0",
            .seed = 7,
            .count = count,
            .categories = {"book", "mug"},
            .split = {{"train", 1.0}},
            .config_json = "{}"};
}

TEST(Finalize, ExactCocoFile) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder / "d", mug_plan(2));
    ASSERT_TRUE(writer);
    (*writer)->commit(empty_sample(0));
    (*writer)->commit(mug_sample(1));
    (*writer)->flush();
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    const std::string text = slurp(folder / "d/annotations/instances_train.json");
    EXPECT_THAT(text,
                ::testing::StartsWith("{\"info\":{\"engine\":\"0.1.0\",\"seed\":7,\"plan\":\"" +
                                      plan_hash(mug_plan(2)) + "\","));
    EXPECT_EQ(text.substr(text.find("\n\"licenses\"")), R"(
"licenses":[],
"categories":[{"id":1,"name":"book","supercategory":"object"},{"id":2,"name":"mug","supercategory":"object"}],
"images":[
{"id":1,"width":4,"height":3,"file_name":"00000000.jpg","camera":{"fx":5.5,"fy":5.5,"cx":1.5,"cy":1.0,"world_from_camera":[[1.0,0.0,0.0,0.0],[0.0,-1.0,0.0,0.0],[0.0,0.0,-1.0,2.0],[0.0,0.0,0.0,1.0]]},"extra":{"sample":0,"channels":{"depth":"depth/train/00000000.exr"}}},
{"id":2,"width":4,"height":3,"file_name":"00000001.jpg","camera":{"fx":5.5,"fy":5.5,"cx":1.5,"cy":1.0,"world_from_camera":[[1.0,0.0,0.0,0.0],[0.0,-1.0,0.0,0.0],[0.0,0.0,-1.0,2.0],[0.0,0.0,0.0,1.0]]},"extra":{"sample":1,"channels":{"depth":"depth/train/00000001.exr"}}}
],
"annotations":[
{"id":1,"image_id":2,"category_id":2,"iscrowd":0,"bbox":[1,0,2,2],"area":4,"segmentation":[[1,0,3,0,3,2,1,2]],"visible_fraction":0.5,"occlusion":0.0,"truncation":0.5,"amodal_bbox":[1,-2,2,4],"amodal_segmentation":{"size":[3,4],"counts":"32103"},"occluders":[],"extra":{"instance_id":1,"name":"mug#1","asset":"mug","inframe_area":4,"total_area":8,"amodal_exact":true,"camera_from_object":[[1.0,0.0,0.0,0.0],[0.0,-1.0,0.0,-0.25],[0.0,0.0,-1.0,2.0],[0.0,0.0,0.0,1.0]],"object_box":{"min":[-0.5,0.0,-0.5],"max":[0.5,1.0,0.5]}}}
]}
)");
}

TEST(Finalize, ExactManifest) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder / "d", mug_plan(1), {.device = "cpu"});
    ASSERT_TRUE(writer);
    const auto pending = (*writer)->pending({0});
    (*writer)->commit(mug_sample(0));
    (*writer)->flush();
    const auto report = finalize(files, folder / "d");
    ASSERT_TRUE(report);
    EXPECT_THAT(report->devices, ElementsAre("cpu"));
    const auto tree = tree_of(folder / "d");
    std::string list, lines;
    std::uint64_t bytes = 0;
    for (const char* name : {"plan.json", "images/train/00000000.jpg", "depth/train/00000000.exr",
                             "records/00000000.json", "annotations/instances_train.json",
                             "devices/68ab84f7c6d0f578.json"}) {
        const std::string hash = sha256_hex(tree.at(name));
        list += std::string(list.empty() ? "" : ",") + "\n{\"path\":\"" + name +
                "\",\"bytes\":" + std::to_string(tree.at(name).size()) + ",\"sha256\":\"" + hash +
                "\"}";
        lines += hash + "  " + name + "\n";
        bytes += tree.at(name).size();
    }
    EXPECT_EQ(tree.at("manifest.json"),
              "{\"format\":1,\"engine\":\"0.1.0\",\"plan\":\"" + plan_hash(mug_plan(1)) +
                  "\",\n\"files\":[" + list + "\n],\n\"file_count\":6,\"bytes\":" +
                  std::to_string(bytes) + ",\"tree_sha256\":\"" + sha256_hex(lines) +
                  "\",\n\"devices\":[\"cpu\"],\n\"counts\":{\"samples\":1,\"pictures\":1,"
                  "\"annotations\":1,\"dropped\":0,\"rejects\":0,\"subsets\":{\"train\":"
                  "{\"pictures\":1,\"annotations\":1}},\"categories\":{\"mug\":{\"annotations\":1,"
                  "\"dropped\":0}}}}\n");
    EXPECT_EQ(tree.size(), 7u);  // these and the manifest: no marker, no temporary file
}

TEST(Finalize, CrowdsAreRunLengthCoded) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder / "d", mug_plan(1));
    ASSERT_TRUE(writer);
    EncodedSample sample = mug_sample(0);
    Annotation& crowd = sample.pictures[0].labels.annotations[0].annotation;
    crowd.crowd = true;
    crowd.polygons.clear();
    crowd.rle = {3, 2, 1, 2, 4};
    (*writer)->commit(sample);
    (*writer)->flush();
    ASSERT_TRUE(finalize(files, folder / "d"));
    EXPECT_THAT(slurp(folder / "d/annotations/instances_train.json"),
                HasSubstr(R"("iscrowd":1,"bbox":[1,0,2,2],"area":4,)"
                          R"("segmentation":{"size":[3,4],"counts":"32103"})"));
}

TEST(Finalize, OrderOfWorkChangesNothing) {
    const auto expected = reference_tree(30);
    std::vector<std::uint64_t> order = first_samples(30);
    Rng rng{5};
    for (std::size_t i = order.size() - 1; i > 0; --i)
        std::swap(order[i],
                  order[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(i)))]);
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(30), order);
    const auto report = finalize(files, folder / "d");
    ASSERT_TRUE(report);
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), expected));
    EXPECT_EQ(report->sample_count, 30u);
    EXPECT_EQ(report->picture_count, 30u);
    EXPECT_GT(report->annotation_count, 30u);
    EXPECT_GT(report->dropped_count, 0u);
    EXPECT_GT(report->reject_count, 0u);
}

TEST(Finalize, RunningItTwiceChangesNothing) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(5), first_samples(5));
    ASSERT_TRUE(finalize(files, folder / "d"));
    const auto once = tree_of(folder / "d");
    ASSERT_TRUE(finalize(files, folder / "d"));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), once));
}

TEST(Finalize, NamesWhatIsMissingAndWritesNothing) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(12), {0, 1, 4, 5, 6, 9});
    Plan other = test_plan(12);
    other.seed = 1;
    run_writer(files, folder / "other", other, {9});
    std::filesystem::copy_file(folder / "other/records/00000009.json",
                               folder / "d/records/00000009.json",
                               std::filesystem::copy_options::overwrite_existing);
    spill(folder / "d/records/00000005.json", "{}");
    std::filesystem::remove(folder / "d/instance" / subset_of(test_plan(12), 6) / "00000006.npy");
    const auto before = tree_of(folder / "d");
    const auto report = finalize(files, folder / "d");
    ASSERT_FALSE(report);
    ASSERT_EQ(report.errors().size(), 3u);
    EXPECT_EQ(report.errors()[0].fault, Fault::Data);
    EXPECT_EQ(report.errors()[0].message, "6 of 12 samples are missing: 2-3, 7-8, 10-11");
    EXPECT_EQ(report.errors()[1].message,
              "2 of 12 samples have a damaged record or lack a file: 5-6");
    EXPECT_EQ(report.errors()[2].message, "1 of 12 samples were made from another plan: 9");
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), before));
}

TEST(Finalize, WithoutAPlanThereIsNoDataset) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const auto report = finalize(files, folder.path());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.errors().front().fault, Fault::NoInput);
}

TEST(Finalize, RemovesTemporaryFilesOfDeadWriters) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(2), first_samples(2));
    for (const char* name : {"", "records", "images/train", "annotations"}) {
        std::filesystem::create_directories(folder / "d" / name);
        spill(temporary_path(folder / "d" / name / "x"), "half of");
    }
    const auto report = finalize(files, folder / "d");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->stale_files, 4u);
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(2)));
}

TEST(Finalize, EveryFailureOrKillIsRepairedByRunningItAgain) {
    const auto expected = reference_tree(4);
    using Mode = FailingFileSystem::Mode;
    for (const Mode mode : {Mode::Once, Mode::Forever, Mode::Kill}) {
        for (std::uint64_t n = 1;; ++n) {
            const TemporaryFolder folder;
            PosixFileSystem files;
            run_writer(files, folder / "d", test_plan(4), first_samples(4));
            FailingFileSystem failing(n, mode, EIO);
            bool failed = false;
            try {
                ASSERT_TRUE(finalize(failing, folder / "d"));
            } catch (const FileError&) {
                failed = true;
            } catch (const Killed&) {
                failed = true;
            }
            if (!failed && failing.call_count() < n) break;
            // Whoever finds a manifest finds a finished dataset.
            const auto tree = tree_of(folder / "d");
            if (tree.contains("manifest.json")) {
                for (const auto& [name, content] : expected)
                    EXPECT_EQ(tree.at(name), content) << failing.log;
            }
            ASSERT_TRUE(finalize(files, folder / "d"));
            ASSERT_TRUE(same_tree(tree_of(folder / "d"), expected)) << failing.log;
        }
    }
}

TEST(Status, CountsEachShard) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d/shard-1", test_plan(6), {3, 4, 5});
    run_writer(files, folder / "d/shard-0", test_plan(6), {0, 1, 2});
    spill(folder / "d/shard-1/records/00000004.json", "");
    run_writer(files, folder / "whole", test_plan(3), first_samples(3));
    ASSERT_TRUE(finalize(files, folder / "whole"));

    const auto shards = status(files, folder / "d");
    ASSERT_TRUE(shards);
    ASSERT_EQ(shards->size(), 2u);
    EXPECT_EQ((*shards)[0].folder, folder / "d/shard-0");
    EXPECT_EQ((*shards)[0].complete, 3u);
    EXPECT_EQ((*shards)[0].total, 6u);
    EXPECT_EQ((*shards)[0].missing, "3-5");
    EXPECT_EQ((*shards)[1].complete, 2u);
    EXPECT_EQ((*shards)[1].broken, 1u);
    EXPECT_EQ((*shards)[1].missing, "0-2, 4");
    EXPECT_FALSE((*shards)[1].finalized);

    const auto whole = status(files, folder / "whole");
    ASSERT_TRUE(whole);
    ASSERT_EQ(whole->size(), 1u);
    EXPECT_TRUE(whole->front().finalized);
    EXPECT_EQ(whole->front().missing, "");

    EXPECT_FALSE(status(files, folder / "nothing"));
}

/// Resident memory of this process in bytes.
std::uint64_t resident_bytes() {
    unsigned long long pages = 0, total = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) return 0;
    const int count = std::fscanf(file, "%llu %llu", &total, &pages);
    std::fclose(file);
    return count == 2 ? pages * 4096 : 0;
}

// T18: 20,000 records are about 15 MB of JSON; finalize may keep none of it.
TEST(Finalize, MemoryDoesNotGrowWithTheNumberOfSamples) {
    if (resident_bytes() == 0) GTEST_SKIP() << "no /proc/self/statm here";
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "AddressSanitizer keeps freed memory for a while";
#endif
    const TemporaryFolder folder;
    PosixFileSystem files;
    const auto make = [&](const std::string& name, std::uint64_t count) {
        const Plan plan = mug_plan(count);
        EXPECT_TRUE(DatasetWriter::open(files, folder / name, plan));
        for (std::uint64_t i = 0; i < count; ++i) {
            const Record record{.plan = plan_hash(plan),
                                .index = i,
                                .subset = "train",
                                .pictures = {mug_sample(i).pictures[0].labels}};
            spill(folder / name / record_name(i), encode_record(record));
        }
    };
    make("small", 1000);
    make("large", 20000);
    ASSERT_TRUE(finalize(files, folder / "small", Durability::None));
    const std::uint64_t before = resident_bytes();
    ASSERT_TRUE(finalize(files, folder / "large", Durability::None));
    EXPECT_GT(std::filesystem::file_size(folder / "large/annotations/instances_train.json"),
              12'000'000u);
    EXPECT_LT(resident_bytes(), before + 2'000'000);
}

}  // namespace
}  // namespace diorama
