#include "augment/transform/warp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "augment/transform/area.hpp"
#include "augment/transform/resample.hpp"
#include "augment/transform/thin_plate.hpp"
#include "augment/transform/transforms.hpp"
#include "augment/transform/warp_frame.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

/// The warp that an operator appends, for looking at its map.
class WarpOf {
 public:
    template <class Config>
    WarpOf(const Config& config, Extent extent, std::uint64_t seed = 1) : warp_(extent) {
        Frame frame;
        frame.color = Image<Rgb8>(extent);
        frame.ids = Image<std::uint32_t>(extent);
        Chain chain(std::move(frame));
        AppliedOperator log;
        Draws draw(Rng(seed), log);
        apply(config, chain, draw);
        warp_ = chain.pending();
    }
    const Warp& warp() const { return warp_; }

 private:
    Warp warp_;
};

TEST(Warp, ComposesToTheMatrixProduct) {
    const Extent extent{200, 150};
    Warp chain(extent);
    glm::dmat3 product(1.0);
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const WarpOf one(AffineConfig{.scale = Uniform{0.8, 1.2},
                                      .rotation_deg = Uniform{-30, 30},
                                      .shear_x_deg = Uniform{-10, 10}},
                         extent, seed);
        const WarpStep& step = one.warp().steps().at(0);
        chain.append(step);
        product = product * std::get<glm::dmat3>(step.source_from_target);
    }
    ASSERT_TRUE(chain.matrix());
    for (const glm::dvec2 p : {glm::dvec2(10, 20), glm::dvec2(150.5, 99.25)}) {
        const glm::dvec3 expected = product * glm::dvec3(p, 1);
        const glm::dvec2 got = chain.source_of(p);
        EXPECT_NEAR(got.x, expected.x / expected.z, 1e-6);
        EXPECT_NEAR(got.y, expected.y / expected.z, 1e-6);
        const auto back = chain.target_of(got);
        ASSERT_TRUE(back);
        EXPECT_NEAR(back->x, p.x, 1e-6);
        EXPECT_NEAR(back->y, p.y, 1e-6);
    }
}

TEST(Warp, FusedChainIsTheAnalyticWarpWhereSingleStepsAreNot) {
    const Extent extent{220, 180};
    const Image<Rgb8> picture = smooth_picture(extent);
    // Five turns about the middle; the sine waves are known between pixels as well.
    Warp fused(extent);
    Image<Rgb8> stepwise = picture;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const WarpOf one(
            AffineConfig{.scale = Uniform{0.95, 1.1}, .rotation_deg = Uniform{-20, 20}}, extent,
            seed);
        fused.append(one.warp().steps().at(0));
        Warp single(extent);
        single.append(one.warp().steps().at(0));
        stepwise = warp_color(stepwise, single);
    }
    const Image<Rgb8> once = warp_color(picture, fused);
    int worst_fused = 0, worst_stepwise = 0;
    for (int y = 60; y < 120; ++y) {
        for (int x = 70; x < 150; ++x) {
            const glm::dvec2 p = fused.source_of({x + 0.5, y + 0.5});
            const float u = static_cast<float>(p.x - 0.5) * 0.15f;
            const float v = static_cast<float>(p.y - 0.5) * 0.12f;
            const auto exact = static_cast<int>(std::lround(127.5f + 100 * std::sin(u - v)));
            worst_fused = std::max(worst_fused, std::abs(once.at(x, y).b - exact));
            worst_stepwise = std::max(worst_stepwise, std::abs(stepwise.at(x, y).b - exact));
        }
    }
    EXPECT_LE(worst_fused, 1);
    EXPECT_GT(worst_stepwise, 1);
}

/// A bright dot at a point of the source must show up where the point map says.
template <class Config>
void expect_point_follows(const Config& config) {
    const Extent extent{160, 120};
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const WarpOf of(config, extent, seed);
        for (const glm::dvec2 point : {glm::dvec2(60, 50), glm::dvec2(95, 70)}) {
            Image<Rgb8> picture(extent);
            // A tent of light around the point: its centroid is the point.
            for (int y = 0; y < extent.height; ++y) {
                for (int x = 0; x < extent.width; ++x) {
                    const double d = std::hypot(x + 0.5 - point.x, y + 0.5 - point.y);
                    picture.at(x, y).r = static_cast<std::uint8_t>(std::max(0.0, 250 - 50 * d));
                }
            }
            const Image<Rgb8> moved = warp_color(picture, of.warp());
            double sum = 0, sx = 0, sy = 0;
            for (int y = 0; y < moved.height(); ++y) {
                for (int x = 0; x < moved.width(); ++x) {
                    const double w = moved.at(x, y).r;
                    sum += w;
                    sx += w * (x + 0.5);
                    sy += w * (y + 0.5);
                }
            }
            const auto expected = of.warp().target_of(point);
            ASSERT_TRUE(expected);
            if (sum < 3000) continue;  // left the picture
            EXPECT_NEAR(sx / sum, expected->x, 0.5);
            EXPECT_NEAR(sy / sum, expected->y, 0.5);
        }
    }
}

