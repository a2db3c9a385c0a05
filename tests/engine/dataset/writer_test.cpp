#include "engine/dataset/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/dataset/sha256.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Writer, LaysOutFilesAndTheRecordThatNamesThem) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    Plan plan = test_plan(3);
    plan.split = {{"train", 1.0}};
    run_writer(files, folder / "d", plan, {0, 2});
    const auto tree = tree_of(folder / "d");
    EXPECT_THAT(names_in(tree),
                ElementsAre("dataset.incomplete", "devices/68ab84f7c6d0f578.json",
                            "images/train/00000000.jpg", "images/train/00000002.jpg",
                            "instance/train/00000000.npy", "instance/train/00000002.npy",
                            "plan.json", "records/00000000.json", "records/00000002.json"));
    EXPECT_EQ(tree.at("images/train/00000002.jpg"), "picture 2");
    EXPECT_EQ(tree.at("devices/68ab84f7c6d0f578.json"), "{\"fingerprint\":\"cpu\"}\n");
    const auto record = decode_record(tree.at("records/00000002.json"), "");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->files[0],
              (FileEntry{"images/train/00000002.jpg", 9, sha256_hex("picture 2")}));
}

TEST(Writer, SeveralPicturesOfASampleHaveSuffixes) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    Plan plan = test_plan(1);
    plan.split = {{"train", 1.0}};
    EncodedSample sample = painted_sample(0);
    sample.pictures.push_back(sample.pictures.front());
    sample.pictures.back().labels.suffix = "_box";
    auto writer = DatasetWriter::open(files, folder / "d", plan);
    ASSERT_TRUE(writer);
    (*writer)->commit(sample);
    (*writer)->flush();
    const auto report = finalize(files, folder / "d", Durability::None);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->sample_count, 1u);
    EXPECT_EQ(report->picture_count, 2u);
    const std::string coco = slurp(folder / "d/annotations/instances_train.json");
    EXPECT_THAT(coco,
                HasSubstr(R"({"id":2,"width":40,"height":36,"file_name":"00000000_box.jpg")"));
    EXPECT_THAT(coco, HasSubstr("instance/train/00000000_box.npy"));
}

TEST(Resume, MakesOnlyWhatIsMissing) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(8), {1, 3, 5});
    const auto pending = run_writer(files, folder / "d", test_plan(8), first_samples(8));
    EXPECT_THAT(pending.indices, ElementsAre(0, 2, 4, 6, 7));
    EXPECT_EQ(pending.complete, 3u);
    EXPECT_EQ(pending.broken + pending.foreign, 0u);
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(8)));
}

TEST(Resume, BrokenRecordsAndLostFilesAreMadeAgain) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(8), first_samples(8));
    const auto image = [&](int i) {
        return folder / "d/images" / subset_of(test_plan(8), static_cast<std::uint64_t>(i)) /
               ("0000000" + std::to_string(i) + ".jpg");
    };
    spill(folder / "d/records/00000001.json", "");
    spill(folder / "d/records/00000002.json", "{\"format\":1,\"plan\":[[[[[");
    std::filesystem::remove(image(3));
    spill(image(4), "short");
    std::filesystem::remove(folder / "d/records/00000005.json");
    std::filesystem::create_directory(folder / "d/records/00000005.json");
    std::filesystem::remove_all(folder / "d/records/00000005.json");
    const auto pending = run_writer(files, folder / "d", test_plan(8), first_samples(8));
    EXPECT_THAT(pending.indices, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(pending.broken, 4u);
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(8)));
}

TEST(Resume, AFinishedDatasetIsLeftAlone) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(4), first_samples(4));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    const auto before = tree_of(folder / "d");
    const auto pending = run_writer(files, folder / "d", test_plan(4), first_samples(4),
                                    {.durability = Durability::None, .device = "another"});
    EXPECT_THAT(pending.indices, IsEmpty());
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), before));
}

