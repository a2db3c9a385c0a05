#include "engine/dataset/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/dataset/sha256.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

/// A finished dataset with one subset, to be damaged.
class Verify : public testing::Test {
 protected:
    void make(std::uint64_t count, const LabelConfig& config = {}) {
        Plan plan = test_plan(count);
        plan.split = {{"train", 1.0}};
        auto writer = DatasetWriter::open(files_, dataset(), plan, {.device = "cpu"});
        ASSERT_TRUE(writer);
        const auto pending = (*writer)->pending(first_samples(count));
        for (std::uint64_t i = 0; i < count; ++i) (*writer)->commit(painted_sample(i, config));
        (*writer)->flush();
        ASSERT_TRUE(finalize(files_, dataset(), Durability::None));
    }

    std::filesystem::path dataset() const { return folder_ / "d"; }
    std::filesystem::path coco() const { return dataset() / "annotations/instances_train.json"; }

    /// Replaces the first `from` of the COCO file.
    void edit(const std::string& from, const std::string& to) {
        std::string text = slurp(coco());
        const std::size_t position = text.find(from);
        ASSERT_NE(position, std::string::npos) << from;
        spill(coco(), text.replace(position, from.size(), to));
    }

    /// The findings with errors as "rule: message" lines, without those on hashes of edited files.
    std::string errors() {
        const auto report = verify(files_, dataset());
        if (!report) return report.errors().front().to_string();
        std::string text;
        for (const Finding& finding : report->findings)
            if (!finding.warning && finding.rule != "hash" && finding.file != "manifest.json")
                text += finding.rule + ": " + finding.message + "\n";
        return text;
    }

    TemporaryFolder folder_;
    PosixFileSystem files_;
};

TEST_F(Verify, PaintedDatasetsPass) {
    for (const auto segmentation : {Segmentation::AsPolygon, Segmentation::AsRle}) {
        for (const auto below : {BelowMinimum::Drop, BelowMinimum::Crowd}) {
            std::filesystem::remove_all(dataset());
            make(40, {.segmentation = segmentation, .min_visible = {16, 0.2, below}});
            const auto report = verify(files_, dataset());
            ASSERT_TRUE(report);
            for (const Finding& finding : report->findings)
                ADD_FAILURE() << finding.rule << " " << finding.file << " " << finding.message;
            EXPECT_TRUE(report->ok());
            EXPECT_EQ(report->picture_count, 40u);
            EXPECT_GT(report->annotation_count, 40u);
            EXPECT_EQ(report->file_count, 123u);  // 3 per sample, plan, device, COCO
            std::string notes;
            for (const std::string& note : report->notes) notes += note + "\n";
            EXPECT_THAT(notes, HasSubstr("pictures without objects"));
            EXPECT_EQ(notes.find("bitmask") != std::string::npos,
                      segmentation == Segmentation::AsRle)
                << notes;
        }
    }
}

TEST_F(Verify, AnUnfinishedDatasetIsNoDataset) {
    EXPECT_FALSE(verify(files_, dataset()));
    make(2);
    std::filesystem::remove(dataset() / "manifest.json");
    const auto report = verify(files_, dataset());
    ASSERT_FALSE(report);
    EXPECT_THAT(report.errors().front().message, HasSubstr("not finished"));
}

TEST_F(Verify, DamagedMissingAndForeignFiles) {
    make(5);
    spill(dataset() / "images/train/00000001.jpg", "picture !");
    spill(dataset() / "images/train/00000002.jpg", "longer than before");
    std::filesystem::remove(dataset() / "images/train/00000003.jpg");
    spill(dataset() / "notes.txt", "mine");
    spill(dataset() / "dataset.incomplete", "");
    const auto report = verify(files_, dataset());
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->ok());
    std::string text;
    for (const Finding& f : report->findings)
        text += f.rule + (f.warning ? "? " : ": ") + f.file + ": " + f.message + "\n";
    EXPECT_EQ(text,
              "hash: images/train/00000001.jpg: the content is not what the manifest says\n"
              "hash: images/train/00000002.jpg: 18 bytes, the manifest says 9\n"
              "hash: images/train/00000003.jpg: the file is missing\n"
              "T10: dataset.incomplete: the dataset says that it is incomplete\n");
    std::filesystem::remove(dataset() / "dataset.incomplete");
    spill(dataset() / "images/train/00000003.jpg", "picture 3");
    const auto extra = verify(files_, dataset());
    ASSERT_TRUE(extra);
    EXPECT_EQ(extra->warning_count, 1u);
    EXPECT_EQ(extra->findings.back().file, "notes.txt");
}

TEST_F(Verify, AChangedRecordIsNoticedTwice) {
    make(3);
    std::filesystem::remove(dataset() / "records/00000001.json");
    EXPECT_THAT(errors(), HasSubstr("T10: the record is missing"));
    const auto report = verify(files_, dataset());
    ASSERT_TRUE(report);
    std::string text;
    for (const Finding& f : report->findings) text += f.message + "\n";
    EXPECT_THAT(text, HasSubstr("does not list exactly the files that the records name"));
}

TEST_F(Verify, ObjectsThatAreNeitherAnnotatedNorDropped) {
    Plan plan = test_plan(1);
    plan.split = {{"train", 1.0}};
    auto writer = DatasetWriter::open(files_, dataset(), plan);
    ASSERT_TRUE(writer);
    EncodedSample sample = painted_sample(3);
    sample.index = 0;
    ++sample.pictures[0].labels.labelled_count;
    (*writer)->commit(sample);
    (*writer)->flush();
    ASSERT_TRUE(finalize(files_, dataset()));
    EXPECT_THAT(errors(), HasSubstr("objects to label"));
}

