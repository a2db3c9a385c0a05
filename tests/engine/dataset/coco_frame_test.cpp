#include "engine/dataset/coco_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace diorama {
namespace {

using ::testing::ElementsAre;

std::string dataset(const std::string& annotations) {
    return R"({"info": {}, "categories": [{"id": 3, "name": "cat"}, {"id": 9, "name": "dog"}],
               "images": [{"id": 7, "file_name": "a.jpg", "width": 8, "height": 6, "license": 1}],
               "annotations": [)" +
           annotations + "]}";
}

Frame frame_from(const std::string& annotations,
                 const std::vector<std::string>& categories = {"cat", "dog"}) {
    const auto pictures = read_coco_instances(dataset(annotations), "a.json");
    EXPECT_TRUE(pictures) << pictures.errors().front().to_string();
    auto frame = frame_of(pictures->at(0), categories, "a.json");
    EXPECT_TRUE(frame);
    return *std::move(frame);
}

std::string text_of(const Image<std::uint32_t>& ids) {
    std::string text;
    for (int y = 0; y < ids.height(); ++y) {
        for (int x = 0; x < ids.width(); ++x)
            text += ids.at(x, y) == 0 ? '.' : static_cast<char>('0' + ids.at(x, y));
        text += '\n';
    }
    return text;
}

TEST(CocoFrame, SmallerInstancesLieOnTop) {
    const Frame frame = frame_from(
        R"({"id": 1, "image_id": 7, "category_id": 3, "segmentation": [[2, 1, 4, 1, 4, 3, 2, 3]]},
           {"id": 2, "image_id": 7, "category_id": 9, "iscrowd": 0,
            "segmentation": [[1, 0, 6, 0, 6, 5, 1, 5]]})");
    EXPECT_EQ(text_of(frame.ids),
              ".11111..\n"
              ".12211..\n"
              ".12211..\n"
              ".11111..\n"
              ".11111..\n"
              "........\n");
    EXPECT_EQ(frame.objects[0].name, "dog#2");
    EXPECT_EQ(frame.objects[1].category, "cat");
    EXPECT_FALSE(frame.camera.known);
    EXPECT_EQ(frame.camera.extent, (Extent{8, 6}));
}

TEST(CocoFrame, RunLengthsOfBothForms) {
    // Column-major: one pixel at (0, 1), then two at (1, 0).
    const Frame frame = frame_from(
        R"({"id": 1, "image_id": 7, "category_id": 3, "iscrowd": 0,
            "segmentation": {"size": [6, 8], "counts": [1, 1, 4, 2, 40]}})");
    EXPECT_EQ(frame.ids.at(0, 1), 1u);
    EXPECT_EQ(frame.ids.at(1, 0), 1u);
    EXPECT_EQ(frame.ids.at(1, 1), 1u);
    EXPECT_EQ(std::ranges::count(frame.ids, 1u), 3);
    const Frame text = frame_from(
        R"({"id": 1, "image_id": 7, "category_id": 3,
            "segmentation": {"size": [6, 8], "counts": "1141T1"}})",
        {"cat"});
    EXPECT_EQ(text.ids.at(0, 1), 1u);
}

TEST(CocoFrame, CrowdsAndOtherCategoriesAreNotLabelled) {
    const Frame frame = frame_from(
        R"({"id": 1, "image_id": 7, "category_id": 3, "iscrowd": 1,
            "segmentation": {"size": [6, 8], "counts": [0, 6, 42]}},
           {"id": 2, "image_id": 7, "category_id": 9, "segmentation": [[1, 0, 6, 0, 6, 5, 1, 5]]})",
        {"cat"});
    ASSERT_EQ(frame.objects.size(), 2u);
    EXPECT_FALSE(frame.objects[0].labelled());
    EXPECT_FALSE(frame.objects[1].labelled());
    EXPECT_THAT(frame.rejects, ElementsAre("cat#1: a crowd"));
}

TEST(CocoFrame, RunsThatDoNotFitAreAFinding) {
    const auto pictures = read_coco_instances(
        dataset(R"({"id": 1, "image_id": 7, "category_id": 3, "segmentation": {"counts": [3]}})"),
        "a.json");
    ASSERT_TRUE(pictures);
    const auto frame = frame_of(pictures->at(0), {"cat"}, "a.json");
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.errors()[0].to_string(),
              "a.json: annotation 1: its runs do not fit a picture of 8 x 6");
}

}  // namespace
}  // namespace diorama
