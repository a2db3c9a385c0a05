#include "augment/paste/place.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "augment/paste/stand.hpp"
#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

constexpr Extent kPicture{100, 50};

Sprite sprite_of(Extent extent) {
    return *make_sprite(test::solid(extent, {200, 10, 10, 255}), "thing", "thing.png");
}

PasteConfig placed(PastePlaceConfig place) {
    PasteConfig config;
    config.scale_of = ScaleOf::Cutout;
    config.scale = 1.0;
    config.rotation_deg = 0.0;
    config.place = std::move(place);
    return config;
}

Plate empty_plate() {
    Plate plate;
    plate.frame.ids = Image<std::uint32_t>(kPicture, kBackgroundId);
    return plate;
}

/// A camera 1 m above endless ground, looking 30 degrees down, with a wall 4 m away.
Plate ground_plate() {
    Plate plate = empty_plate();
    plate.frame.camera.extent = kPicture;
    plate.frame.camera.intrinsics = intrinsics_from_fov(kPicture, radians(50.0f));
    const Plane ground{.normal = {0.0f, std::cos(radians(30.0f)), std::sin(radians(30.0f))},
                       .offset_m = 1.0f};
    plate.up = ground.normal;
    plate.frame.depth = Image<float>(kPicture);
    PlaneRegion region{.plane = ground, .mask = {0, 0, Image<std::uint8_t>(kPicture)}};
    for (int y = 0; y < kPicture.height; ++y) {
        for (int x = 0; x < kPicture.width; ++x) {
            const double depth = depth_at(ground, plate.frame.camera.intrinsics, x + 0.5, y + 0.5);
            plate.frame.depth.at(x, y) = static_cast<float>(std::min(depth, 4.0));
            region.mask.pixels.at(x, y) = depth < 4.0 ? 1 : 0;
        }
    }
    plate.surfaces = {region};
    return plate;
}

TEST(Placer, AnywhereReachesBothEndsOfItsRangeAndNoFurther) {
    const Plate plate = empty_plate();
    const PasteConfig config = placed(AnywherePlace{.truncation = 0.25});
    const Sprite sprite = sprite_of({40, 8});
    const Placer placer(config, sprite, plate, Rng{1});
    int left = 999, right = -999, top = 999, bottom = -999;
    for (std::uint64_t i = 0; i < 3000; ++i) {
        const Rect box = placer.draw(i)->amodal.total_box;
        left = std::min(left, box.x);
        right = std::max(right, box.x);
        top = std::min(top, box.y);
        bottom = std::max(bottom, box.y);
    }
    EXPECT_EQ(left, -10);
    EXPECT_EQ(right, 70);
    EXPECT_EQ(top, -2);
    EXPECT_EQ(bottom, 44);
}

TEST(Placer, AMaskAsLargeAsThePictureLiesOnIt) {
    const Plate plate = empty_plate();
    const PasteConfig config = placed(AnywherePlace{.truncation = 0});
    const Sprite sprite = sprite_of(kPicture);
    const auto candidate = Placer(config, sprite, plate, Rng{1}).draw(0);
    EXPECT_EQ(candidate->amodal.total_box, (Rect{0, 0, kPicture.width, kPicture.height}));
}

TEST(Placer, ScanlineKeepsTheBottomRowAndTheSize) {
    const Plate plate = empty_plate();
    const PasteConfig config = placed(ScanlinePlace{});
    // In a picture as high as ours, and in one twice as high.
    for (const int factor : {1, 2}) {
        Image<Rgba8> donor({300 * factor, 50 * factor}, {0, 0, 0, 0});
        for (int y = 10 * factor; y < 37 * factor; ++y)
            for (int x = 20 * factor; x < 33 * factor; ++x) donor.at(x, y) = {90, 90, 90, 255};
        const auto sprite = make_sprite(donor, "thing", "thing.png");
        ASSERT_TRUE(sprite);
        const Placer placer(config, *sprite, plate, Rng{2});
        int least = 999, most = -999;
        for (std::uint64_t i = 0; i < 500; ++i) {
            const Rect box = placer.draw(i)->amodal.total_box;
            EXPECT_EQ(box.bottom(), 37);
            EXPECT_EQ(box.height, 27);
            EXPECT_EQ(box.width, 13);
            least = std::min(least, box.x);
            most = std::max(most, box.x);
        }
        EXPECT_EQ(least, -3);
        EXPECT_EQ(most, 90);
    }
}

TEST(Placer, OnPlanesThingsStandOnTheGroundInTheirSize) {
    const Plate plate = ground_plate();
    PlanesPlace planes{.height_m = 0.4, .jitter = 1.0};
    const PasteConfig config = placed(planes);
    const Sprite sprite = sprite_of({20, 40});
    const Placer placer(config, sprite, plate, Rng{3});
    int placed_count = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const auto candidate = placer.draw(i);
        if (!candidate) continue;
        ++placed_count;
        const Rect box = candidate->amodal.total_box;
        const int x = box.x + box.width / 2, y = box.bottom() - 1;
        // The middle of its lower edge lies on the plane, at the plane's depth.
        ASSERT_TRUE(plate.surfaces[0].mask.pixels.at(x, y));
        EXPECT_NEAR(candidate->depth_m, plate.frame.depth.at(x, y), 1e-4);
        // size * f / depth; a turn adds to the box, and pixels are whole.
        const double expected = 0.4 * plate.frame.camera.intrinsics.fy / candidate->depth_m;
        EXPECT_NEAR(box.height, expected, 0.1 * expected + 2);
    }
    EXPECT_GT(placed_count, 100);
}

TEST(Placer, HeightsByCategoryReplaceTheCommonOne) {
    PlanesPlace planes{.height_m = 5.0, .heights_m = {{"thing", 0.2}}, .jitter = 1.0};
    EXPECT_FLOAT_EQ(draw_height_m(planes, "thing", Rng{1}), 0.2f);
    EXPECT_FLOAT_EQ(draw_height_m(planes, "other", Rng{1}), 5.0f);
}

TEST(Placer, WithoutASurfaceThereIsNoHope) {
    Plate plate = ground_plate();
    plate.surfaces.clear();
    const PasteConfig config = placed(PlanesPlace{});
    const Sprite sprite = sprite_of({20, 40});
    EXPECT_EQ(Placer(config, sprite, plate, Rng{1}).hopeless(),
              "nothing in the background can carry things");
}

TEST(Stand, NearerThingsOfThePlateHideALayer) {
    Image<float> depth({30, 20}, 3.0f);
    for (int y = 0; y < 20; ++y) depth.at(10, y) = 1.0f;
    Layer layer = make_layer(1, 8, 5, test::solid({6, 6}, {9, 9, 9, 255}));
    hide_behind(layer, depth, 2.0f);
    for (int x = 8; x < 14; ++x)
        EXPECT_EQ(layer.alpha.at(x - layer.x, 7 - layer.y), x == 10 ? 0 : 255) << x;
}

}  // namespace
}  // namespace diorama