TEST_F(Verify, WrongNumbersInTheCocoFile) {
    struct Case {
        const char* from;
        const char* to;
        const char* finding;
    };
    const Case cases[] = {
        {"\"area\":", "\"area\":1", "T4: annotation 1: area is"},
        {"\"bbox\":[", "\"bbox\":[1", "T4: annotation 1: bbox is"},
        {"\"bbox\":[", "\"bbox\":[0.5,", "T9: annotations.bbox: is no box of four integers"},
        {"\"id\":2,\"image_id\"", "\"id\":1,\"image_id\"", "T9: annotation id 1 is repeated"},
        {"\"id\":1,\"image_id\"", "\"id\":0,\"image_id\"", "T9: annotation id 0 is repeated or 0"},
        {"\"category_id\":", "\"category_id\":9", "no category 9"},
        {"\"iscrowd\":0", "\"iscrowd\":0,\"ignore\":0",
         "T13: Detectron2 would stop at annotation 1: it has 'ignore'"},
        {"\"iscrowd\":0", "\"iscrowd\":1", "T8: annotation 1: a crowd needs RLE"},
        {"\"segmentation\":[[", "\"segmentation\":[[1,1,2,2],[",
         "T13: Detectron2 and CVAT would drop annotation 1"},
        {"\"segmentation\":[[", "\"segmentation\":[[0,",
         "T13: Detectron2 and CVAT would drop annotation 1"},
        {"\"segmentation\":[[", "\"segmentation\":[[-1,0,1,1,",
         "T7: annotation 1: a polygon leaves"},
        {"\"segmentation\":[[", "\"nothing\":[[",
         "T13: FiftyOne would drop annotation 1: no segmentation"},
        {"]],\"visible_fraction\":", "]],\"visible_fraction\":1", "T5: annotation 1: "},
        {"\"inframe_area\":", "\"inframe_area\":1", "T5: annotation 1: inframe_area"},
        {"\"total_area\":", "\"total_area\":1", "T5: annotation 1: truncation is not"},
        {"\"amodal_segmentation\":{\"size\":[36,40]", "\"amodal_segmentation\":{\"size\":[40,36]",
         "T8: annotation 1: RLE: size is not"},
        {"\"counts\":\"", "\"counts\":\"1", "T8: annotation 1: RLE"},
        {"\"image_id\":", "\"image_id\":99", "there is no image 99"},
        {"{\"id\":2,\"width\"", "{\"id\":1,\"width\"", "T9: image id 1 is 0, repeated"},
        {"{\"id\":1,\"width\":40", "{\"id\":1,\"width\":0", "T9: images.width"},
        {"{\"id\":1,\"name\":\"mug\"", "{\"id\":0,\"name\":\"mug\"", "category 'mug' has id 0"},
        {"\"name\":\"mug\"", "\"name\":\"jug\"", "category 'jug' is not the plan's"},
        {"\"licenses\"", "\"license\"", "T9: 'licenses' is missing"},
        {"\"images\":[", "\"images\":[[", "T9: the file is not JSON"},
        {"\n]}\n", ",", "T9: the file is not JSON"},
    };
    make(4);
    ASSERT_EQ(errors(), "");
    const std::string good = slurp(coco());
    for (const Case& c : cases) {
        spill(coco(), good);
        ASSERT_NO_FATAL_FAILURE(edit(c.from, c.to));
        EXPECT_THAT(errors(), HasSubstr(c.finding)) << c.from;
    }
}

TEST_F(Verify, ALostAnnotationAndALostPicture) {
    make(4);
    std::string text = slurp(coco());
    const std::size_t first = text.find("\n{\"id\":1,\"image_id\""),
                      next = text.find('\n', first + 1);
    spill(coco(), text.erase(first, next - first));
    EXPECT_THAT(errors(), HasSubstr("T10: 4 pictures and"));
}

TEST_F(Verify, MasksThatShareAPixel) {
    Plan plan = test_plan(1);
    plan.split = {{"train", 1.0}};
    auto writer = DatasetWriter::open(files_, dataset(), plan);
    ASSERT_TRUE(writer);
    EncodedSample sample = painted_sample(3);
    sample.index = 0;
    auto& labels = sample.pictures[0].labels;
    ASSERT_FALSE(labels.annotations.empty());
    labels.annotations.push_back(labels.annotations.back());
    ++labels.labelled_count;
    (*writer)->commit(sample);
    (*writer)->flush();
    ASSERT_TRUE(finalize(files_, dataset()));
    EXPECT_THAT(errors(), HasSubstr("T2: "));
    const auto report = verify(files_, dataset());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->warning_count, 1u);  // the same class and box: Ultralytics drops it
}

TEST_F(Verify, AnEditedManifestCannotHideAnEditedFile) {
    make(2);
    const std::string before = sha256_hex(slurp(dataset() / "images/train/00000001.jpg"));
    spill(dataset() / "images/train/00000001.jpg", "Picture 1");
    std::string manifest = slurp(dataset() / "manifest.json");
    manifest.replace(manifest.find(before), 64, sha256_hex("Picture 1"));
    spill(dataset() / "manifest.json", manifest);
    const auto report = verify(files_, dataset());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->error_count, 2u);  // its own hash over all files, and that of the records
    spill(dataset() / "manifest.json",
          R"({"files":[{"path":"../../etc/passwd","bytes":1,"sha256":")" + before + "\"}]}");
    EXPECT_GT(verify(files_, dataset())->error_count, 0u);
}

}  // namespace
}  // namespace diorama
