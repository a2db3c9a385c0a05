#include "augment/blend/compose.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "augment/blend/motion_kernel.hpp"
#include "augment/blend/soft_alpha.hpp"
#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

using test::kBlue, test::kGrey, test::kRed, test::layer_of;

/// Blends that change no pixel without alpha.
const Blend kLocalBlends[] = {HardBlend{}, MatteBlend{}, GaussianBlend{}, BoxBlend{},
                              FeatherBlend{3.0f}};

float weight_alone(const Layer& layer, const Image<float>& alpha, int x, int y) {
    const Rect rect = layer.rect();
    const bool inside = x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom();
    return inside ? alpha.at(x - rect.x, y - rect.y) : 0.0f;
}

TEST(Compose, UpperLayersCoverLowerOnes) {
    const Image<Rgb8> plate({4, 1}, kGrey);
    const Layer layers[] = {layer_of(1, 0, 0, "###", kRed), layer_of(2, 1, 0, "#", kBlue)};
    const Image<Rgb8> picture = compose(plate, layers, HardBlend{});
    EXPECT_EQ(picture.pixels(), (std::vector<Rgb8>{kRed, kBlue, kRed, kGrey}));
    Image<std::uint32_t> ids({4, 1});
    label_layers(ids, layers);
    EXPECT_EQ(ids.pixels(), (std::vector<std::uint32_t>{1, 2, 1, 0}));
}

TEST(Compose, MixesByAlpha) {
    const Image<Rgb8> plate({2, 1}, {100, 100, 100});
    Layer layer = layer_of(1, 0, 0, "##", {200, 0, 101});
    layer.alpha.at(kLayerMargin, kLayerMargin) = 51;  // a fifth
    const Image<Rgb8> picture = compose(plate, std::span(&layer, 1), MatteBlend{});
    EXPECT_EQ(picture.at(0, 0), (Rgb8{120, 80, 100}));
    EXPECT_EQ(picture.at(1, 0), (Rgb8{200, 0, 101}));
}

TEST(Compose, LayersBeyondThePictureAreCut) {
    const Image<Rgb8> plate({3, 2}, kGrey);
    const Layer layers[] = {layer_of(1, -2, 0, "###"), layer_of(2, 50, 50, "#"),
                            layer_of(3, 0, 0, "...")};
    const Image<Rgb8> picture = compose(plate, layers, HardBlend{});
    EXPECT_EQ(picture.pixels(), (std::vector<Rgb8>{kRed, kGrey, kGrey, kGrey, kGrey, kGrey}));
}

TEST(Compose, OneBlendForEachLayer) {
    const Image<Rgb8> plate({6, 1}, kGrey);
    const Layer layers[] = {layer_of(1, 0, 0, "#", kRed), layer_of(2, 5, 0, "#", kBlue)};
    const Blend blends[] = {HardBlend{}, BoxBlend{}};
    const Image<Rgb8> picture = compose(plate, layers, blends);
    EXPECT_EQ(picture.at(0, 0), kRed);
    EXPECT_EQ(picture.at(1, 0), kGrey);
    EXPECT_NE(picture.at(4, 0), kGrey);
}

TEST(Compose, PixelsWithoutAlphaKeepThePlatesBytes) {
    Rng rng{21};
    for (int round = 0; round < 60; ++round) {
        const Extent extent{40, 30};
        const Image<Rgb8> plate = test::random_picture(rng, extent);
        std::vector<Layer> layers;
        for (std::uint32_t id = 1; id <= 3; ++id)
            layers.push_back(test::random_layer(rng, id, extent, true));
        for (const Blend& blend : kLocalBlends) {
            const Image<Rgb8> picture = compose(plate, layers, blend);
            std::vector<Image<float>> alphas;
            for (const Layer& layer : layers) alphas.push_back(soft_alpha(layer, blend));
            for (int y = 0; y < extent.height; ++y) {
                for (int x = 0; x < extent.width; ++x) {
                    float union_alpha = 0;
                    for (std::size_t i = 0; i < layers.size(); ++i)
                        union_alpha += weight_alone(layers[i], alphas[i], x, y);
                    if (union_alpha > 0) continue;
                    ASSERT_EQ(picture.at(x, y), plate.at(x, y));
                }
            }
        }
    }
}