TEST(Warp, PointsFollowThePixels) {
    expect_point_follows(FlipConfig{.horizontal = 1});
    expect_point_follows(AffineConfig{.rotation_deg = Uniform{-40, 40}});
    expect_point_follows(PerspectiveConfig{.strength = 0.15});
    expect_point_follows(ElasticConfig{.strength_px = 4.0, .cell_px = 48.0});
    expect_point_follows(GridDistortionConfig{.cells = 3, .strength = 0.3});
    expect_point_follows(ThinPlateConfig{.strength = 0.03});
    expect_point_follows(LensConfig{.k1 = 0.25, .k2 = 0.05});
}

TEST(Warp, KeypointsFollowAndMirroredOnesChangeSides) {
    Frame frame;
    frame.ids = Image<std::uint32_t>({40, 20});
    frame.objects.resize(1);
    frame.objects[0].keypoints = {{.name = "left_eye", .pixel = {10.25f, 5}, .visibility = 2},
                                  {.name = "nose", .pixel = {0, 0}, .visibility = 0}};
    Warp flip({40, 20});
    flip.append(
        {.target = {40, 20}, .source_from_target = glm::dmat3(-1, 0, 0, 0, 1, 0, 40, 0, 1)});
    Frame flipped = warp_frame(frame, flip);
    const std::vector<Keypoint>& points = flipped.objects[0].keypoints;
    EXPECT_EQ(points[0].name, "right_eye");
    EXPECT_NEAR(points[0].pixel.x, 29.75f, 1e-4f);
    EXPECT_NEAR(points[0].pixel.y, 5, 1e-4f);
    EXPECT_EQ(points[0].visibility, 2);
    EXPECT_EQ(points[1].name, "nose");
    EXPECT_EQ(points[1].pixel, glm::vec2(0.0f));
    const Frame back = warp_frame(std::move(flipped), flip);
    EXPECT_EQ(back.objects[0].keypoints[0].name, "left_eye");
    EXPECT_NEAR(back.objects[0].keypoints[0].pixel.x, 10.25f, 1e-4f);
}

/// A frame whose channels all say where a pixel was: its index in the picture.
Frame frame_of_indices(Extent extent) {
    Frame frame = random_frame(Rng(3), extent);
    frame.normals = {};
    const auto index = [&](auto make) {
        using T = decltype(make(0));
        Image<T> image(extent);
        for (std::size_t i = 0; i < image.pixels().size(); ++i)
            image.pixels()[i] = make(static_cast<int>(i));
        return image;
    };
    const auto whole = [](int i) { return static_cast<std::uint32_t>(i + 1); };
    const auto number = [](int i) { return static_cast<float>(i + 1); };
    const auto vector = [](int i) { return glm::vec3(static_cast<float>(i + 1), 1, 2); };
    frame.ids = index(whole);
    frame.depth = frame.surface.distance = index(number);
    frame.surface.nocs = frame.surface.point = index(vector);
    frame.surface.part = frame.surface.material = index(whole);
    frame.intrinsic = {index(vector), index(vector), index(vector)};
    frame.objects.clear();
    return frame;
}

