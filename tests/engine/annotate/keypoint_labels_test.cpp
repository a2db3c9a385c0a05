#include "engine/annotate/keypoint_labels.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

TEST(SettleKeypoints, GoesByTheFinalIds) {
    Frame frame{.ids = Image<std::uint32_t>({4, 3})};
    frame.ids.at(1, 1) = 1;
    frame.ids.at(2, 1) = 2;
    frame.objects.resize(2);
    frame.objects[0].keypoints = {{.name = "own", .pixel = {1.5f, 1.5f}, .visibility = 2},
                                  {.name = "of another", .pixel = {2.1f, 1.9f}, .visibility = 2},
                                  {.name = "hidden", .pixel = {1.5f, 1.5f}, .visibility = 1},
                                  {.name = "left", .pixel = {-0.1f, 1}, .visibility = 2},
                                  {.name = "at the edge", .pixel = {4, 1}, .visibility = 1}};
    settle_keypoints(frame);
    const std::vector<Keypoint>& points = frame.objects[0].keypoints;
    EXPECT_EQ(points[0].visibility, 2);
    EXPECT_EQ(points[1].visibility, 1);
    EXPECT_EQ(points[1].pixel, glm::vec2(2.1f, 1.9f));
    EXPECT_EQ(points[2].visibility, 1);
    for (const std::size_t i : {3u, 4u}) {
        EXPECT_EQ(points[i].visibility, 0);
        EXPECT_EQ(points[i].pixel, glm::vec2(0.0f));
    }
}

}  // namespace
}  // namespace diorama
