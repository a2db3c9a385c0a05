#include "augment/blend/poisson.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "augment/blend/compose.hpp"
#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

constexpr PoissonBlend kImport{}, kMixed{.mixed = true}, kObject{.ring = PoissonRing::Object};

/// A layer cut from a photograph of the plate's size and place.
Layer cut_from(const Image<Rgb8>& photo, const Image<std::uint8_t>& alpha) {
    Image<Rgba8> cutout(photo.extent());
    for (std::size_t i = 0; i < cutout.pixels().size(); ++i) {
        const Rgb8 c = photo.pixels()[i];
        cutout.pixels()[i] = {c.r, c.g, c.b, alpha.pixels()[i]};
    }
    Layer layer = make_layer(1, 0, 0, cutout, photo);
    return layer;
}

Image<std::uint8_t> disc_alpha(Extent extent, double radius) {
    Image<std::uint8_t> alpha(extent);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x)
            alpha.at(x, y) =
                std::hypot(x + 0.5 - extent.width / 2.0, y + 0.5 - extent.height / 2.0) < radius
                    ? 255
                    : 0;
    return alpha;
}

int largest_difference(const Image<Rgb8>& a, const Image<Rgb8>& b) {
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        const Rgb8 p = a.pixels()[i], q = b.pixels()[i];
        largest =
            std::max({largest, std::abs(p.r - q.r), std::abs(p.g - q.g), std::abs(p.b - q.b)});
    }
    return largest;
}

TEST(Poisson, NotOnePixelOutsideTheMask) {
    Rng rng{41};
    for (int round = 0; round < 60; ++round) {
        const Extent extent{48, 36};
        const Image<Rgb8> plate = test::random_picture(rng, extent);
        Layer layer = cut_from(test::random_picture(rng, extent), test::random_mask(rng, extent));
        layer.x += static_cast<int>(rng.integer(-20, 20));
        layer.y += static_cast<int>(rng.integer(-20, 20));
        for (const PoissonBlend& blend : {kImport, kMixed, kObject}) {
            Image<Rgb8> picture = plate;
            if (!layer.color.empty()) paste_poisson(picture, layer, blend);
            Image<std::uint32_t> ids(extent);
            label_layers(ids, std::span(&layer, 1));
            for (std::size_t i = 0; i < ids.pixels().size(); ++i) {
                if (ids.pixels()[i] != 0) continue;
                ASSERT_EQ(picture.pixels()[i], plate.pixels()[i]);
            }
        }
    }
}

TEST(Poisson, SourceEqualToThePlateReproducesIt) {
    Rng rng{42};
    const Image<Rgb8> plate = test::random_picture(rng, {50, 40});
    for (const PoissonBlend& blend : {kImport, kMixed}) {
        Image<Rgb8> picture = plate;
        paste_poisson(picture, cut_from(plate, test::random_mask(rng, plate.extent())), blend);
        EXPECT_EQ(picture, plate);
    }
}

TEST(Poisson, AConstantOffsetOfTheSourceHasNoEffect) {
    Rng rng{43};
    const Extent extent{60, 60};
    const Image<Rgb8> plate = test::soft_picture(rng, extent);
    Image<Rgb8> photo = test::soft_picture(rng, extent), offset = photo;
    for (Rgb8& pixel : offset)
        pixel = {static_cast<std::uint8_t>(pixel.r + 20), static_cast<std::uint8_t>(pixel.g - 15),
                 static_cast<std::uint8_t>(pixel.b + 5)};
    const Image<std::uint8_t> mask = disc_alpha(extent, 22);
    const PoissonBlend free{.drift_limit = 255};
    Image<Rgb8> first = plate, second = plate;
    paste_poisson(first, cut_from(photo, mask), free);
    paste_poisson(second, cut_from(offset, mask), free);
    EXPECT_LE(largest_difference(first, second), 1);
}