TEST(Warp, EveryChannelMovesWithTheIds) {
    const Extent extent{90, 70};
    const std::vector<OperatorConfig> operators{
        FlipConfig{.horizontal = 1},
        QuarterTurnConfig{.turns = 1.0},
        QuarterTurnConfig{.turns = 3.0},
        PadConfig{.left = 7.0, .top = 3.0, .right = 1.0, .bottom = 5.0},
        CropConfig{ResizedCrop{.area = 0.5, .width = 61, .height = 47}},
        AffineConfig{.scale = 0.8, .rotation_deg = 31.0},
        PerspectiveConfig{.strength = 0.15},
        ElasticConfig{.strength_px = 6.0, .cell_px = 30.0}};
    for (const OperatorConfig& config : operators) {
        const Frame moved = run(frame_of_indices(extent), config);
        const auto& surface = moved.surface;
        ASSERT_EQ(surface.distance.extent(), moved.ids.extent()) << config.index();
        for (std::size_t i = 0; i < moved.ids.pixels().size(); ++i) {
            const std::uint32_t id = moved.ids.pixels()[i];
            const auto number = static_cast<float>(id);
            const glm::vec3 vector = id == 0 ? glm::vec3(0) : glm::vec3(number, 1, 2);
            const float distance = id == 0 ? std::numeric_limits<float>::infinity() : number;
            ASSERT_EQ(surface.part.pixels()[i], id) << config.index();
            ASSERT_EQ(surface.material.pixels()[i], id);
            ASSERT_EQ(surface.distance.pixels()[i], distance);
            ASSERT_EQ(moved.depth.pixels()[i], distance);
            ASSERT_EQ(surface.nocs.pixels()[i], vector);
            ASSERT_EQ(surface.point.pixels()[i], vector);
            ASSERT_EQ(moved.intrinsic.albedo.pixels()[i], vector);
            ASSERT_EQ(moved.intrinsic.shading.pixels()[i], vector);
            ASSERT_EQ(moved.intrinsic.rest.pixels()[i], vector);
        }
    }
}

TEST(Warp, FlowPointsAtTheSamePointOfTheOtherWarpedPicture) {
    // Everything moves by (9, -4) pixels from one picture to the next.
    const Extent extent{90, 70};
    Frame frame = random_frame(Rng(3), extent);
    frame.flow_forward = Flow{Image<glm::vec2>(extent, glm::vec2(9, -4)),
                              Image<std::uint8_t>(extent, std::uint8_t{0})};
    const AffineConfig config{.scale = 1.3, .rotation_deg = 25.0, .shear_x_deg = 8.0};
    const Warp warp = WarpOf(config, extent).warp();
    const Frame moved = warp_frame(frame, warp);
    ASSERT_TRUE(moved.flow_forward);
    int staying = 0, leaving = 0;
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const std::uint8_t faults = moved.flow_forward->faults.at(x, y);
            if (faults & kFlowNoSurface) continue;
            const glm::dvec2 now(x + 0.5, y + 0.5);
            const auto then = warp.target_of(warp.source_of(now) + glm::dvec2(9, -4));
            const glm::dvec2 got = now + glm::dvec2(moved.flow_forward->motion.at(x, y));
            ASSERT_NEAR(got.x, then->x, 1e-4);
            ASSERT_NEAR(got.y, then->y, 1e-4);
            const bool inside = then->x > 0 && then->y > 0 && then->x < 90 && then->y < 70;
            ASSERT_EQ((faults & kFlowLeavesPicture) == 0, inside) << x << ", " << y;
            (inside ? staying : leaving) += 1;
        }
    }
    EXPECT_GT(staying, 1000);
    EXPECT_GT(leaving, 100);
    EXPECT_FALSE(
        warp_frame(frame, WarpOf(PerspectiveConfig{.strength = 0.1}, extent).warp()).flow_forward);
}

TEST(Warp, WhatAStepCutOffStaysCutOff) {
    const Extent extent{100, 100};
    Warp warp(extent);
    // The left half, then moved to the right: what is left of it is not the right half.
    warp.append({{50, 100}, glm::dmat3(1.0)});
    warp.append({{100, 100}, glm::dmat3(1.0), {Border::Fill, {1, 2, 3}}});
    const Image<Rgb8> moved = warp_color(smooth_picture(extent), warp);
    EXPECT_EQ(moved.at(49, 10), smooth_picture(extent).at(49, 10));
    EXPECT_EQ(moved.at(50, 10), (Rgb8{1, 2, 3}));
}

TEST(Homography, TakesCornersToCorners) {
    const glm::dvec2 from[4] = {{0, 0}, {100, 0}, {100, 80}, {0, 80}};
    const glm::dvec2 to[4] = {{5, -3}, {93, 10}, {110, 71}, {-8, 77}};
    const auto map = homography(from, to);
    ASSERT_TRUE(map);
    for (int i = 0; i < 4; ++i) {
        const glm::dvec3 p = mapped(*map, from[i]);
        EXPECT_NEAR(p.x / p.z, to[i].x, 1e-9);
        EXPECT_NEAR(p.y / p.z, to[i].y, 1e-9);
    }
    const glm::dvec2 flat[4] = {{0, 0}, {1, 0}, {2, 0}, {3, 0}};
    EXPECT_FALSE(homography(from, flat));
}