TEST(Resume, AFinishedDatasetThatLostASampleIsReopened) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(4), first_samples(4));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    const auto before = tree_of(folder / "d");
    std::filesystem::remove(folder / "d/records/00000002.json");
    run_writer(files, folder / "d", test_plan(4), first_samples(4));
    const auto open = tree_of(folder / "d");
    EXPECT_TRUE(open.contains("dataset.incomplete"));
    EXPECT_FALSE(open.contains("manifest.json"));
    EXPECT_FALSE(open.contains("annotations/instances_train.json"));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), before));
}

TEST(Resume, AnotherPlanIsRefusedWithTheChangedKeys) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(4), {0});
    const auto before = tree_of(folder / "d");
    Plan other = test_plan(5);
    other.seed = 8;
    const auto writer = DatasetWriter::open(files, folder / "d", other);
    ASSERT_FALSE(writer);
    ASSERT_EQ(writer.errors().size(), 2u);
    EXPECT_EQ(writer.errors()[0].fault, Fault::Config);
    EXPECT_THAT(writer.errors()[0].message, HasSubstr("count: 4 -> 5"));
    EXPECT_THAT(writer.errors()[1].message, HasSubstr("seed: 7 -> 8"));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), before));
}

TEST(Resume, AnUnreadablePlanIsRefused) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(4), {0});
    spill(folder / "d/plan.json", "{");
    const auto writer = DatasetWriter::open(files, folder / "d", test_plan(4));
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.errors().front().fault, Fault::Data);
}

TEST(Overwrite, LeavesNothingOfTheOldPlan) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    Plan old = test_plan(30);
    old.seed = 1;
    run_writer(files, folder / "d", old, first_samples(30),
               {.durability = Durability::None, .device = "old device"});
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    const WriterOptions overwrite{
        .existing = ExistingData::Overwrite, .durability = Durability::None, .device = "cpu"};
    run_writer(files, folder / "d", test_plan(6), first_samples(6), overwrite);
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(6)));
}

TEST(Overwrite, MakesTheRequestedSamplesOfTheSamePlanAgain) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(6), first_samples(6));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    const auto pending = run_writer(
        files, folder / "d", test_plan(6), {2, 3},
        {.existing = ExistingData::Overwrite, .durability = Durability::None, .device = "cpu"});
    EXPECT_THAT(pending.indices, ElementsAre(2, 3));
    EXPECT_FALSE(std::filesystem::exists(folder / "d/manifest.json"));
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(6)));
}

TEST(DurabilityOrder, BatchSyncsFilesBeforeTheirRecordsAndRecordsAtTheEnd) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    auto writer =
        DatasetWriter::open(files, folder / "d", test_plan(3),
                            {.batch_samples = 2, .batch_time = std::chrono::duration<double>(1e9)});
    ASSERT_TRUE(writer);
    files.log.clear();
    for (std::uint64_t i = 0; i < 3; ++i) (*writer)->commit(painted_sample(i));
    (*writer)->flush();
    std::string order;
    std::istringstream lines(files.log);
    for (std::string call, name; lines >> call >> name;)
        if (call == "rename" || call == "syncfs") order += call + " " + name + "\n";
    EXPECT_EQ(order,
              "rename 00000000.jpg\nrename 00000000.npy\n"
              "rename 00000001.jpg\nrename 00000001.npy\n"
              "syncfs d\nrename 00000000.json\nrename 00000001.json\n"
              "rename 00000002.jpg\nrename 00000002.npy\n"
              "syncfs d\nrename 00000002.json\nsyncfs d\n");
}

/// Damages what a sample consists of without changing a size, as a torn write may.
void tear(const std::filesystem::path& file) {
    std::string text = slurp(file);
    text.back() ^= 1;
    spill(file, text);
}