TEST(Compose, EqualsTheWeightedSum) {
    Rng rng{22};
    const Extent extent{32, 24};
    for (int round = 0; round < 30; ++round) {
        const Image<Rgb8> plate = test::random_picture(rng, extent);
        std::vector<Layer> layers;
        for (std::uint32_t id = 1; id <= 4; ++id)
            layers.push_back(test::random_layer(rng, id, extent, true));
        for (const Blend& blend : kLocalBlends) {
            const Image<Rgb8> picture = compose(plate, layers, blend);
            std::vector<Image<float>> alphas;
            for (const Layer& layer : layers) alphas.push_back(soft_alpha(layer, blend));
            for (int y = 0; y < extent.height; ++y) {
                for (int x = 0; x < extent.width; ++x) {
                    double left = 1, sum = 0;
                    for (std::size_t i = layers.size(); i-- > 0;) {
                        const double a = weight_alone(layers[i], alphas[i], x, y);
                        if (a > 0) {
                            const Layer& layer = layers[i];
                            sum += left * a * layer.color.at(x - layer.x, y - layer.y).g;
                        }
                        left *= 1 - a;
                    }
                    sum += left * plate.at(x, y).g;
                    ASSERT_NEAR(picture.at(x, y).g, sum, 2.1);  // bytes between the layers
                }
            }
        }
    }
}

TEST(Compose, MotionBlursTheWholePictureOnce) {
    Rng rng{23};
    const Image<Rgb8> plate = test::random_picture(rng, {30, 20});
    const Layer layers[] = {test::random_layer(rng, 1, {30, 20}),
                            test::random_layer(rng, 2, {30, 20})};
    const MotionBlend motion{7, MotionSide::Left, 5};
    EXPECT_EQ(compose(plate, layers, motion),
              filter_picture(compose(plate, layers, HardBlend{}), motion_kernel(motion)));
}

TEST(LabelLayers, HalfAndHalfIsTheUpperOnes) {
    // 127.5 of 255 does not exist: 128 is the first that counts as a half.
    Layer lower = layer_of(1, 0, 0, "#"), upper = layer_of(2, 0, 0, "#");
    const auto ids_for = [&](std::uint8_t lower_alpha, std::uint8_t upper_alpha) {
        lower.alpha.at(kLayerMargin, kLayerMargin) = lower_alpha;
        upper.alpha.at(kLayerMargin, kLayerMargin) = upper_alpha;
        Image<std::uint32_t> ids({1, 1}, 9);
        const Layer layers[] = {lower, upper};
        label_layers(ids, layers, MatteBlend{});
        return ids.at(0, 0);
    };
    EXPECT_EQ(ids_for(255, 128), 2u);
    EXPECT_EQ(ids_for(255, 127), 1u);
    EXPECT_EQ(ids_for(0, 127), 9u);    // more than half the plate's
    EXPECT_EQ(ids_for(100, 100), 0u);  // nobody's
    EXPECT_EQ(ids_for(200, 0), 1u);
}

TEST(LabelLayers, EveryPixelByTheDefinition) {
    Rng rng{24};
    const Extent extent{36, 28};
    for (int round = 0; round < 40; ++round) {
        std::vector<Layer> layers;
        for (std::uint32_t id = 1; id <= 5; ++id)
            layers.push_back(test::random_layer(rng, id, extent, true));
        for (const Blend& blend : kLocalBlends) {
            Image<std::uint32_t> ids(extent);
            label_layers(ids, layers, blend);
            std::vector<Image<float>> alphas;
            for (const Layer& layer : layers) alphas.push_back(soft_alpha(layer, blend));
            for (int y = 0; y < extent.height; ++y) {
                for (int x = 0; x < extent.width; ++x) {
                    float left = 1;
                    std::uint32_t expected = 0;
                    for (std::size_t i = layers.size(); i-- > 0 && expected == 0;) {
                        const float a = weight_alone(layers[i], alphas[i], x, y);
                        if (a * left >= 0.5f) expected = layers[i].id;
                        left *= 1 - a;
                    }
                    ASSERT_EQ(ids.at(x, y), expected);
                }
            }
        }
    }
}

