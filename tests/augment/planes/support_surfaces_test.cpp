#include "augment/planes/support_surfaces.hpp"

#include <gtest/gtest.h>

#include "tests/augment/planes/plane_scenes.hpp"

namespace diorama {
namespace {

PlaneRegion region(const glm::vec3& normal, int pixels) {
    return {.plane = {.normal = glm::normalize(normal), .offset_m = 1.0f},
            .mask = {0, 0, Image<std::uint8_t>({pixels, 1}, 1)},
            .inliers = static_cast<std::size_t>(pixels)};
}

constexpr Extent kPicture{640, 480};

TEST(SupportSurfaces, TakesFloorsAndNeitherWallsNorCeilings) {
    const std::vector<PlaneRegion> planes{region({0, 0, 1}, 90000), region({0, 1, 0.2f}, 20000),
                                          region({0, -1, 0.1f}, 20000), region({0, 1, 0}, 3000)};
    const auto found = support_surfaces(planes, kPicture);
    EXPECT_EQ(found.planes, (std::vector<std::size_t>{1}));
    EXPECT_EQ(found.relaxations, 0);
}

TEST(SupportSurfaces, RelaxesOnlyAsFarAsNeeded) {
    // Cosine 0.6 is met after two steps of 0.05.
    const auto found = support_surfaces({region({0, 0.6f, 0.8f}, 20000)}, kPicture);
    EXPECT_EQ(found.planes.size(), 1u);
    EXPECT_EQ(found.relaxations, 2);
    const auto small = support_surfaces({region({0, 1, 0}, 2500)}, kPicture);
    EXPECT_EQ(small.planes.size(), 1u);
    EXPECT_EQ(small.relaxations, 2);
}

TEST(SupportSurfaces, EndsWithoutAny) {
    EXPECT_TRUE(support_surfaces({}, kPicture).planes.empty());
    const auto walls = support_surfaces({region({0, 0.1f, 1}, 90000)}, kPicture);
    EXPECT_TRUE(walls.planes.empty());
    EXPECT_EQ(walls.relaxations, 6);
}

TEST(EstimateUp, FindsTheTiltOfACamera) {
    // A camera pitched down by 30 degrees sees floor and wall turned by as much.
    const float s = std::sin(radians(30.0f)), c = std::cos(radians(30.0f));
    const std::vector<PlaneRegion> planes{region({0, c, s}, 50000), region({0, -s, c}, 40000),
                                          region({0.8f, -0.6f * s, 0.6f * c}, 9000)};
    const glm::vec3 up = estimate_up(planes, {0, 1, 0});
    EXPECT_LT(glm::distance(up, glm::vec3(0, c, s)), 0.01f);
    EXPECT_EQ(estimate_up({}, {0, 1, 0}), glm::vec3(0, 1, 0));
}

TEST(EstimateUp, DoesNotLeaveTheGuessFarBehind) {
    const glm::vec3 up = estimate_up({region({0, 0, 1}, 50000)}, {0, 1, 0});
    EXPECT_GT(up.y, 0.99f);
}

}  // namespace
}  // namespace diorama
