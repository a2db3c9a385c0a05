#include "augment/paste/pose.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

using test::ring;
using test::solid;

Sprite cutout_of(const Image<Rgba8>& picture) {
    auto cutout = make_sprite(picture, "thing", "thing.png");
    EXPECT_TRUE(cutout);
    return *cutout;
}

/// Every pixel its own color.
Image<Rgba8> chart(Extent extent) {
    Image<Rgba8> picture(extent);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x)
            picture.at(x, y) = {static_cast<std::uint8_t>(10 * x + 5),
                                static_cast<std::uint8_t>(20 * y + 7),
                                static_cast<std::uint8_t>(x * y), 255};
    return picture;
}

Rgb8 color_at(const Layer& layer, int x, int y) { return layer.color.at(x - layer.x, y - layer.y); }

TEST(PosedLayer, WithoutScaleAndTurnEveryPixelStays) {
    const Image<Rgba8> picture = chart({7, 5});
    const Layer layer = posed_layer(3, cutout_of(picture), {});
    EXPECT_EQ(layer.id, 3u);
    EXPECT_EQ(layer.rect(),
              (Rect{-kLayerMargin, -kLayerMargin, 7 + 2 * kLayerMargin, 5 + 2 * kLayerMargin}));
    for (int y = 0; y < 5; ++y) {
        for (int x = 0; x < 7; ++x) {
            const Rgba8 p = picture.at(x, y);
            EXPECT_EQ(color_at(layer, x, y), (Rgb8{p.r, p.g, p.b})) << x << ' ' << y;
        }
    }
    EXPECT_EQ(amodal_of(layer).total_area, 35u);
}

TEST(PosedLayer, AFlipMirrorsAndAQuarterTurnIsCounterclockwise) {
    const Image<Rgba8> picture = chart({7, 5});
    const Sprite cutout = cutout_of(picture);
    const Layer flipped = posed_layer(1, cutout, {.flip = true});
    const Layer turned = posed_layer(1, cutout, {.rotation_rad = 0.5f * kPi});
    EXPECT_EQ(posed_extent(cutout, {.rotation_rad = 0.5f * kPi}), (Extent{5, 7}));
    for (int y = 0; y < 5; ++y) {
        for (int x = 0; x < 7; ++x) {
            const Rgba8 p = picture.at(x, y);
            EXPECT_EQ(color_at(flipped, 6 - x, y), (Rgb8{p.r, p.g, p.b}));
            // The right edge becomes the top.
            EXPECT_EQ(color_at(turned, y, 6 - x), (Rgb8{p.r, p.g, p.b}));
        }
    }
}

TEST(PosedLayer, ShrinkingKeepsTheAreaAndTheColor) {
    const Sprite cutout = cutout_of(ring(400, 0, 200, {200, 100, 50, 255}));
    for (const float scale : {0.05f, 0.13f, 0.25f, 0.4f, 0.7f, 1.6f}) {
        const Layer layer = posed_layer(1, cutout, {.scale = scale, .rotation_rad = 0.6f});
        const double expected = 3.14159265 * 200 * 200 * scale * scale;
        // A ring of half a pixel around a disc of radius r is 1/r of it.
        EXPECT_NEAR(static_cast<double>(amodal_of(layer).total_area) / expected, 1.0,
                    0.25 / (200 * scale))
            << scale;
        for (std::size_t i = 0; i < layer.color.pixels().size(); ++i) {
            const Rgb8 c = layer.color.pixels()[i];
            EXPECT_NEAR(c.r, 200, 1);
            EXPECT_NEAR(c.g, 100, 1);
            EXPECT_NEAR(c.b, 50, 1);
        }
    }
}

TEST(PosedLayer, NothingOfATurnedPictureIsLeftOut) {
    Rng rng{8};
    for (int round = 0; round < 60; ++round) {
        const Extent extent{static_cast<int>(rng.integer(20, 160)),
                            static_cast<int>(rng.integer(20, 160))};
        const Sprite cutout = cutout_of(solid(extent, {255, 255, 255, 255}));
        const SpritePose pose{.scale = static_cast<float>(rng.uniform(0.3, 2.0)),
                              .rotation_rad = static_cast<float>(rng.uniform(-3.2, 3.2)),
                              .flip = rng.chance(0.5)};
        const Layer layer = posed_layer(1, cutout, pose);
        double covered = 0;
        for (const std::uint8_t a : layer.alpha) covered += a / 255.0;
        const double area = static_cast<double>(extent.area()) * pose.scale * pose.scale;
        EXPECT_NEAR(covered / area, 1.0, 0.02) << round;
    }
}

TEST(PosedLayer, BleedingLessFarChangesNothingNearTheMask) {
    Image<Rgba8> picture = ring(60, 12, 28, {200, 100, 50, 255});
    for (int x = 0; x < 60; ++x)
        for (int y = 0; y < 60; ++y)
            if (picture.at(x, y).a > 0) picture.at(x, y).r = static_cast<std::uint8_t>(4 * x);
    const Sprite cutout = cutout_of(picture);
    const SpritePose pose{.scale = 0.9f, .rotation_rad = 0.5f};
    const Layer all = posed_layer(1, cutout, pose), near = posed_layer(1, cutout, pose, 6);
    EXPECT_EQ(all.alpha, near.alpha);
    const auto solid_near = [&](int x, int y) {
        for (int v = std::max(0, y - 4); v <= std::min(all.alpha.height() - 1, y + 4); ++v)
            for (int u = std::max(0, x - 4); u <= std::min(all.alpha.width() - 1, x + 4); ++u)
                if (all.alpha.at(u, v) > 0) return true;
        return false;
    };
    bool differs = false;
    for (int y = 0; y < all.color.height(); ++y) {
        for (int x = 0; x < all.color.width(); ++x) {
            const bool same = all.color.at(x, y) == near.color.at(x, y);
            EXPECT_TRUE(same || !solid_near(x, y)) << x << ' ' << y;
            differs = differs || !same;
        }
    }
    EXPECT_TRUE(differs);  // or nothing was saved
}

