#include "augment/filter/filters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "augment/filter/box_gauss.hpp"
#include "augment/filter/grain.hpp"
#include "augment/filter/sparse_filter.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

Frame plain(std::uint8_t level, Extent extent = {200, 160}) {
    Frame frame;
    frame.color = Image<Rgb8>(extent, {level, level, level});
    frame.ids = Image<std::uint32_t>(extent);
    return frame;
}

struct Moments {
    double mean = 0, deviation = 0;
};

Moments moments(const Image<Rgb8>& picture) {
    double sum = 0, squares = 0;
    for (const Rgb8& p : picture) {
        for (const double v : {p.r, p.g, p.b}) {
            sum += v;
            squares += v * v;
        }
    }
    const double n = 3.0 * static_cast<double>(picture.pixels().size());
    return {sum / n, std::sqrt(squares / n - sum / n * (sum / n))};
}

TEST(Noise, HasTheDeviationThatWasAsked) {
    const Moments gaussian = moments(run(plain(120), GaussianNoiseConfig{.deviation = 0.05}).color);
    EXPECT_NEAR(gaussian.mean, 120, 0.2);
    EXPECT_NEAR(gaussian.deviation, 12.75, 0.15);
    const Moments fine = moments(run(plain(120), GaussianNoiseConfig{.deviation = 0.004}).color);
    EXPECT_NEAR(fine.deviation, std::sqrt(1.02 * 1.02 + 1.0 / 12), 0.03);  // and the rounding
    const Moments speckle = moments(run(plain(100), SpeckleNoiseConfig{.deviation = 0.1}).color);
    EXPECT_NEAR(speckle.deviation, 10, 0.15);
    const Moments shot = moments(run(plain(51), ShotNoiseConfig{.photons = 500.0}).color);
    EXPECT_NEAR(shot.deviation, 5.1, 0.15);  // 100 +- 10 photons
}

TEST(Noise, PhotonsAreCountedAsPoissonSays) {
    // One photon is 5 levels; dark pixels take the exact table, light ones the expansion.
    for (const int level : {5, 20, 55, 100, 170}) {
        Image<Rgb8> picture({400, 300}, plain(static_cast<std::uint8_t>(level)).color.at(0, 0));
        count_photons(picture, 51.0f, Rng(4));
        const double mean = level / 5.0;
        double sum = 0, squares = 0, cubes = 0;
        for (const Rgb8& p : picture) {
            for (const int v : {p.r, p.g, p.b}) {
                ASSERT_EQ(v % 5, 0);
                const double d = v / 5 - mean;
                sum += d;
                squares += d * d;
                cubes += d * d * d;
            }
        }
        const double n = 3.0 * 400 * 300;
        EXPECT_NEAR(sum / n, 0, 0.02) << level;
        EXPECT_NEAR(squares / n / mean, 1, 0.02) << level;  // variance = mean
        // And the third moment; the white level cuts off some of it from the lightest.
        EXPECT_NEAR(cubes / n / mean, 1, level == 170 ? 0.35 : 0.25) << level;
    }
}

TEST(Noise, IsNormal) {
    // Shares within 1, 2 and 3 deviations.
    const Image<Rgb8> noisy = run(plain(128), GaussianNoiseConfig{.deviation = 0.08}).color;
    double inside[3]{};
    for (const Rgb8& p : noisy)
        for (int k = 0; k < 3; ++k) inside[k] += std::abs(p.g - 128) <= (k + 1) * 20.4 ? 1 : 0;
    const auto n = static_cast<double>(noisy.pixels().size());
    EXPECT_NEAR(inside[0] / n, 0.683, 0.02);
    EXPECT_NEAR(inside[1] / n, 0.954, 0.01);
    EXPECT_NEAR(inside[2] / n, 0.9973, 0.003);
}

TEST(Noise, SharedGrainIsGrey) {
    Image<Rgb8> picture({50, 40}, {100, 100, 100});
    GrainCurve curve{};
    curve.fill(20.0f);
    add_grain(picture, curve, Grain::Shared, Rng(1));
    for (const Rgb8& p : picture) {
        EXPECT_EQ(p.r, p.g);
        EXPECT_EQ(p.g, p.b);
    }
}

