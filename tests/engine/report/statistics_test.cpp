#include "engine/report/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Plan two_categories() {
    return {.count = 10, .categories = {"book", "mug"}, .split = {{"train", 1.0}, {"val", 0.0}}};
}

AnnotationRecord annotation(const std::string& category, Rect box, double occlusion = 0) {
    AnnotationRecord record;
    record.annotation.category = category;
    record.annotation.box = box;
    record.annotation.area = static_cast<std::uint64_t>(box.width) * box.height;
    record.annotation.occlusion = occlusion;
    return record;
}

Record record_of(std::vector<AnnotationRecord> annotations) {
    PictureRecord picture{.annotations = std::move(annotations)};
    picture.camera.extent = {320, 240};
    return {.subset = "train", .pictures = {std::move(picture)}};
}

TEST(Histograms, BinsAndEnds) {
    Histogram histogram(0, 1, 4);
    for (const double value : {-3.0, 0.0, 0.24, 0.25, 0.99, 1.0, 7.0}) histogram.add(value);
    EXPECT_THAT(histogram.counts(), ElementsAre(3, 1, 0, 3));
}

TEST(Statistics, CountsByCategoryPictureAndSize) {
    DatasetStatistics statistics(two_categories());
    statistics.add(record_of({annotation("mug", {0, 0, 20, 20}), annotation("mug", {0, 0, 50, 50}),
                              annotation("book", {0, 0, 160, 120}, 0.5)}));
    statistics.add(record_of({annotation("mug", {0, 0, 31, 32})}));
    statistics.add(record_of({}));
    EXPECT_EQ(statistics.samples(), 3u);
    EXPECT_EQ(statistics.empty_pictures(), 1u);
    EXPECT_EQ(statistics.all().annotations, 4u);
    EXPECT_EQ(statistics.all().pictures, 2u);
    const CategoryStatistics &book = statistics.categories()[0], &mug = statistics.categories()[1];
    EXPECT_EQ(mug.annotations, 3u);
    EXPECT_EQ(mug.pictures, 2u);
    EXPECT_THAT(mug.coco_sizes, ElementsAre(2, 1, 0));
    EXPECT_THAT(book.coco_sizes, ElementsAre(0, 0, 1));
    EXPECT_EQ(book.size.counts()[24], 1u);       // a half of the picture's side: log2 is -1
    EXPECT_EQ(book.occlusion.counts()[10], 1u);  // 0.5
    EXPECT_EQ(mug.aspect.counts()[12], 2u);      // 1:1
    EXPECT_THAT(statistics.company(), ElementsAre(0, 1, 1, 1));
    EXPECT_THAT(statistics.subsets(), ElementsAre(Pair("train", 3), Pair("val", 0)));
    EXPECT_EQ(statistics.objects_per_picture().counts()[3], 1u);
}

TEST(Statistics, HeatCoversTheCellsWhoseMiddleIsInside) {
    DatasetStatistics statistics(two_categories());
    // A cell is 10 x 10 pixels.
    statistics.add(record_of({annotation("mug", {4, 6, 12, 10})}));
    const auto& heat = statistics.all().heat;
    const auto at = [&](int x, int y) { return heat[static_cast<std::size_t>(y * 32 + x)]; };
    EXPECT_EQ(at(0, 1), 1u);
    EXPECT_EQ(at(1, 1), 1u);
    EXPECT_EQ(at(0, 0), 0u);
    EXPECT_EQ(std::accumulate(heat.begin(), heat.end(), std::uint64_t{0}), 2u);
}

TEST(Statistics, ReasonsWithoutTheirNumbers) {
    EXPECT_EQ(reason_class("3 of 16 pixels"), "# of # pixels");
    EXPECT_EQ(reason_class("0.0123 of its area is visible, less than 0.05"),
              "# of its area is visible, less than #");
    EXPECT_EQ(reason_class("hidden"), "hidden");
    EXPECT_EQ(reason_class("ends. 7"), "ends. #");
    DatasetStatistics statistics(two_categories());
    Record record = record_of({});
    record.pictures[0].dropped = {{"mug#1", "mug", "3 of 16 pixels"},
                                  {"mug#2", "mug", "12 of 16 pixels"},
                                  {"book#1", "book", "hidden"}};
    record.pictures[0].rejects = {"mug#7: no free place"};
    statistics.add(record);
    EXPECT_THAT(statistics.dropped_reasons(),
                ElementsAre(Pair("# of # pixels", 2), Pair("hidden", 1)));
    EXPECT_THAT(statistics.reject_reasons(), ElementsAre(Pair("no free place", 1)));
    EXPECT_EQ(statistics.categories()[1].dropped, 2u);
}

TEST(Statistics, ManyCategoriesStayBounded) {
    Plan plan = two_categories();
    for (int i = 0; i < 1000; ++i) plan.categories.push_back("c" + std::to_string(i));
    DatasetStatistics statistics(plan);
    statistics.add(record_of({annotation("c999", {0, 0, 9, 9}), annotation("mug", {0, 0, 9, 9})}));
    EXPECT_EQ(statistics.categories().size(), DatasetStatistics::kMaxCategories);
    EXPECT_EQ(statistics.all().annotations, 2u);
}

}  // namespace
}  // namespace diorama
