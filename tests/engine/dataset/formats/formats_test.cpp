// Each format is read back by a reader in Python that knows its definition only (read_<name>.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/verify.hpp"
#include "tests/engine/dataset/failing_file_system.hpp"
#include "tests/engine/dataset/python.hpp"
#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

struct Case {
    const char* name;    // of the test
    const char* output;  // of the configuration, as JSON
    const char* reader;
    std::vector<std::string> folders;  // whose files verify must tell apart, each with an ending
    bool crowds = true;                // whether the format says something about them
    bool (*holds)(const AnnotationRecord&) = nullptr;  // its objects; null: all
};

Plan plan_of(const Case& c, std::uint64_t count) {
    Plan plan = test_plan(count);
    plan.config_json = std::string("{\"output\":") + c.output + "}";
    return plan;
}

class Formats : public testing::TestWithParam<Case> {
 protected:
    /// A finished dataset with objects of all kinds, crowds among them; its samples are written in
    /// the order given.
    FinalizeReport make(const std::string& name, const std::vector<std::uint64_t>& order) {
        return make(files_, name, order);
    }
    FinalizeReport make(FileSystem& files, const std::string& name,
                        const std::vector<std::uint64_t>& order) {
        const Plan plan = plan_of(GetParam(), order.size());
        auto writer =
            DatasetWriter::open(files, folder_ / name, plan, {.durability = Durability::None});
        if (!writer) throw std::runtime_error(writer.errors().front().to_string());
        const auto pending = (*writer)->pending(order);
        for (const std::uint64_t index : pending.indices) (*writer)->commit(sample(index, plan));
        (*writer)->flush();
        const auto report = finalize(files, folder_ / name, Durability::None);
        if (!report) throw std::runtime_error(report.errors().front().to_string());
        return *report;
    }

    /// Every second sample has crowds; in the others what is small is dropped.
    static EncodedSample sample(std::uint64_t index, const Plan& plan) {
        const BelowMinimum below = index % 2 == 0 ? BelowMinimum::Crowd : BelowMinimum::Drop;
        return painted_sample(index, {.min_visible = {40, 0.3, below}}, plan);
    }

    std::uint64_t crowd_count(std::uint64_t count) {
        std::uint64_t crowds = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto record =
                decode_record(slurp(folder_ / "d" / record_name(i)), record_name(i));
            for (const AnnotationRecord& a : record->pictures.front().annotations)
                crowds += a.annotation.crowd ? 1 : 0;
        }
        return crowds;
    }

    std::uint64_t held_count(std::uint64_t count) {
        std::uint64_t held = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto record =
                decode_record(slurp(folder_ / "d" / record_name(i)), record_name(i));
            for (const AnnotationRecord& a : record->pictures.front().annotations)
                held += GetParam().holds(a) ? 1 : 0;
        }
        return held;
    }

    TemporaryFolder folder_;
    PosixFileSystem files_;
};

bool any_word(const AnnotationRecord& a) { return a.text.has_value(); }
bool any_mug(const AnnotationRecord& a) { return a.annotation.category == "mug"; }
bool no_crowd(const AnnotationRecord& a) { return a.text && !a.annotation.crowd; }
bool readable(const AnnotationRecord& a) {
    return a.text && !a.annotation.crowd && a.text->legible && !a.text->clipped;
}

TEST_P(Formats, AgreeWithTheIdMaps) {
    if (python().empty()) GTEST_SKIP() << "no python3 with numpy here";
    const FinalizeReport report = make("d", first_samples(40));
    const std::uint64_t crowds = crowd_count(40);
    ASSERT_GT(crowds, 0u);
    const Outcome outcome =
        run_python(std::string("formats/read_") + GetParam().reader + ".py", folder_ / "d");
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    const std::uint64_t all = report.annotation_count - (GetParam().crowds ? 0 : crowds);
    EXPECT_EQ(outcome.output,
              "40 " + std::to_string(GetParam().holds ? held_count(40) : all) + "\n");
}

TEST_P(Formats, DoNotDependOnTheOrderOfWork) {
    make("d", first_samples(12));
    make("e", {5, 3, 11, 0, 1, 8, 7, 2, 10, 9, 4, 6});
    EXPECT_TRUE(same_tree(tree_of(folder_ / "e"), tree_of(folder_ / "d")));
}

