#include "augment/transform/transforms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "engine/annotate/annotate.hpp"
#include "engine/annotate/regions.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

void expect_equal_pixels(const Frame& a, const Frame& b) {
    EXPECT_EQ(a.color, b.color);
    EXPECT_EQ(a.ids, b.ids);
    EXPECT_EQ(a.depth, b.depth);
    ASSERT_EQ(a.objects.size(), b.objects.size());
    for (std::size_t i = 0; i < a.objects.size(); ++i) {
        EXPECT_EQ(a.objects[i].amodal->total_area, b.objects[i].amodal->total_area);
        EXPECT_EQ(a.objects[i].amodal->total_box, b.objects[i].amodal->total_box);
        EXPECT_EQ(a.objects[i].amodal->exact, b.objects[i].amodal->exact);
    }
}

/// Every operator alone closes its group, so nothing is fused away.
Frame one_by_one(Frame frame, const std::vector<OperatorConfig>& list) {
    for (const OperatorConfig& config : list) frame = run(std::move(frame), config);
    return frame;
}

TEST(Flip, TwiceIsNone) {
    const Frame frame = random_frame(Rng(1), {61, 43});
    for (const FlipConfig& flip : {FlipConfig{1, 0}, FlipConfig{0, 1}, FlipConfig{1, 1}}) {
        const Frame once = run(frame, flip);
        EXPECT_NE(once.ids, frame.ids);
        expect_equal_pixels(one_by_one(frame, {flip, flip}), frame);
        expect_equal_pixels(run(frame, {entry(flip, "a"), entry(flip, "b")}), frame);
    }
}

TEST(Flip, MovesTheKnownPixel) {
    Frame frame;
    frame.color = Image<Rgb8>({4, 2});
    frame.ids = Image<std::uint32_t>({4, 2});
    frame.color.at(0, 1) = {9, 8, 7};
    const Frame flipped = run(frame, FlipConfig{.horizontal = 1});
    EXPECT_EQ(flipped.color.at(3, 1), (Rgb8{9, 8, 7}));
}

TEST(Flip, MirrorsNormalsAndCamera) {
    const Frame frame = random_frame(Rng(2), {40, 30});
    const Frame flipped = run(frame, FlipConfig{.horizontal = 1});
    EXPECT_EQ(flipped.normals.at(5, 5), glm::vec3(-0.6f, 0.0f, 0.8f));
    EXPECT_TRUE(flipped.camera.known);
    const glm::vec3 world(0.3f, 0.2f, -4.0f);
    const glm::vec3 before = project(frame.camera, world), after = project(flipped.camera, world);
    EXPECT_NEAR(after.x, 40 - before.x, 1e-4);
    EXPECT_NEAR(after.y, before.y, 1e-4);
}

TEST(QuarterTurn, FourAreNoneAndOneIsClockwise) {
    const Frame frame = random_frame(Rng(3), {50, 34});
    const QuarterTurnConfig turn{.turns = 1.0};
    const Frame once = run(frame, turn);
    EXPECT_EQ(once.ids.extent(), (Extent{34, 50}));
    EXPECT_EQ(once.color.at(0, 0), frame.color.at(0, 33));  // the left bottom corner comes up
    EXPECT_EQ(once.color.at(33, 0), frame.color.at(0, 0));
    expect_equal_pixels(one_by_one(frame, {turn, turn, turn, turn}), frame);
    expect_equal_pixels(
        run(frame, {entry(turn, "a"), entry(turn, "b"), entry(turn, "c"), entry(turn, "d")}),
        frame);
}

TEST(QuarterTurn, TurnsTheCameraWithThePicture) {
    const Frame frame = random_frame(Rng(4), {50, 34});
    const Frame turned = run(frame, QuarterTurnConfig{.turns = 1.0});
    EXPECT_TRUE(turned.camera.known);
    const glm::vec3 world(0.3f, 0.2f, -4.0f);
    const glm::vec3 before = project(frame.camera, world), after = project(turned.camera, world);
    EXPECT_NEAR(after.x, 34 - before.y, 1e-3);
    EXPECT_NEAR(after.y, before.x, 1e-3);
    // The surface looked to the right; now it looks down.
    EXPECT_NEAR(turned.normals.at(3, 3).y, -0.6f, 1e-6f);
}