TEST(PowerFailure, RecordsAfterTheLastSyncAreCheckedByContent) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    const auto batches_of_two = [&] {
        auto writer = DatasetWriter::open(
            files, folder / "d", test_plan(4),
            {.batch_samples = 2, .batch_time = std::chrono::duration<double>(1e9)});
        EXPECT_TRUE(writer);
        return *std::move(writer);
    };
    {
        // The process ends after the second batch was written, before anything synced its records.
        const auto writer = batches_of_two();
        for (std::uint64_t i = 0; i < 4; ++i) writer->commit(painted_sample(i));
    }
    const std::string subset = subset_of(test_plan(4), 3);
    tear(folder / "d/images" / subset / "00000003.jpg");
    tear(folder / "d/images" / subset_of(test_plan(4), 0) / "00000000.jpg");
    const auto writer = batches_of_two();
    const auto pending = writer->pending(first_samples(4));
    EXPECT_EQ(pending.indices, std::vector<std::uint64_t>{3});
    EXPECT_EQ(pending.broken, 1u);
}

TEST(PowerFailure, AfterACleanEndNothingIsLeftToCheck) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    for (const std::uint64_t count :
         {4u, 5u}) {  // the last batch is full when the run ends, or not
        run_writer(files, folder / "d", test_plan(count), first_samples(count),
                   {.existing = ExistingData::Overwrite,
                    .durability = Durability::Batch,
                    .batch_samples = 2});
        EXPECT_EQ(temporary_count(folder / "d"), 0u) << count;
    }
}

TEST(DurabilityOrder, BatchAlsoEndsAfterItsTime) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(
        files, folder / "d", test_plan(3),
        {.batch_samples = 1000, .batch_time = std::chrono::duration<double>(0)});
    ASSERT_TRUE(writer);
    (*writer)->commit(painted_sample(0));
    EXPECT_TRUE(std::filesystem::exists(folder / "d/records/00000000.json"));
}

TEST(DurabilityOrder, SampleSyncsEachFileAndFolder) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    auto writer =
        DatasetWriter::open(files, folder / "d", test_plan(1), {.durability = Durability::Sample});
    ASSERT_TRUE(writer);
    EncodedSample sample = painted_sample(0);
    sample.pictures[0].files.pop_back();
    files.log.clear();
    (*writer)->commit(sample);
    std::string order;
    std::istringstream lines(files.log);
    for (std::string call, name; lines >> call >> name;) order += call + " ";
    EXPECT_EQ(order,
              "mkdir create write fdatasync close rename fsync "
              "create write fdatasync close rename fsync ");
}

TEST(DiskSpace, AForecastFailsEarly) {
    const TemporaryFolder folder;
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    auto writer = DatasetWriter::open(files, folder / "d", test_plan(1000));
    ASSERT_TRUE(writer);
    const auto pending = (*writer)->pending(first_samples(1000));
    files.free = 1'000'000;  // a sample takes about 6 kB on its own
    std::uint64_t done = 0;
    try {
        for (; done < 1000; ++done) (*writer)->commit(painted_sample(done));
        FAIL();
    } catch (const FileError& error) {
        EXPECT_EQ(error.exit_code(), 74);
        EXPECT_THAT(error.what(), HasSubstr("992 more samples need about"));
    }
    EXPECT_EQ(done, 7u);
    // What was committed is complete.
    EXPECT_EQ((*writer)->pending(first_samples(8)).complete, 8u);
}

TEST(Commit, LabelsThatNobodyCouldReadAreAProgramError) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder / "d", test_plan(1));
    ASSERT_TRUE(writer);
    EncodedSample sample = painted_sample(0);
    sample.pictures[0].labels.camera.intrinsics.fx = NAN;
    EXPECT_THROW((*writer)->commit(sample), std::logic_error);
    EXPECT_THAT(list_records(files, folder / "d"), IsEmpty());
}

TEST(Threads, ManyCommitsAtOnceGiveTheSameTree) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder / "d", test_plan(60),
                                      {.batch_samples = 7, .device = "cpu"});
    ASSERT_TRUE(writer);
    const auto pending = (*writer)->pending(first_samples(60));
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (std::uint64_t i = t; i < 60; i += 4) (*writer)->commit(painted_sample(i));
            });
    }
    (*writer)->flush();
    ASSERT_TRUE(finalize(files, folder / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder / "d"), reference_tree(60)));
}

}  // namespace
}  // namespace diorama
