#include "engine/annotate/text_crop.hpp"

#include <gtest/gtest.h>

#include "augment/text/homography.hpp"

namespace diorama {
namespace {

TEST(QuadFromSquare, MapsCornersAndIsTheHomographyOfAPlane) {
    const Quad quad{glm::vec2(10, 20), {80, 30}, {75, 70}, {5, 60}};
    const glm::dmat3 m = quad_from_square(quad);
    const glm::dvec2 corners[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_LT(glm::distance(map_point(m, corners[i]), glm::dvec2(quad[i])), 1e-9);

    const Plane plane{.normal = glm::normalize(glm::vec3(0.7f, 0.3f, 1)), .offset_m = 2};
    const Intrinsics k{.fx = 500, .fy = 500, .cx = 320, .cy = 240};
    const glm::dmat3 page = *image_from_plane(plane, k, {300, 200});
    Quad seen;
    for (std::size_t i = 0; i < 4; ++i) seen[i] = glm::vec2(map_point(page, corners[i]));
    EXPECT_LT(
        glm::distance(map_point(quad_from_square(seen), {0.3, 0.6}), map_point(page, {0.3, 0.6})),
        1e-3);
}

TEST(RectifiedCrop, StraightensAQuad) {
    // Left half of the quad dark, right half light, on a slanted band.
    const Quad quad{glm::vec2(20, 20), {100, 40}, {100, 70}, {20, 50}};
    Image<Rgb8> picture({120, 90}, {0, 0, 255});
    for (int y = 0; y < 90; ++y) {
        for (int x = 20; x < 100; ++x) {
            const double top = 20 + 0.25 * (x + 0.5 - 20);
            if (y + 0.5 < top || y + 0.5 > top + 30) continue;
            picture.at(x, y) = x < 60 ? Rgb8{20, 20, 20} : Rgb8{220, 220, 220};
        }
    }
    const Image<Rgb8> crop = rectified_crop(picture, quad, 20, 0.0);
    EXPECT_EQ(crop.height(), 20);
    EXPECT_NEAR(crop.width(), 55, 1);  // sides of 82.5 and 30
    for (int y = 2; y < 18; ++y) {
        EXPECT_EQ(crop.at(10, y), (Rgb8{20, 20, 20}));
        EXPECT_EQ(crop.at(45, y), (Rgb8{220, 220, 220}));
    }
}

TEST(RectifiedCrop, KeepsAMarginAndRepeatsTheEdge) {
    const Quad quad{glm::vec2(10, 10), {30, 10}, {30, 20}, {10, 20}};
    Image<Rgb8> picture({40, 30}, {200, 0, 0});
    for (int y = 10; y < 20; ++y) {
        for (int x = 10; x < 30; ++x) picture.at(x, y) = {0, 200, 0};
    }
    const Image<Rgb8> crop = rectified_crop(picture, quad, 20, 0.5);
    EXPECT_EQ(crop.width(), 30);
    EXPECT_EQ(crop.at(2, 2), (Rgb8{200, 0, 0}));
    EXPECT_EQ(crop.at(15, 10), (Rgb8{0, 200, 0}));
    const Quad outside{glm::vec2(-20, 10), {10, 10}, {10, 20}, {-20, 20}};
    EXPECT_EQ(rectified_crop(picture, outside, 10, 0.0).at(0, 5), (Rgb8{200, 0, 0}));
}

}  // namespace
}  // namespace diorama