TEST_P(Formats, AreTheSameWhereTheDiskCannotLink) {
    make("d", first_samples(4));
    FailingFileSystem files(0, FailingFileSystem::Mode::Once);
    files.links = false;
    make(files, "e", first_samples(4));
    EXPECT_TRUE(same_tree(tree_of(folder_ / "e"), tree_of(folder_ / "d")));
}

TEST_P(Formats, AreTheSameInMergedShards) {
    make("d", first_samples(9));
    const Plan plan = plan_of(GetParam(), 9);
    for (std::uint64_t shard = 0; shard < 2; ++shard) {
        auto writer = DatasetWriter::open(files_, folder_ / std::to_string(shard), plan);
        ASSERT_TRUE(writer);
        for (std::uint64_t i = shard; i < 9; i += 2) (*writer)->commit(sample(i, plan));
        (*writer)->flush();
    }
    ASSERT_TRUE(merge(files_, folder_ / "e", {folder_ / "1", folder_ / "0"}, Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder_ / "e"), tree_of(folder_ / "d")));
}

TEST_P(Formats, AreAllListedInTheManifest) {
    make("d", first_samples(6));
    const std::string manifest = slurp(folder_ / "d/manifest.json");
    for (const std::string& name : names_in(tree_of(folder_ / "d"))) {
        if (name == "manifest.json") continue;
        EXPECT_THAT(manifest, testing::HasSubstr('"' + name + '"'));
    }
}

/// Names below a folder that contain a text, in order.
std::vector<std::string> names_with(const std::map<std::string, std::string>& tree,
                                    const std::string& folder, const std::string& part) {
    std::vector<std::string> names;
    for (const auto& [name, content] : tree)
        if (name.starts_with(folder) && name.find(part) != std::string::npos) names.push_back(name);
    return names;
}

std::vector<std::string> findings(const VerifyReport& report) {
    std::vector<std::string> lines;
    for (const Finding& f : report.findings)
        if (f.rule != "hash") lines.push_back(f.rule + " " + f.file + ": " + f.message);
    return lines;
}

TEST_P(Formats, VerifyReadsThemBack) {
    make("d", first_samples(14));
    const auto good = verify(files_, folder_ / "d");
    ASSERT_TRUE(good);
    EXPECT_TRUE(good->ok());
    EXPECT_THAT(findings(*good), testing::IsEmpty());
    const auto tree = tree_of(folder_ / "d");
    for (const std::string& where : GetParam().folders) {
        const std::string folder = where.substr(0, where.find(' ')),
                          part = where.substr(where.find(' ') + 1);
        const auto names = names_with(tree, folder, part);
        const auto other = std::ranges::find_if(
            names, [&](const auto& name) { return tree.at(name) != tree.at(names.front()); });
        ASSERT_NE(other, names.end()) << where;
        // Two pictures change places: nothing is broken but the agreement.
        spill(folder_ / "d" / names.front(), tree.at(*other));
        spill(folder_ / "d" / *other, tree.at(names.front()));
        const auto report = verify(files_, folder_ / "d");
        ASSERT_TRUE(report);
        EXPECT_THAT(findings(*report), testing::Not(testing::IsEmpty())) << where;
        std::filesystem::remove(folder_ / "d" / *other);
        EXPECT_THAT(findings(*verify(files_, folder_ / "d")),
                    testing::Contains(testing::HasSubstr(*other)))
            << where;
        for (const std::string& name : {names.front(), *other})
            spill(folder_ / "d" / name, tree.at(name));
    }
}

TEST_P(Formats, GoAwayWhenTheDatasetIsMadeAnew) {
    make("d", first_samples(6));
    Plan other = test_plan(6);
    other.seed = 99;
    run_writer(files_, folder_ / "d", other, first_samples(6),
               {.existing = ExistingData::Overwrite, .durability = Durability::None});
    ASSERT_TRUE(finalize(files_, folder_ / "d", Durability::None));
    const TemporaryFolder fresh;
    run_writer(files_, fresh / "d", other, first_samples(6), {.durability = Durability::None});
    ASSERT_TRUE(finalize(files_, fresh / "d", Durability::None));
    EXPECT_TRUE(same_tree(tree_of(folder_ / "d"), tree_of(fresh / "d")));
}