TEST(Noise, BothGrainsAddUp) {
    Image<Rgb8> picture({200, 160}, {100, 100, 100});
    GrainCurve curve{};
    curve.fill(10.0f);
    add_grain(picture, curve, Grain::Both, Rng(2));
    double squares = 0, together = 0;
    for (const Rgb8& p : picture) {
        squares += (p.r - 100.0) * (p.r - 100.0);
        together += (p.r - 100.0) * (p.b - 100.0);
    }
    const auto n = static_cast<double>(picture.pixels().size());
    EXPECT_NEAR(squares / n, 200, 6);   // of the pixel and of the channel
    EXPECT_NEAR(together / n, 100, 6);  // what the channels share
}

TEST(SaltPepper, HitsTheShare) {
    const Frame hit = run(plain(120), SaltPepperConfig{.share = 0.05, .salt = 0.25});
    double white = 0, black = 0;
    for (const Rgb8& p : hit.color) {
        white += p.r == 255 ? 1 : 0;
        black += p.r == 0 ? 1 : 0;
    }
    EXPECT_NEAR((white + black) / 32000, 0.05, 0.005);
    EXPECT_NEAR(white / (white + black), 0.25, 0.04);
}

TEST(Filters, ZeroStrengthIsTheIdentity) {
    const Frame frame = random_frame(Rng(1), {40, 30});
    const std::vector<OperatorConfig> operators{GaussianBlurConfig{0.0},
                                                BoxBlurConfig{0.0},
                                                MotionBlurConfig{.length_px = 1.0},
                                                DefocusConfig{0.0},
                                                GlassBlurConfig{0.0},
                                                SharpenConfig{.amount = 0.0},
                                                GaussianNoiseConfig{0.0},
                                                SpeckleNoiseConfig{0.0},
                                                IsoNoiseConfig{0.0},
                                                SaltPepperConfig{.share = 0.0},
                                                DownscaleConfig{.factor = 1.0},
                                                SuperpixelsConfig{.share = 0.0}};
    for (const OperatorConfig& config : operators)
        EXPECT_EQ(run(frame, config).color, frame.color) << config.index();
}

TEST(Filters, KeepPlainPicturesAndIds) {
    const Frame frame = random_frame(Rng(2), {60, 44});
    const std::vector<OperatorConfig> operators{
        GaussianBlurConfig{2.0}, BoxBlurConfig{3.0},   MotionBlurConfig{11.0, 30.0},
        DefocusConfig{2.5},      DefocusConfig{7.0},   GlassBlurConfig{3.0},
        SharpenConfig{},         DownscaleConfig{3.0}, SuperpixelsConfig{50.0}};
    for (const OperatorConfig& config : operators) {
        const Image<Rgb8> still = run(plain(90, {60, 44}), config).color;
        for (const Rgb8& p : still) ASSERT_EQ(p, (Rgb8{90, 90, 90})) << config.index();
        const Frame filtered = run(frame, config);
        EXPECT_NE(filtered.color, frame.color);
        EXPECT_EQ(filtered.ids, frame.ids);
        EXPECT_EQ(filtered.depth, frame.depth);
    }
}

TEST(SparseFilter, EqualsTheSlowSum) {
    const Image<Rgb8> picture = noise_picture({31, 23}, Rng(3));
    const std::vector<Tap> taps = disc_taps(2.3f);
    const Image<Rgb8> got = sparse_filtered(picture, taps);
    float whole = 0;
    for (const Tap& tap : taps) whole += tap.weight;
    for (int y = 0; y < 23; ++y) {
        for (int x = 0; x < 31; ++x) {
            double sum = 0;
            for (const Tap& tap : taps)
                sum += tap.weight *
                       picture.at(std::clamp(x + tap.dx, 0, 30), std::clamp(y + tap.dy, 0, 22)).b;
            // Weights are rounded to 1/256: with some 20 taps up to 20/512 of the range.
            EXPECT_NEAR(got.at(x, y).b, sum / whole, 6) << x << ", " << y;
        }
    }
}