TEST(LabelLayers, AnotherLayerNeverEnlargesAMask) {
    Rng rng{25};
    const Extent extent{36, 28};
    for (int round = 0; round < 60; ++round) {
        std::vector<Layer> layers;
        for (std::uint32_t id = 1; id <= 3; ++id)
            layers.push_back(test::random_layer(rng, id, extent, true));
        const Blend& blend = kLocalBlends[static_cast<std::size_t>(rng.integer(0, 4))];
        Image<std::uint32_t> few(extent), more(extent);
        label_layers(few, layers, blend);
        layers.insert(layers.begin() + rng.integer(0, 3), test::random_layer(rng, 4, extent, true));
        label_layers(more, layers, blend);
        for (std::size_t i = 0; i < few.pixels().size(); ++i) {
            const std::uint32_t id = more.pixels()[i];
            if (id == 0 || id == 4) continue;
            ASSERT_EQ(few.pixels()[i], id);
        }
    }
}

TEST(LabelLayers, MotionKeepsTheInteriorAndTheArea) {
    const Layer square =
        make_layer(1, 12, 10, test::cutout_of(Image<std::uint8_t>({20, 20}, 255), kRed));
    for (int step = 0; step < 16; ++step) {
        Image<std::uint32_t> ids({48, 40});
        label_layers(ids, std::span(&square, 1), MotionBlend{9, MotionSide::Right, step});
        const auto area = std::count(ids.begin(), ids.end(), 1u);
        EXPECT_NEAR(static_cast<double>(area), 400, 16);  // corners are lost
        EXPECT_EQ(ids.at(12, 20), 1u);
        EXPECT_EQ(ids.at(11, 20), 0u);
    }
}

TEST(LabelLayers, BlendsOfTheirOwnForEachLayer) {
    // Two crosses, whose inner corners a Gaussian fills.
    const std::string cross = R"(
        ...##...
        ...##...
        ...##...
        ########
        ########
        ...##...
        ...##...
        ...##...)";
    const std::vector<Layer> layers{test::layer_of(1, 3, 4, cross),
                                    test::layer_of(2, 20, 12, cross)};
    Image<std::uint32_t> hard({44, 36}), mixed(hard.extent()), soft(hard.extent());
    label_layers(hard, layers);
    const Blend blends[] = {HardBlend{}, GaussianBlend{}};
    label_layers(mixed, layers, blends);
    label_layers(soft, layers, GaussianBlend{});
    EXPECT_NE(mixed, hard);
    EXPECT_NE(mixed, soft);
}

TEST(AmodalOf, HoldsWhateverTheBlendMakesVisible) {
    Rng rng{29};
    constexpr Extent kPicture{40, 30};
    const Blend all[] = {HardBlend{}, MatteBlend{},   GaussianBlend{},
                         BoxBlend{},  FeatherBlend{}, MotionBlend{.length = 9, .step = 3}};
    int different = 0;
    for (int round = 0; round < 40; ++round) {
        for (const Blend& blend : all) {
            std::vector<Layer> layers;
            for (std::uint32_t id = 1; id <= 3; ++id) {
                layers.push_back(
                    make_layer(id, static_cast<int>(rng.integer(-12, 30)),
                               static_cast<int>(rng.integer(-12, 20)),
                               test::cutout_of(test::random_mask(rng, {20, 16}), test::kRed)));
            }
            Image<std::uint32_t> ids(kPicture);
            label_layers(ids, layers, blend);
            for (const Layer& layer : layers) {
                const Amodal amodal =
                    amodal_of(layer, blend, std::get_if<MotionBlend>(&blend), kPicture);
                const Mask& mask = amodal.mask;
                EXPECT_EQ(amodal.total_area, static_cast<std::uint64_t>(std::count(
                                                 mask.pixels.begin(), mask.pixels.end(), 1)));
                for (int y = 0; y < kPicture.height; ++y) {
                    for (int x = 0; x < kPicture.width; ++x) {
                        if (ids.at(x, y) != layer.id) continue;
                        const Rect r = mask.rect();
                        ASSERT_TRUE(x >= r.x && y >= r.y && x < r.right() && y < r.bottom() &&
                                    mask.pixels.at(x - r.x, y - r.y))
                            << blend_name(blend) << ' ' << x << ' ' << y;
                    }
                }
                const Amodal hard = amodal_of(layer);
                const bool same =
                    hard.total_box == amodal.total_box && hard.mask.pixels == mask.pixels;
                // These alphas reach a half exactly where the mask does.
                const bool exact = std::holds_alternative<HardBlend>(blend) ||
                                   std::holds_alternative<FeatherBlend>(blend);
                EXPECT_TRUE(same || !exact || hard.total_area == 0) << blend_name(blend);
                different += same ? 0 : 1;
            }
        }
    }
    EXPECT_GT(different, 60);
}

}  // namespace
}  // namespace diorama