TEST(PosedLayer, NothingOfWhatLiesUnderTransparencyEntersAnEdge) {
    Image<Rgba8> picture({40, 40}, {255, 0, 255, 0});  // magenta, unseen
    for (int y = 8; y < 32; ++y)
        for (int x = 8; x < 32; ++x) picture.at(x, y) = {0, 120, 0, 255};
    const Layer layer = posed_layer(1, cutout_of(picture), {.scale = 0.6f, .rotation_rad = 0.3f});
    for (const Rgb8& c : layer.color) EXPECT_EQ(c, (Rgb8{0, 120, 0}));
}

TEST(PosedLayer, SurroundingsAreWhatWasAroundTheObject) {
    const Image<Rgba8> colors = chart({25, 11});
    Image<Rgb8> photo({25, 11});
    std::ranges::transform(colors, photo.begin(), [](const Rgba8& p) {
        return Rgb8{p.r, p.g, p.b};
    });
    Image<std::uint8_t> mask({25, 11}, 0);
    for (int y = 0; y < 6; ++y)
        for (int x = 10; x < 18; ++x) mask.at(x, y) = 1;
    const auto cutout = make_sprite(photo, mask, 0, 0, true, "thing", "");
    ASSERT_TRUE(cutout);
    const Layer layer = posed_layer(1, *cutout, {});
    ASSERT_EQ(layer.surroundings.extent(), layer.color.extent());
    // The layer's (0, 0) is the photograph's (10, 0); above the first row it repeats.
    for (int y = -2; y < 8; ++y)
        for (int x = -2; x < 10; ++x)
            EXPECT_EQ(layer.surroundings.at(x - layer.x, y - layer.y),
                      photo.at(10 + x, std::max(y, 0)));
}

TEST(PosedLayer, OnePixelAndThinCutouts) {
    for (const Extent extent : {Extent{1, 1}, Extent{1, 90}, Extent{90, 1}}) {
        const Sprite cutout = cutout_of(solid(extent, {255, 255, 255, 255}));
        for (const float scale : {0.001f, 0.3f, 1.0f, 5.0f}) {
            const Layer layer = posed_layer(1, cutout, {.scale = scale, .rotation_rad = 0.2f});
            EXPECT_LE(layer.color.width(), 500);
        }
        EXPECT_EQ(amodal_of(posed_layer(1, cutout, {})).total_area, extent.area());
    }
}

TEST(Sprite, HoldsTheTightBoxAndHalvesDownToAPixel) {
    Image<Rgba8> picture({30, 20}, {0, 0, 0, 0});
    for (int y = 4; y < 9; ++y)
        for (int x = 10; x < 23; ++x) picture.at(x, y) = {100, 100, 100, 255};
    const Sprite cutout = cutout_of(picture);
    EXPECT_EQ(cutout.box, (Rect{10, 4, 13, 5}));
    EXPECT_EQ(cutout.picture, (Extent{30, 20}));
    ASSERT_EQ(cutout.levels.size(), 5u);
    EXPECT_EQ(cutout.levels[1].extent(), (Extent{7 + 2, 3 + 2}));
    EXPECT_EQ(cutout.levels[4].extent(), (Extent{1 + 2, 1 + 2}));
}

TEST(Sprite, APictureWithoutAlphaIsRefused) {
    const auto cutout = make_sprite(solid({4, 4}, {1, 2, 3, 0}), "thing", "empty.png");
    ASSERT_FALSE(cutout);
    EXPECT_EQ(cutout.errors()[0].to_string(),
              "empty.png: no pixel with alpha, expected an object cut out");
}

TEST(Sprite, TheFringeOfAMaskTakesItsColorFromFurtherInside) {
    Image<Rgb8> photo({20, 20}, {250, 250, 250});
    Image<std::uint8_t> mask({20, 20}, 0);
    for (int y = 5; y < 15; ++y) {
        for (int x = 5; x < 15; ++x) {
            const bool edge = x == 5 || y == 5 || x == 14 || y == 14;
            photo.at(x, y) = edge ? Rgb8{180, 180, 180} : Rgb8{40, 40, 40};
            mask.at(x, y) = 1;
        }
    }
    const auto plain = make_sprite(photo, mask, 0, 0, false, "thing", "");
    const auto clean = make_sprite(photo, mask, 0, 1, false, "thing", "");
    ASSERT_TRUE(plain && clean);
    EXPECT_EQ(plain->box, clean->box);
    EXPECT_EQ(plain->levels[0].at(1, 5), (Rgba8{180, 180, 180, 255}));
    EXPECT_EQ(clean->levels[0].at(1, 5), (Rgba8{40, 40, 40, 255}));
}

}  // namespace
}  // namespace diorama