/// A channel of a pixel, or of the one at the edge next to it.
int at_edge(const Image<Rgb8>& picture, int x, int y) {
    return picture.at(std::clamp(x, 0, picture.width() - 1), std::clamp(y, 0, picture.height() - 1))
        .g;
}

TEST(GaussianBlur, EqualsTheSlowSum) {
    for (const double sigma : {0.4, 0.8, 1.5, 2.9, 4.0}) {
        const Image<Rgb8> picture = noise_picture({37, 23}, Rng(13));
        Image<Rgb8> soft = picture;
        gaussian_blur(soft, sigma);
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                double sum = 0, weights = 0;
                for (int j = -16; j <= 16; ++j) {
                    for (int i = -16; i <= 16; ++i) {
                        const double w = std::exp(-0.5 * (i * i + j * j) / (sigma * sigma));
                        sum += w * at_edge(picture, x + i, y + j);
                        weights += w;
                    }
                }
                // On noise, the worst picture for weights of 8 bits.
                EXPECT_NEAR(soft.at(x, y).g, sum / weights, 3.0) << sigma;
            }
        }
    }
}

TEST(BoxBlur, IsTheMeanToTheBit) {
    for (const int radius : {1, 2, 5, 7, 9}) {
        for (const Extent extent : {Extent{41, 29}, Extent{3, 2}}) {
            const Image<Rgb8> picture = noise_picture(extent, Rng(14));
            Image<Rgb8> soft = picture;
            box_blur(soft, radius);
            const int taps = 2 * radius + 1;
            for (int y = 0; y < extent.height; ++y) {
                for (int x = 0; x < extent.width; ++x) {
                    int sum = 0;
                    for (int k = 0; k < taps * taps; ++k)
                        sum += at_edge(picture, x + k % taps - radius, y + k / taps - radius);
                    EXPECT_EQ(soft.at(x, y).g, (2 * sum + taps * taps) / (2 * taps * taps));
                }
            }
        }
    }
}

TEST(MotionBlur, SpreadsADotAlongTheLine) {
    Frame frame = plain(0, {41, 41});
    frame.color.at(20, 20) = {255, 255, 255};
    const Image<Rgb8> level = run(frame, MotionBlurConfig{11.0, 0.0}).color;
    for (int x = 0; x < 41; ++x) {
        EXPECT_EQ(level.at(x, 19).r, 0);
        if (std::abs(x - 20) <= 4) {
            EXPECT_NEAR(level.at(x, 20).r, 23, 4) << x;
        }
        if (std::abs(x - 20) > 6) {
            EXPECT_EQ(level.at(x, 20).r, 0) << x;
        }
    }
    const Image<Rgb8> upright = run(frame, MotionBlurConfig{11.0, 90.0}).color;
    EXPECT_GT(upright.at(20, 16).r, 10);
    EXPECT_EQ(upright.at(16, 20).r, 0);
}

TEST(Jpeg, LosesMoreAtLowerQuality) {
    Frame frame = plain(0, {64, 48});
    frame.color = smooth_picture({64, 48});
    const auto loss = [&](double quality) {
        const Image<Rgb8> out = run(frame, JpegConfig{quality}).color;
        double sum = 0;
        for (std::size_t i = 0; i < out.pixels().size(); ++i)
            sum += std::abs(out.pixels()[i].g - frame.color.pixels()[i].g);
        return sum / static_cast<double>(out.pixels().size());
    };
    EXPECT_LT(loss(95), 1.5);
    EXPECT_GT(loss(5), 3 * loss(95));
}

TEST(Superpixels, LeaveAboutAsManyColors) {
    Frame frame = plain(0, {120, 90});
    frame.color = smooth_picture({120, 90});
    const Image<Rgb8> out = run(frame, SuperpixelsConfig{60.0}).color;
    std::set<int> colors;
    for (const Rgb8& p : out) colors.insert(p.r << 16 | p.g << 8 | p.b);
    EXPECT_LE(colors.size(), 75u);
    EXPECT_GE(colors.size(), 40u);
}

}  // namespace
}  // namespace diorama
