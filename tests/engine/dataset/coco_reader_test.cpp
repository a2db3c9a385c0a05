#include "engine/dataset/coco_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

/// Two pictures of 4 x 3 and 9 x 9; `annotations` is the list's content.
std::string dataset(const std::string& annotations) {
    return R"({"images": [{"id": 5, "file_name": "a.jpg", "width": 4, "height": 3},
                          {"id": 7, "file_name": "sub/b.jpg", "width": 9, "height": 9}],
               "categories": [{"id": 1, "name": "cup"}, {"id": 9, "name": "box"}],
               "annotations": [)" +
           annotations + "]}";
}

std::string finding(const std::string& annotations) {
    const auto pictures = read_coco_instances(dataset(annotations), "x.json");
    return pictures ? "" : pictures.errors()[0].to_string();
}

TEST(CocoReader, ReadsPolygonsAndBothFormsOfRuns) {
    // The same square of 2 x 2 pixels at (1, 1) in all forms.
    const auto pictures = read_coco_instances(dataset(R"(
        {"id": 1, "image_id": 5, "category_id": 9, "segmentation": [[1, 1, 3, 1, 3, 3, 1, 3]]},
        {"id": 2, "image_id": 5, "category_id": 1,
         "segmentation": {"size": [3, 4], "counts": [4, 2, 1, 2, 3]}},
        {"id": 3, "image_id": 5, "category_id": 1, "iscrowd": 0,
         "segmentation": {"size": [3, 4], "counts": "42102"}},
        {"id": 4, "image_id": 7, "category_id": 1, "iscrowd": 1,
         "segmentation": {"size": [9, 9], "counts": [81]}})"),
                                              "x.json");
    ASSERT_TRUE(pictures) << pictures.errors()[0].to_string();
    ASSERT_EQ(pictures->size(), 2u);
    ASSERT_EQ(pictures->at(1).instances.size(), 1u);
    EXPECT_TRUE(pictures->at(1).instances[0].crowd);
    const CocoPicture& picture = pictures->front();
    EXPECT_EQ(picture.file_name, "a.jpg");
    ASSERT_EQ(picture.instances.size(), 3u);
    EXPECT_EQ(picture.instances[0].category, "box");
    for (const CocoInstance& instance : picture.instances) {
        EXPECT_FALSE(instance.crowd);
        const auto mask = decode_instance(instance, picture.extent, "x.json");
        ASSERT_TRUE(mask);
        EXPECT_EQ(std::ranges::count(*mask, 1), 4) << instance.id;
        EXPECT_EQ(mask->at(1, 1), 1);
        EXPECT_EQ(mask->at(2, 2), 1);
    }
}

TEST(CocoReader, NamesTheMemberThatIsWrong) {
    const std::string start = R"({"id": 1, "image_id": 5, "category_id": 9, "segmentation": )";
    EXPECT_EQ(read_coco_instances("{", "x.json").errors()[0].to_string(), "x.json: no JSON object");
    EXPECT_EQ(finding(start + "[[1, 1, 3, 1]]}"),
              "x.json: annotations[0].segmentation: expected polygons of at least three points");
    EXPECT_EQ(finding(start + "[]}"), "x.json: annotations[0].segmentation: no polygon");
    EXPECT_EQ(finding(start + "3}"),
              "x.json: annotations[0].segmentation: expected polygons or a run-length encoding");
    EXPECT_EQ(finding(R"({"id": 1, "image_id": 6, "category_id": 9, "segmentation": [[]]})"),
              "x.json: annotations[0].image_id: there is no such image");
    EXPECT_EQ(finding(R"({"id": 1, "image_id": 5, "category_id": 2, "segmentation": [[]]})"),
              "x.json: annotations[0].category_id: there is no category 2");
    EXPECT_EQ(
        read_coco_instances(R"({"images": [], "categories": [], "annotations": []})", "x.json")
            .errors()[0]
            .to_string(),
        "x.json: images: there are none");
    EXPECT_EQ(read_coco_instances(R"({"categories": [], "annotations": [], "images": [
                  {"id": 5, "file_name": "a.jpg", "width": 4, "height": 3},
                  {"id": 5, "file_name": "b.jpg", "width": 4, "height": 3}]})",
                                  "x.json")
                  .errors()[0]
                  .to_string(),
              "x.json: images[1].id: 5 is there twice");
}

TEST(CocoReader, KeepsTheOrderOfThePictures) {
    const auto pictures = read_coco_instances(R"({"categories": [], "annotations": [], "images": [
        {"id": 9, "file_name": "b.jpg", "width": 4, "height": 3},
        {"id": 5, "file_name": "a.jpg", "width": 4, "height": 3}]})",
                                              "x.json");
    ASSERT_TRUE(pictures);
    EXPECT_EQ(pictures->at(0).file_name, "b.jpg");
    EXPECT_EQ(pictures->at(1).file_name, "a.jpg");
}

TEST(CocoReader, CutsOffWhatLiesBeyondThePicture) {
    // An edge that leaves the picture keeps its slope.
    CocoInstance instance{.id = 1, .category = "cup", .polygons = {{-8, 0, 8, 8, -8, 8}}};
    const auto mask = decode_instance(instance, {8, 8}, "x.json");
    ASSERT_TRUE(mask);
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            const double below = y + 0.5 - (x + 0.5 + 8) / 2;
            if (std::abs(below) < 0.5) continue;
            EXPECT_EQ(mask->at(x, y), below > 0) << x << " " << y;
        }
    }
    instance.polygons = {{-1e300, -1e300, 1e300, -1e300, 1e300, 1e300, -1e300, 1e300}};
    EXPECT_EQ(std::ranges::count(*decode_instance(instance, {8, 8}, "x.json"), 1), 64);
}

TEST(CocoReader, RunsMustFillThePicture) {
    const CocoInstance instance{.id = 8, .category = "cup", .runs = {4, 2}};
    const auto mask = decode_instance(instance, {4, 3}, "x.json");
    ASSERT_FALSE(mask);
    EXPECT_EQ(mask.errors()[0].to_string(),
              "x.json: annotation 8: its runs do not fit a picture of 4 x 3");
}

}  // namespace
}  // namespace diorama