TEST(Poisson, TheRingDecidesWhetherAFlatObjectSurvives) {
    // A disc of 200 photographed on 100, put on 121.
    const Extent extent{60, 60};
    const Image<std::uint8_t> mask = disc_alpha(extent, 20);
    Image<Rgb8> photo(extent, {100, 100, 100});
    for (std::size_t i = 0; i < photo.pixels().size(); ++i)
        if (mask.pixels()[i] != 0) photo.pixels()[i] = {200, 200, 200};
    const Image<Rgb8> plate(extent, {121, 121, 121});
    Image<Rgb8> kept = plate, vanished = plate, capped = plate;
    paste_poisson(kept, cut_from(photo, mask), kImport);
    paste_poisson(vanished, cut_from(photo, mask),
                  {.ring = PoissonRing::Object, .drift_limit = 255});
    paste_poisson(capped, cut_from(photo, mask), kObject);
    EXPECT_NEAR(kept.at(30, 30).r, 221, 1);
    EXPECT_NEAR(kept.at(30, 12).r, 221, 1);
    EXPECT_NEAR(vanished.at(30, 30).r, 121, 1);
    EXPECT_NEAR(capped.at(30, 30).r, 160, 1);  // the mean moves by 40 and no further
}

TEST(Poisson, WhiteOnGreyMaySaturateButStays) {
    const Extent extent{60, 60};
    const Image<std::uint8_t> mask = disc_alpha(extent, 20);
    Image<Rgb8> photo(extent, {100, 100, 100});
    for (std::size_t i = 0; i < photo.pixels().size(); ++i)
        if (mask.pixels()[i] != 0) photo.pixels()[i] = {250, 250, 250};
    Image<Rgb8> picture(extent, {121, 121, 121});
    paste_poisson(picture, cut_from(photo, mask), kImport);
    EXPECT_EQ(picture.at(30, 30).r, 255);  // 271
}

TEST(Poisson, MixedKeepsThePlatesTextureUnderAFlatObject) {
    const Extent extent{60, 60};
    const Image<std::uint8_t> mask = disc_alpha(extent, 22);
    const Image<Rgb8> photo(extent, {90, 90, 90});
    Image<Rgb8> plate(extent, {120, 120, 120});
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 60; x += 6) plate.at(x, y) = {180, 180, 180};
    Image<Rgb8> import = plate, mixed = plate;
    paste_poisson(import, cut_from(photo, mask), kImport);
    paste_poisson(mixed, cut_from(photo, mask), kMixed);
    EXPECT_LE(largest_difference(mixed, plate), 1);
    EXPECT_GT(largest_difference(import, plate), 20);
}

TEST(Poisson, TheSidesOfThePictureDoNotBleed) {
    // The object hangs over the left side; the plate is 60 everywhere, the photo 140.
    const Extent extent{40, 40};
    const Image<Rgb8> plate(extent, {60, 60, 60}), photo(extent, {90, 90, 90});
    Image<Rgb8> picture = plate;
    Layer layer = cut_from(photo, disc_alpha(extent, 15));
    layer.x -= 20;
    paste_poisson(picture, layer, kImport);
    EXPECT_LE(largest_difference(picture, plate), 0);
}

TEST(Poisson, AMaskOverTheWholePictureIsPastedAsItIs) {
    Rng rng{44};
    const Image<Rgb8> photo = test::random_picture(rng, {20, 10});
    Image<Rgb8> picture({20, 10});
    paste_poisson(picture, cut_from(photo, Image<std::uint8_t>({20, 10}, 255)), kImport);
    EXPECT_EQ(picture, photo);
}

TEST(Poisson, WithoutSurroundingsComposeUsesTheGaussian) {
    Rng rng{45};
    const Image<Rgb8> plate = test::random_picture(rng, {40, 30});
    const Layer layers[] = {test::layer_of(1, 10, 10, "####"), test::layer_of(2, 20, 12, "##")};
    EXPECT_EQ(compose(plate, layers, kImport), compose(plate, layers, GaussianBlend{}));
    EXPECT_NE(compose(plate, layers, kObject), compose(plate, layers, GaussianBlend{}));
}

}  // namespace
}  // namespace diorama