TEST(Affine, ZeroStrengthIsTheIdentity) {
    const Frame frame = random_frame(Rng(5), {40, 33});
    expect_equal_pixels(run(frame, AffineConfig{}), frame);
    expect_equal_pixels(run(frame, PerspectiveConfig{.strength = 0.0}), frame);
    expect_equal_pixels(run(frame, ElasticConfig{.strength_px = 0.0}), frame);
    expect_equal_pixels(run(frame, GridDistortionConfig{.strength = 0.0}), frame);
    expect_equal_pixels(run(frame, ThinPlateConfig{.strength = 0.0}), frame);
    expect_equal_pixels(run(frame, LensConfig{}), frame);
    expect_equal_pixels(run(frame, ScaleJitterConfig{.scale = 1.0}), frame);
    expect_equal_pixels(run(frame, LetterboxConfig{.width = 40, .height = 33}), frame);
    expect_equal_pixels(run(frame, PadConfig{}), frame);
    expect_equal_pixels(run(frame, CropConfig{BoxCrop{}}), frame);
}

TEST(Affine, RotatedDiscKeepsItsBox) {
    Frame frame;
    frame.color = Image<Rgb8>({200, 200});
    frame.ids = Image<std::uint32_t>({200, 200});
    add_disc(frame, 120.3, 90.7, 25);
    const Rect before = find_regions(frame.ids, 1)[0].box;
    for (const double angle : {15.0, 45.0, 80.0, 133.0}) {
        const Frame turned = run(frame, AffineConfig{.rotation_deg = angle});
        const Region region = find_regions(turned.ids, 1)[0];
        EXPECT_LE(region.box.width, before.width + 1) << angle;
        EXPECT_LE(region.box.height, before.height + 1) << angle;
        EXPECT_NEAR(static_cast<double>(region.area), 3.14159 * 625, 40);
        // Unoccluded and inside: the amodal mask is the visible one.
        EXPECT_EQ(turned.objects[0].amodal->total_area, region.area);
        EXPECT_EQ(turned.objects[0].amodal->total_box, region.box);
    }
}

TEST(Affine, CameraFollowsSimilarities) {
    const Frame frame = random_frame(Rng(6), {64, 48});
    const Frame moved = run(
        frame, AffineConfig{.scale = 1.3, .rotation_deg = 20.0, .shift_x = 0.1, .shift_y = -0.05});
    ASSERT_TRUE(moved.camera.known);
    const float angle = radians(20.0f);
    for (const glm::vec3 world : {glm::vec3(0.3f, 0.2f, -4.0f), glm::vec3(-1.0f, 0.5f, -6.0f)}) {
        const glm::vec3 p = project(frame.camera, world), q = project(moved.camera, world);
        const float u = p.x - 32, v = p.y - 24;
        EXPECT_NEAR(q.x, 32 + 1.3f * (std::cos(angle) * u - std::sin(angle) * v) + 6.4f, 1e-3);
        EXPECT_NEAR(q.y, 24 + 1.3f * (std::sin(angle) * u + std::cos(angle) * v) - 2.4f, 1e-3);
    }
    EXPECT_FALSE(run(frame, AffineConfig{.shear_x_deg = 10.0}).camera.known);
    EXPECT_FALSE(run(frame, PerspectiveConfig{}).camera.known);
    EXPECT_TRUE(run(frame, PerspectiveConfig{}).normals.empty());
}

TEST(Crop, CutsTheRectangle) {
    const Frame frame = random_frame(Rng(7), {40, 30});
    const Frame cut =
        run(frame, CropConfig{BoxCrop{.left = 0.25, .top = 0.1, .right = 0.75, .bottom = 0.9}});
    ASSERT_EQ(cut.color.extent(), (Extent{20, 24}));
    for (int y = 0; y < 24; ++y)
        for (int x = 0; x < 20; ++x) EXPECT_EQ(cut.color.at(x, y), frame.color.at(x + 10, y + 3));
    // What was cut off still counts for the whole object.
    for (std::size_t i = 0; i < frame.objects.size(); ++i)
        EXPECT_EQ(cut.objects[i].amodal->total_area, frame.objects[i].amodal->total_area);
}

TEST(Crop, AroundAnObjectShowsItWhole) {
    Frame frame;
    frame.color = Image<Rgb8>({100, 80});
    frame.ids = Image<std::uint32_t>({100, 80});
    add_disc(frame, 30, 40, 10);
    const Frame cut = run(frame, CropConfig{ObjectCrop{.margin = 0.2}});
    EXPECT_EQ(cut.ids.extent(), (Extent{28, 28}));
    EXPECT_EQ(find_regions(cut.ids, 1)[0].area, find_regions(frame.ids, 1)[0].area);
}

TEST(Letterbox, FitsAndCenters) {
    const Frame frame = random_frame(Rng(8), {40, 20});
    const Frame boxed =
        run(frame, LetterboxConfig{.width = 40, .height = 40, .fill = {1.0, 2.0, 3.0}});
    EXPECT_EQ(boxed.color.at(5, 9), (Rgb8{1, 2, 3}));
    EXPECT_EQ(boxed.color.at(5, 10), frame.color.at(5, 0));
    EXPECT_EQ(boxed.color.at(5, 30), (Rgb8{1, 2, 3}));
}