const Case kCases[] = {
    {"Coco", R"({"formats":["coco"]})", "coco", {"annotations/ .json"}},
    {"Panoptic",
     R"({"formats":["coco-panoptic"]})",
     "coco-panoptic",
     {"annotations/ .json", "panoptic/ .png"}},
    {"YoloDetect", R"({"formats":["yolo","coco"]})", "yolo", {"labels/ .txt"}, false},
    {"YoloSegment",
     R"({"formats":["yolo"],"yolo":{"task":"segment"}})",
     "yolo",
     {"labels/ .txt"},
     false},
    {"YoloObb", R"({"formats":["yolo"],"yolo":{"task":"obb"}})", "yolo", {"labels/ .txt"}, false},
    {"YoloPose",
     R"({"formats":["yolo","coco"],"yolo":{"task":"pose"},"keypoints":[)"
     R"({"category":"mug","names":["rim","left_handle","foot"]},)"
     R"({"category":"bottle","names":["foot","cap","right_handle"]}]})",
     "yolo",
     {"labels/ .txt"},
     false},
    {"Voc",
     R"({"formats":["voc"],"info":{"description":"a <b> & c"}})",
     "voc",
     {"voc/Annotations/ .xml", "voc/SegmentationObject/ .png", "voc/SegmentationClass/ .png"}},
    {"Kitti", R"({"formats":["kitti"]})", "kitti", {"kitti/training/label_2/ .txt"}},
    {"Cityscapes",
     R"({"formats":["cityscapes"],"cityscapes":{"labels":{"mug":"car",)"
     R"("book":"road"},"background":"sky"}})",
     "cityscapes",
     {"cityscapes/ polygons.json", "cityscapes/ labelIds.png"}},
    {"Bop", R"({"formats":["bop"]})", "bop", {"bop/ scene_gt.json", "bop/ mask_visib/"}},
    {"WebDataset",
     R"({"formats":["webdataset"],"webdataset":{"samples_per_shard":7}})",
     "webdataset",
     {"webdataset/ .tar"}},
    {"CocoText",
     R"({"formats":["coco-text","coco"],"info":{"contributor":"me"}})",
     "coco-text",
     {"annotations/ text_"},
     true,
     any_word},
    {"Icdar",
     R"({"formats":["icdar"]})",
     "icdar",
     {"icdar/2013/ .txt", "icdar/2015/ .txt"},
     true,
     any_word},
    {"SynthText",
     R"({"formats":["synthtext"]})",
     "synthtext",
     {"synthtext/ .json"},
     true,
     no_crowd},
    {"TextCrops",
     R"({"formats":["text-crops"]})",
     "text-crops",
     {"crops/ .png", "crops/ labels_"},
     true,
     readable},
    {"CocoKeypoints",
     R"({"formats":["coco-keypoints"],"keypoints":[{"category":"mug","names":)"
     R"(["rim","handle","foot"],"skeleton":[{"from":"rim","to":"foot"}]}]})",
     "coco-keypoints",
     {"annotations/ person_keypoints_"},
     true,
     any_mug},
};

INSTANTIATE_TEST_SUITE_P(All, Formats, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

TEST(FormatTable, EveryNameOfTheConfigurationHasOneEntry) {
    ASSERT_EQ(all_formats().size(), output_format_names().size());
    for (const auto& [name, id] : output_format_names())
        EXPECT_EQ(std::ranges::count(all_formats(), id, &Format::id), 1) << name;
    EXPECT_EQ(chosen_formats({.formats = {OutputFormat::Yolo, OutputFormat::Coco}}).size(), 2u);
}

TEST(PlanOutput, ComesFromTheConfigurationOfThePlan) {
    Plan plan = test_plan(1);
    EXPECT_EQ(plan_output(plan).formats, std::vector{OutputFormat::Coco});
    plan.config_json = R"({"output":{"formats":["voc","later"],"yolo":{"task":"obb"},
        "info":{"contributor":"me"},"licenses":[{"name":"CC0"},{"name":"MIT","url":"u"}]}})";
    const OutputConfig output = plan_output(plan);
    EXPECT_EQ(output.formats, std::vector{OutputFormat::Voc});
    EXPECT_EQ(output.yolo_task, YoloTask::Obb);
    EXPECT_EQ(output.info.contributor, "me");
    ASSERT_EQ(output.licenses.size(), 2u);
    EXPECT_EQ(output.licenses[1].url, "u");
}

}  // namespace
}  // namespace diorama