TEST(ThinPlate, GoesThroughItsPoints) {
    const std::vector<glm::vec2> at{{0, 0}, {300, 0}, {0, 200}, {300, 200}, {140, 90}};
    const std::vector<glm::vec2> by{{3, 1}, {-4, 2}, {0, 0}, {5, -6}, {10, 8}};
    const ThinPlate plate(at, by);
    for (std::size_t i = 0; i < at.size(); ++i) {
        EXPECT_NEAR(plate.offset(at[i]).x, by[i].x, 0.02f);
        EXPECT_NEAR(plate.offset(at[i]).y, by[i].y, 0.02f);
    }
    // An affine displacement has no bending: it goes on between and beyond the points.
    std::vector<glm::vec2> affine;
    for (const glm::vec2& p : at) affine.push_back({2 + 0.1f * p.x, 0.05f * p.y - 1});
    const glm::vec2 far = ThinPlate(at, affine).offset({500, 300});
    EXPECT_NEAR(far.x, 52, 0.05f);
    EXPECT_NEAR(far.y, 14, 0.05f);
}

TEST(Resample, BilinearMatchesTheFormula) {
    const Image<Rgb8> picture = noise_picture({23, 17}, Rng(5));
    Rng rng(6);
    std::vector<float> xs, ys;
    for (int i = 0; i < 500; ++i) {
        xs.push_back(static_cast<float>(rng.uniform(-2, 25)));
        ys.push_back(static_cast<float>(rng.uniform(-2, 19)));
    }
    std::vector<Rgb8> got(xs.size());
    sample_row(picture, xs.data(), ys.data(), static_cast<int>(xs.size()), got.data());
    for (std::size_t i = 0; i < xs.size(); ++i) {
        const double u = std::clamp(xs[i] - 0.5, 0.0, 22.0), v = std::clamp(ys[i] - 0.5, 0.0, 16.0);
        const int x = std::min(static_cast<int>(u), 21), y = std::min(static_cast<int>(v), 15);
        const double fx = u - x, fy = v - y;
        const double expected =
            (picture.at(x, y).g * (1 - fx) + picture.at(x + 1, y).g * fx) * (1 - fy) +
            (picture.at(x, y + 1).g * (1 - fx) + picture.at(x + 1, y + 1).g * fx) * fy;
        EXPECT_NEAR(got[i].g, expected, 0.51) << xs[i] << ", " << ys[i];
    }
}

TEST(Resample, TheSameBitsInBlocksAndOneByOne) {
    // Blocks take vectors where the processor has them; single samples and those that touch the
    // lower right pixel do not.
    const Image<Rgb8> picture = noise_picture({61, 37}, Rng(8));
    Rng rng(9);
    std::vector<float> xs, ys;
    for (int i = 0; i < 1000; ++i) {
        xs.push_back(static_cast<float>(rng.uniform(-3, 64)));
        ys.push_back(static_cast<float>(rng.uniform(-3, 34)));
    }
    std::vector<Rgb8> together(xs.size());
    sample_row(picture, xs.data(), ys.data(), 1000, together.data());
    for (std::size_t i = 0; i < xs.size(); ++i) {
        Rgb8 alone;
        sample_row(picture, &xs[i], &ys[i], 1, &alone);
        EXPECT_EQ(together[i], alone) << xs[i] << ", " << ys[i];
    }
}

TEST(Resample, AlignedRowsAreSampleRows) {
    const Image<Rgb8> picture = noise_picture({53, 31}, Rng(10));
    for (const float step : {0.37f, 0.8f, 1.2f, -0.9f}) {
        std::vector<float> xs;
        for (int i = 0; i < 67; ++i)
            xs.push_back(step * static_cast<float>(i) + (step < 0 ? 55.0f : -2.0f));
        AlignedRows rows(picture, xs.data(), 67);
        std::vector<Rgb8> got(67), expected(67);
        for (float y = -1.5f; y < 34.0f; y += 0.61f) {
            const std::vector<float> ys(67, y);
            rows.row(y, got.data());
            sample_row(picture, xs.data(), ys.data(), 67, expected.data());
            ASSERT_EQ(got, expected) << "step " << step << " at " << y;
        }
    }
}