TEST(Border, MirroredObjectsAreNotLabelled) {
    Frame frame;
    frame.color = smooth_picture({60, 60});
    frame.ids = Image<std::uint32_t>({60, 60});
    add_disc(frame, 30, 30, 20);
    const Frame small = run(frame, AffineConfig{.scale = 0.4, .outside = {Border::Reflect}});
    EXPECT_NEAR(static_cast<double>(find_regions(small.ids, 1)[0].area), 3.14159 * 64, 20);
    EXPECT_EQ(small.objects[0].amodal->total_area, find_regions(small.ids, 1)[0].area);
    EXPECT_NE(small.color.at(0, 0), Rgb8{});
}

/// What an operator must keep whatever it draws.
void expect_valid(const Frame& before, const Frame& after, const char* what) {
    const auto regions = find_regions(after.ids, after.objects.size());
    for (std::size_t i = 0; i < after.objects.size(); ++i) {
        if (!after.objects[i].amodal) continue;
        const Amodal& amodal = *after.objects[i].amodal;
        // Visible pixels are a part of the object's own, pixel by pixel.
        const Mask& mask = amodal.mask;
        std::uint64_t inside = 0, mask_area = 0;
        for (int y = 0; y < mask.pixels.height(); ++y) {
            for (int x = 0; x < mask.pixels.width(); ++x) {
                if (mask.pixels.at(x, y) == 0) continue;
                ++mask_area;
                const int px = mask.x + x, py = mask.y + y;
                if (px >= 0 && py >= 0 && px < after.ids.width() && py < after.ids.height() &&
                    after.ids.at(px, py) == i + 1)
                    ++inside;
            }
        }
        EXPECT_EQ(inside, regions[i].area) << what << ", object " << i;
        EXPECT_LE(mask_area, amodal.total_area) << what;
    }
    const Labeled labeled = annotate(after, {});
    for (const Annotation& a : labeled.annotations) {
        EXPECT_EQ(a.area, regions[a.instance_id - 1].area) << what;
        EXPECT_EQ(a.box, regions[a.instance_id - 1].box) << what;
        EXPECT_LE(a.visible_fraction, 1) << what;
    }
    EXPECT_EQ(after.color.extent(), after.ids.extent()) << what;
    EXPECT_EQ(after.depth.extent(), after.ids.extent()) << what;
    EXPECT_EQ(after.objects.size() >= before.objects.size(), true) << what;
}

TEST(Geometry, LabelsAreThoseOfTheIds) {
    const std::vector<std::pair<const char*, OperatorConfig>> operators{
        {"flip", FlipConfig{}},
        {"rotate90", QuarterTurnConfig{}},
        {"affine", AffineConfig{.scale = Uniform{0.4, 2},
                                .aspect = Uniform{0.7, 1.4},
                                .rotation_deg = Uniform{-180, 180},
                                .shear_x_deg = Uniform{-20, 20},
                                .shift_x = Uniform{-0.3, 0.3}}},
        {"perspective", PerspectiveConfig{.strength = Uniform{0, 0.4}}},
        {"crop random", CropConfig{RandomCrop{.width = IntRange{10, 70}, .height = 30.0}}},
        {"crop resized", CropConfig{ResizedCrop{.width = 50, .height = 40}}},
        {"crop around", CropConfig{ObjectCrop{}}},
        {"resize", ResizeConfig{.longest_px = IntRange{20, 150}}},
        {"scale_jitter", ScaleJitterConfig{}},
        {"letterbox", LetterboxConfig{.width = 55, .height = 70}},
        {"pad", PadConfig{.left = IntRange{0, 9}, .multiple_of = 16}},
        {"elastic", ElasticConfig{.strength_px = 6.0, .cell_px = 24.0}},
        {"grid_distortion", GridDistortionConfig{.strength = 0.8}},
        {"thin_plate", ThinPlateConfig{}},
        {"lens", LensConfig{.k1 = Uniform{-0.3, 0.5}, .k2 = Uniform{-0.1, 0.1}}},
    };
    for (const auto& [name, config] : operators) {
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            const Frame before = random_frame(Rng(seed), {83, 61});
            expect_valid(before, run(before, config, seed), name);
        }
    }
    // All of them at once, in one group.
    std::vector<Augmentation> chain;
    for (const auto& [name, config] : operators) chain.push_back(entry(config, name));
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const Frame before = random_frame(Rng(seed), {83, 61});
        expect_valid(before, run(before, chain, seed), "all");
    }
}

}  // namespace
}  // namespace diorama
