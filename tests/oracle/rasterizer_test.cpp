#include "tests/oracle/rasterizer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/oracle/random_scene.hpp"
#include "tests/oracle/raycaster.hpp"

namespace diorama::oracle {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// A camera at the origin for which a point at depth 1 m lies at the pixel (x, -y) of its own
// coordinates: one pixel is one meter.
Scene flat_scene(Extent extent) {
    Scene scene;
    scene.camera = {
        .extent = extent, .intrinsics = {.fx = 1, .fy = 1, .cx = 0, .cy = 0}, .near_m = 0.5f};
    return scene;
}

// Triangles at a depth of 1 m, corners in pixels.
void add_flat(Scene& scene, const std::vector<glm::vec2>& corners, float depth = 1.0f) {
    Model model{.name = "flat", .materials = {{}}};
    MeshPart part;
    for (const glm::vec2& corner : corners) {
        part.indices.push_back(static_cast<std::uint32_t>(part.vertices.size()));
        part.vertices.push_back({.position = {corner.x * depth, -corner.y * depth, -depth}});
    }
    model.parts.push_back(part);
    update_bounds(model);
    scene.instances.push_back(
        make_instance("flat", std::make_shared<const Model>(model), glm::mat4(1.0f)));
}

std::vector<glm::vec2> square(float x, float y, float size) {
    return {{x, y}, {x, y + size},        {x + size, y + size},
            {x, y}, {x + size, y + size}, {x + size, y}};
}

std::vector<std::string> rows(const Image<std::uint32_t>& ids) {
    std::vector<std::string> result;
    for (int y = 0; y < ids.height(); ++y) {
        result.emplace_back();
        for (int x = 0; x < ids.width(); ++x)
            result.back() += ids.at(x, y) == 0 ? '.' : static_cast<char>('0' + ids.at(x, y));
    }
    return result;
}

TEST(Rasterizer, SquareOnPixelEdgesCoversItsPixels) {
    Scene scene = flat_scene({5, 4});
    add_flat(scene, square(1, 1, 2));
    const auto expected = ElementsAre(".....",  //
                                      ".11..",  //
                                      ".11..",  //
                                      ".....");
    EXPECT_THAT(rows(rasterize(scene).ids), expected);
    EXPECT_THAT(rows(raycast(scene).ids), expected);
}

TEST(Rasterizer, SquareOnPixelCentersOwnsItsTopAndLeftSide) {
    Scene scene = flat_scene({5, 4});
    add_flat(scene, square(1.5f, 0.5f, 2));
    EXPECT_THAT(rows(rasterize(scene).ids), ElementsAre(".11..",  //
                                                        ".11..",  //
                                                        ".....",  //
                                                        "....."));
}

TEST(Rasterizer, NeighborsShareEachPixelOnce) {
    // Two squares and, below, two triangles whose common diagonal runs through pixel centers.
    Scene scene = flat_scene({5, 4});
    add_flat(scene, square(0.5f, 0.5f, 2));
    add_flat(scene, square(2.5f, 0.5f, 2));
    EXPECT_THAT(rows(rasterize(scene).ids), ElementsAre("1122.",  //
                                                        "1122.",  //
                                                        ".....",  //
                                                        "....."));
    Scene halves = flat_scene({4, 4});
    add_flat(halves, {{0, 0}, {0, 4}, {4, 4}});  // lower left of the main diagonal
    add_flat(halves, {{0, 0}, {4, 4}, {4, 0}});
    // For the lower one the diagonal is a right edge, for the upper one a left edge.
    EXPECT_THAT(rows(rasterize(halves).ids), ElementsAre("2222",  //
                                                         "1222",  //
                                                         "1122",  //
                                                         "1112"));
    const std::size_t lower = 0, upper = 1;
    EXPECT_EQ(rasterize_alone(halves, lower, {0, 0, 4, 4}).pixels.at(1, 1), 0);
    EXPECT_EQ(rasterize_alone(halves, upper, {0, 0, 4, 4}).pixels.at(1, 1), 1);
}

TEST(Rasterizer, SnapsToTheNearestPartOf256) {
    // A left side just right of a pixel center: 0.4/256 px snap back onto it, 0.6/256 px do not.
    for (const auto& [offset, pixel] : {std::pair{0.4f, 1u}, std::pair{0.6f, 0u}}) {
        Scene scene = flat_scene({4, 1});
        add_flat(scene, square(1.5f + offset / 256, -1, 8));
        EXPECT_EQ(rasterize(scene).ids.at(1, 0), pixel) << offset;
    }
}

TEST(Rasterizer, NearestWinsAndOfEqualsTheFirst) {
    Scene scene = flat_scene({3, 1});
    add_flat(scene, square(0, 0, 1), 2);
    add_flat(scene, square(0, 0, 2), 3);
    add_flat(scene, square(0, 0, 3), 3);
    const Picture picture = rasterize(scene);
    EXPECT_THAT(rows(picture.ids), ElementsAre("123"));
    EXPECT_THAT(picture.depth.pixels(), ElementsAre(2, 3, 3));
    EXPECT_THAT(rows(raycast(scene).ids), ElementsAre(::testing::AnyOf("123", "133")));
}

TEST(Rasterizer, KnowsWhereFloatsCannotTellWhatIsNearest) {
    // One unit in the last place of a float behind each other, and ten.
    Scene scene = flat_scene({3, 1});
    add_flat(scene, square(0, 0, 1), 1.0f);
    add_flat(scene, square(0, 0, 3), 1.0f + 0x1p-23f);
    add_flat(scene, square(2, 0, 1), 1.0f + 11 * 0x1p-23f);
    const Picture picture = rasterize(scene);
    EXPECT_THAT(rows(picture.ids), ElementsAre("122"));
    EXPECT_THAT(picture.ties, ElementsAre(Pair(0u, ElementsAre(1u, 2u))));
}

TEST(Rasterizer, NothingBeforeTheNearPlane) {
    Scene scene = flat_scene({2, 1});
    add_flat(scene, square(0, 0, 2), 0.49f);
    add_flat(scene, square(0, 0, 2), -1.0f);
    for (const Picture& picture : {rasterize(scene), raycast(scene)}) {
        EXPECT_THAT(rows(picture.ids), ElementsAre(".."));
        EXPECT_EQ(picture.depth.at(0, 0), std::numeric_limits<float>::infinity());
        EXPECT_EQ(picture.triangles.at(0, 0), kNoTriangle);
    }
}

TEST(Rasterizer, CutsTrianglesAtTheNearPlane) {
    // A floor 1 m below the eye that begins behind it: row y looks down by (y + 0.5 - cy) / fy.
    Scene scene;
    scene.camera = {
        .extent = {3, 8}, .intrinsics = {.fx = 2, .fy = 2, .cx = 1.5, .cy = 2}, .near_m = 0.5f};
    Model model{.name = "floor", .parts = {{}}, .materials = {{}}};
    model.parts[0].vertices = {
        {.position = {-50, -1, 10}}, {.position = {50, -1, 10}}, {.position = {0, -1, -30}}};
    model.parts[0].indices = {0, 1, 2};
    scene.instances.push_back(
        make_instance("floor", std::make_shared<const Model>(model), glm::mat4(1.0f)));
    // Depth 2 / (y + 0.5 - 2): row 2 sees 4 m, row 5 sees 0.571 m, row 6 would see 0.444 m.
    for (const Picture& picture : {rasterize(scene), raycast(scene)}) {
        EXPECT_THAT(rows(picture.ids),
                    ElementsAre("...", "...", "111", "111", "111", "111", "...", "..."));
        EXPECT_NEAR(picture.depth.at(1, 2), 4, 1e-5);
        EXPECT_NEAR(picture.depth.at(1, 5), 2 / 3.5, 1e-6);
    }
}

TEST(Rasterizer, CanvasReachesBeyondThePicture) {
    Scene scene = flat_scene({2, 2});
    add_flat(scene, square(-3, 1, 4));
    const Rect canvas{-4, 0, 8, 6};
    for (const Mask& mask : {rasterize_alone(scene, 0, canvas), raycast_alone(scene, 0, canvas)}) {
        EXPECT_EQ(mask.rect(), canvas);
        for (int y = canvas.y; y < canvas.bottom(); ++y)
            for (int x = canvas.x; x < canvas.right(); ++x)
                EXPECT_EQ(mask.pixels.at(x - canvas.x, y - canvas.y),
                          x >= -3 && x < 1 && y >= 1 && y < 5)
                    << x << ' ' << y;
    }
}

}  // namespace
}  // namespace diorama::oracle