TEST(Resample, HalvesAreMeansOfFour) {
    for (const int width : {1, 3, 5, 8, 21}) {
        const Image<Rgb8> picture = noise_picture({2 * width + 3, 10}, Rng(11));
        const Image<Rgb8> half = area_reduced(picture, {2, 1, 2 * width, 8}, {width, 4});
        for (int y = 0; y < 4; ++y) {
            for (int x = 0; x < width; ++x) {
                const auto at = [&](int i, int j) -> int {
                    return picture.at(2 + 2 * x + i, 1 + 2 * y + j).b;
                };
                EXPECT_EQ(half.at(x, y).b, (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) / 4);
            }
        }
    }
}

TEST(Copies, ReversedRowsOfAnyLength) {
    for (int count = 1; count < 40; ++count) {
        const Image<Rgb8> picture = noise_picture({count, 1}, Rng(12));
        Image<Rgb8> out({count, 1});
        copy_reversed(picture.row(0) + count - 1, count, out.row(0));
        for (int x = 0; x < count; ++x) EXPECT_EQ(out.at(x, 0), picture.at(count - 1 - x, 0));
    }
}

TEST(Resample, AreaMatchesTheSlowSum) {
    const Image<Rgb8> picture = noise_picture({37, 29}, Rng(7));
    const Rect region{3, 2, 31, 25};
    const Extent target{12, 7};
    const Image<Rgb8> got = area_reduced(picture, region, target);
    for (int y = 0; y < target.height; ++y) {
        for (int x = 0; x < target.width; ++x) {
            const double sx = 31.0 / 12, sy = 25.0 / 7;
            double sum = 0;
            for (int j = 0; j < region.height; ++j) {
                for (int i = 0; i < region.width; ++i) {
                    const double w =
                        std::min<double>(i + 1, (x + 1) * sx) - std::max<double>(i, x * sx);
                    const double h =
                        std::min<double>(j + 1, (y + 1) * sy) - std::max<double>(j, y * sy);
                    if (w > 0 && h > 0) sum += w * h * picture.at(region.x + i, region.y + j).r;
                }
            }
            EXPECT_NEAR(got.at(x, y).r, sum / (sx * sy), 0.51) << x << ", " << y;
        }
    }
}

TEST(Resample, StrongPerspectivesDoNotAlias) {
    // A floor that runs away: its far end is shrunk eight times, its near end not at all.
    const Extent extent{240, 180};
    Image<Rgb8> source(extent);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            const auto level = static_cast<std::uint8_t>((x / 2 + y / 2) % 2 == 0 ? 20 : 230);
            source.at(x, y) = {level, level, level};
        }
    const glm::dvec2 corners[4] = {{0, 0}, {240, 0}, {240, 180}, {0, 180}};
    const glm::dvec2 floor[4] = {{105, 10}, {135, 10}, {240, 180}, {0, 180}};
    Warp warp(extent);
    warp.append({extent, *homography(floor, corners)});
    const Image<Rgb8> made = warp_color(source, warp);
    // Against the mean of 16 x 16 nearest samples in each pixel.
    double sum = 0, count = 0, far_sum = 0, far_count = 0;
    for (int y = 10; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            double mean = 0;
            bool whole = true;
            for (int k = 0; k < 256 && whole; ++k) {
                const glm::dvec2 p =
                    warp.source_of({x + (k % 16 + 0.5) / 16, y + (k / 16 + 0.5) / 16});
                whole = p.x >= 0 && p.y >= 0 && p.x < 240 && p.y < 180;
                if (whole)
                    mean += source.at(static_cast<int>(p.x), static_cast<int>(p.y)).r / 256.0;
            }
            if (!whole) continue;
            const double miss = std::abs(made.at(x, y).r - mean);
            (y < 60 ? far_sum : sum) += miss;
            (y < 60 ? far_count : count) += 1;
        }
    }
    ASSERT_GT(far_count, 500);
    EXPECT_LT(far_sum / far_count, 12);
    EXPECT_LT(sum / count, 30);  // bilinear samples of a checkerboard, where it is as large
}

TEST(Resample, ShrinkingAverages) {
    // A checkerboard reduced to a third is grey, not a pattern.
    Image<Rgb8> board({90, 90});
    for (int y = 0; y < 90; ++y)
        for (int x = 0; x < 90; ++x)
            if ((x + y) % 2 == 0) board.at(x, y) = {255, 255, 255};
    Warp warp({90, 90});
    warp.append({{30, 30}, scaling(3, 3)});
    for (const Rgb8& p : warp_color(board, warp)) EXPECT_NEAR(p.g, 127.5, 15);
}

}  // namespace
}  // namespace diorama
