#include "augment/blend/sharpness.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

Image<Rgb8> grain(Extent extent, int contrast) {
    Rng rng{4};
    Image<Rgb8> picture(extent);
    for (Rgb8& p : picture) {
        const auto value = static_cast<std::uint8_t>(128 + rng.integer(-contrast, contrast));
        p = {value, value, value};
    }
    return picture;
}

/// Means over (2 r + 1)^2 pixels.
Image<Rgb8> smoothed(const Image<Rgb8>& picture, int r) {
    Image<Rgb8> result(picture.extent());
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            int sum = 0, count = 0;
            for (int v = std::max(0, y - r); v <= std::min(picture.height() - 1, y + r); ++v)
                for (int u = std::max(0, x - r); u <= std::min(picture.width() - 1, x + r); ++u) {
                    sum += picture.at(u, v).r;
                    ++count;
                }
            const auto mean = static_cast<std::uint8_t>(sum / count);
            result.at(x, y) = {mean, mean, mean};
        }
    }
    return result;
}

Layer layer_of(const Image<Rgb8>& color) {
    Image<Rgba8> cutout(color.extent());
    for (std::size_t i = 0; i < cutout.pixels().size(); ++i) {
        const Rgb8& c = color.pixels()[i];
        cutout.pixels()[i] = {c.r, c.g, c.b, 255};
    }
    return make_layer(1, 30, 30, cutout, color);
}

TEST(Sharpness, FallsWithBlurAndNotWithContrast) {
    const float sharp = sharpness_of(grain({80, 60}, 60));
    EXPECT_NEAR(sharpness_of(grain({80, 60}, 30)), sharp, 0.05f * sharp);
    const float soft = sharpness_of(smoothed(grain({80, 60}, 60), 1));
    EXPECT_LT(soft, 0.7f * sharp);
    EXPECT_LT(sharpness_of(smoothed(smoothed(grain({80, 60}, 60), 1), 1)), soft);
    EXPECT_EQ(sharpness_of(Image<Rgb8>({40, 40}, {9, 99, 9})), 0.0f);
}

TEST(MatchSharpness, MakesALayerAsSoftAsThePlateAndNoSofter) {
    const Image<Rgb8> plate = smoothed(grain({120, 120}, 90), 1);
    const float wanted = sharpness_of(plate);
    Layer layer = layer_of(grain({60, 50}, 60));
    const Image<std::uint8_t> alpha = layer.alpha;
    ASSERT_GT(sharpness_of(layer.color), 1.3f * wanted);
    match_sharpness(layer, plate, 1.0f);
    EXPECT_LE(sharpness_of(layer.color), 1.1f * wanted);
    EXPECT_GE(sharpness_of(layer.color), 0.5f * wanted);
    EXPECT_LT(sharpness_of(layer.surroundings), sharpness_of(grain({60, 50}, 60)));
    EXPECT_EQ(layer.alpha, alpha);
}

TEST(MatchSharpness, SoftLayersFlatPlatesAndNoStrengthChangeNothing) {
    const Image<Rgb8> sharp_plate = grain({120, 120}, 60);
    const Layer soft = layer_of(smoothed(grain({60, 50}, 90), 2));
    Layer same = soft;
    match_sharpness(same, sharp_plate, 1.0f);
    EXPECT_EQ(same.color, soft.color);
    const Layer sharp = layer_of(grain({60, 50}, 60));
    same = sharp;
    match_sharpness(same, Image<Rgb8>({120, 120}, {100, 100, 100}), 1.0f);
    EXPECT_EQ(same.color, sharp.color);
    match_sharpness(same, smoothed(sharp_plate, 2), 0.0f);
    EXPECT_EQ(same.color, sharp.color);
}

}  // namespace
}  // namespace diorama
