// Objects of one annotated picture in another one, and moved in their own.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "augment/mix/mixes.hpp"
#include "engine/annotate/annotate.hpp"
#include "engine/annotate/regions.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

constexpr Extent kExtent{40, 30};
constexpr Rgb8 kGrey{120, 120, 120}, kBlue{10, 20, 200}, kRed{220, 30, 10};

Frame flat_frame(Rgb8 color) {
    Frame frame;
    frame.index = 3;
    frame.color = Image<Rgb8>(kExtent, color);
    frame.ids = Image<std::uint32_t>(kExtent);
    frame.camera.extent = kExtent;
    return frame;
}

/// An object as datasets have them: without an amodal mask.
void add_rect(Frame& frame, const Rect& rect, Rgb8 color, const std::string& category) {
    frame.objects.push_back({.name = category + "#1", .category = category});
    for (int y = rect.y; y < rect.bottom(); ++y) {
        for (int x = rect.x; x < rect.right(); ++x) {
            frame.ids.at(x, y) = static_cast<std::uint32_t>(frame.objects.size());
            frame.color.at(x, y) = color;
        }
    }
}

Frame run_with(Frame frame, const Frame& other, OperatorConfig config, std::uint64_t seed = 1) {
    const Resources none;
    const Surroundings surroundings{
        .resources = none,
        .sample = [&](std::uint64_t) -> Expected<Frame> { return other; },
        .sample_count = 5};
    auto result = augment(std::move(frame), {entry(std::move(config))}, Rng(seed), surroundings);
    return *std::move(result);
}

bool inside(const Rect& rect, int x, int y) {
    return x >= rect.x && y >= rect.y && x < rect.right() && y < rect.bottom();
}

CopyPasteConfig as_it_is() {
    return {.probability = 1, .scale = 1.0, .flip = 0, .blend = BlendMode::None};
}

TEST(CopyPaste, ObjectsKeepTheirPlaceAndCoverWhatIsThere) {
    Frame frame = flat_frame(kGrey), other = flat_frame({0, 255, 0});
    add_rect(frame, {5, 5, 10, 10}, kBlue, "book");
    add_rect(other, {10, 5, 10, 10}, kRed, "cup");
    add_rect(other, {30, 20, 5, 5}, {9, 9, 9}, "");
    const Frame pasted = run_with(frame, other, as_it_is());
    ASSERT_EQ(pasted.objects.size(), 2u);
    EXPECT_EQ(pasted.objects[1].category, "cup");
    for (int y = 0; y < kExtent.height; ++y) {
        for (int x = 0; x < kExtent.width; ++x) {
            const bool cup = inside({10, 5, 10, 10}, x, y);
            EXPECT_EQ(pasted.ids.at(x, y), cup ? 2u : frame.ids.at(x, y)) << x << " " << y;
            EXPECT_EQ(pasted.color.at(x, y), cup ? kRed : frame.color.at(x, y)) << x << " " << y;
        }
    }
    const Labeled labels = annotate(pasted, {});
    ASSERT_EQ(labels.annotations.size(), 2u);
    EXPECT_EQ(labels.annotations[0].area, 50u);
    EXPECT_EQ(labels.annotations[0].box, (Rect{5, 5, 5, 10}));
    EXPECT_EQ(labels.annotations[0].visible_fraction, 0.5);
    EXPECT_EQ(labels.annotations[1].area, 100u);
    EXPECT_EQ(labels.annotations[1].visible_fraction, 1.0);
}

TEST(CopyPaste, NoLabelForWhatIsWhollyCovered) {
    Frame frame = flat_frame(kGrey), other = flat_frame(kGrey);
    add_rect(frame, {12, 7, 4, 4}, kBlue, "book");
    add_rect(other, {10, 5, 10, 10}, kRed, "book");
    const Labeled labels = annotate(run_with(frame, other, as_it_is()), {});
    ASSERT_EQ(labels.annotations.size(), 1u);
    EXPECT_EQ(labels.annotations[0].name, "book#1@2");
    EXPECT_EQ(labels.annotations[0].area, 100u);
}

TEST(CopyPaste, JittersTheOtherPicture) {
    Frame other = flat_frame(kGrey);
    add_rect(other, {10, 4, 10, 10}, kRed, "cup");
    CopyPasteConfig config = as_it_is();
    config.flip = 1;
    Frame pasted = run_with(flat_frame(kGrey), other, config);
    EXPECT_EQ(find_regions(pasted.ids, 1)[0].box, (Rect{20, 4, 10, 10}));
    config.scale = 0.5;
    std::set<int> columns;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        pasted = run_with(flat_frame(kGrey), other, config, seed);
        const Region region = find_regions(pasted.ids, 1)[0];
        EXPECT_EQ(region.area, 25u);
        EXPECT_EQ(region.box.width, 5);
        EXPECT_EQ(pasted.color.at(region.box.x + 2, region.box.y + 2), kRed);
        columns.insert(region.box.x);
    }
    EXPECT_GT(columns.size(), 5u);
}

TEST(CopyPaste, DrawsASubset) {
    Frame other = flat_frame(kGrey);
    for (int i = 0; i < 8; ++i) add_rect(other, {5 * i, 5, 4, 4}, kRed, "cup");
    CopyPasteConfig config = as_it_is();
    config.probability = 0.5;
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        sum += static_cast<double>(run_with(flat_frame(kGrey), other, config, seed).objects.size());
    EXPECT_NEAR(sum, 400, 60);  // four standard deviations
    config.probability = 0;
    EXPECT_EQ(run_with(flat_frame(kBlue), other, config).color, flat_frame(kBlue).color);
}

TEST(CopyPaste, BlendsChangeNoLabelAndNothingFarOff) {
    const Frame frame = random_frame(Rng(1), {80, 60}), other = random_frame(Rng(2), {90, 70});
    CopyPasteConfig config{.probability = 1, .scale = 1.0};
    config.blend = BlendMode::None;
    const Frame hard = run_with(frame, other, config);
    for (const BlendMode mode : {BlendMode::Gaussian, BlendMode::Poisson}) {
        config.blend = mode;
        const Frame soft = run_with(frame, other, config);
        EXPECT_EQ(soft.ids, hard.ids);
        EXPECT_NE(soft.color, hard.color);
        for (int y = 0; y < 60; ++y) {
            for (int x = 0; x < 80; ++x) {
                bool near = false;
                for (int v = std::max(y - 3, 0); v < std::min(y + 4, 60); ++v)
                    for (int u = std::max(x - 3, 0); u < std::min(x + 4, 80); ++u)
                        near = near || hard.ids.at(u, v) > frame.objects.size();
                if (near) continue;
                EXPECT_EQ(soft.color.at(x, y), frame.color.at(x, y)) << x << " " << y;
            }
        }
    }
}

TEST(Pastes, KeepEveryRuleOnRandomFrames) {
    const std::vector<OperatorConfig> operators{CopyPasteConfig{}, PasteBoxesConfig{},
                                                MoveObjectsConfig{.probability = 1}};
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Frame frame = random_frame(Rng(seed), {80, 60});
        for (const OperatorConfig& config : operators) {
            const Frame pasted = run(frame, config, seed);
            EXPECT_EQ(pasted.color, run(frame, config, seed).color);
            Frame blind = frame;
            blind.color = {};
            EXPECT_EQ(pasted.ids, run(blind, config, seed).ids);
            std::set<std::string> names;
            for (const Object& object : pasted.objects) names.insert(object.name);
            EXPECT_EQ(names.size(), pasted.objects.size());
            EXPECT_TRUE(pasted.normals.empty());
            const auto regions = find_regions(pasted.ids, pasted.objects.size());
            for (const Annotation& a : annotate(pasted, {}).annotations) {
                EXPECT_EQ(a.area, regions[a.instance_id - 1].area);
                EXPECT_LE(a.area, a.amodal->inframe_area);
            }
            for (std::size_t i = 0; i < pasted.ids.pixels().size(); ++i)
                if (pasted.ids.pixels()[i] > frame.objects.size()) {
                    EXPECT_TRUE(std::isinf(pasted.depth.pixels()[i]));
                }
        }
    }
}

TEST(PasteBoxes, TheLabelIsTheRectangle) {
    Frame frame = flat_frame(kGrey), other = flat_frame({0, 255, 0});
    add_rect(other, {10, 5, 10, 3}, kRed, "cup");
    for (int y = 8; y < 13; ++y) other.ids.at(10, y) = 1;  // an L
    PasteBoxesConfig config{.count = 1.0, .scale = 1.0, .flip = 0, .blend = BlendMode::None};
    const Frame pasted = run_with(frame, other, config);
    const Labeled labels = annotate(pasted, {});
    ASSERT_EQ(labels.annotations.size(), 1u);
    const Rect box = labels.annotations[0].box;
    EXPECT_EQ(box.width, 10);
    EXPECT_EQ(box.height, 8);
    EXPECT_EQ(labels.annotations[0].area, 80u);
    for (int y = 0; y < kExtent.height; ++y) {
        for (int x = 0; x < kExtent.width; ++x) {
            const Rgb8 expected =
                inside(box, x, y) ? other.color.at(x - box.x + 10, y - box.y + 5) : kGrey;
            EXPECT_EQ(pasted.color.at(x, y), expected) << x << " " << y;
        }
    }
    // Twice as large, and no larger than the picture.
    config.scale = 2.0;
    EXPECT_EQ(find_regions(run_with(frame, other, config).ids, 1)[0].area, 320u);
    config.scale = 100.0;
    EXPECT_EQ(find_regions(run_with(frame, other, config).ids, 1)[0].box.height, 30);
}

TEST(PasteBoxes, CoversNoMoreThanAllowed) {
    Frame other = flat_frame(kGrey);
    add_rect(other, {10, 5, 10, 10}, kRed, "cup");
    PasteBoxesConfig config{.count = 6.0, .scale = 1.0, .blend = BlendMode::None};
    std::size_t sum = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Frame frame = flat_frame(kGrey);
        add_rect(frame, {15, 10, 8, 8}, kBlue, "book");
        const Frame pasted = run_with(frame, other, config, seed);
        sum += pasted.objects.size() - 1;
        std::vector<Rect> boxes;
        for (const Object& object : pasted.objects) boxes.push_back(object.amodal->total_box);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            for (std::size_t k = i + 1; k < boxes.size(); ++k) {
                const Rect both = intersection(boxes[i], boxes[k]);
                if (!both.empty()) {
                    EXPECT_LE(both.width * both.height, 0.3 * boxes[i].width * boxes[i].height);
                }
            }
        }
    }
    EXPECT_GT(sum, 100u);
    Frame full = flat_frame(kGrey);
    add_rect(full, {0, 0, 40, 30}, kBlue, "book");
    config.max_cover = 0.05;  // a box is a twelfth of the picture
    EXPECT_EQ(run_with(full, other, config).objects.size(), 1u);
}

TEST(PasteBoxes, TakesNoTruncatedObject) {
    Frame other = flat_frame(kGrey);
    add_rect(other, {0, 5, 10, 10}, kRed, "cup");
    EXPECT_EQ(run_with(flat_frame(kGrey), other, PasteBoxesConfig{.count = 3.0}).objects.size(),
              0u);
}

TEST(MoveObjects, LeavesBackgroundBehind) {
    Frame frame = flat_frame(kGrey);
    add_rect(frame, {10, 8, 10, 4}, kRed, "cup");
    add_rect(frame, {0, 20, 6, 6}, kBlue, "book");  // at the edge: stays
    MoveObjectsConfig config{.probability = 1,
                             .shift_x = 0.5,
                             .shift_y = 0.0,
                             .scale = 1.0,
                             .rotation_deg = 0.0,
                             .blend = BlendMode::None};
    Frame moved = run(frame, config);
    for (int y = 0; y < kExtent.height; ++y) {
        for (int x = 0; x < kExtent.width; ++x) {
            const bool cup = inside({15, 8, 10, 4}, x, y), book = inside({0, 20, 6, 6}, x, y);
            EXPECT_EQ(moved.ids.at(x, y), cup ? 1u : book ? 2u : 0u) << x << " " << y;
            if (cup || book) {
                EXPECT_EQ(moved.color.at(x, y), cup ? kRed : kBlue) << x << " " << y;
            } else {
                EXPECT_NEAR(moved.color.at(x, y).r, kGrey.r, 2) << x << " " << y;
                EXPECT_NEAR(moved.color.at(x, y).b, kGrey.b, 2) << x << " " << y;
            }
        }
    }
    EXPECT_EQ(moved.objects[0].amodal->total_area, 40u);
    config.shift_x = 0.0;
    config.rotation_deg = 90.0;
    EXPECT_EQ(find_regions(run(frame, config).ids, 2)[0].box, (Rect{13, 5, 4, 10}));
    config.rotation_deg = 0.0;
    config.scale = 2.0;
    EXPECT_EQ(find_regions(run(frame, config).ids, 2)[0].box, (Rect{5, 6, 20, 8}));
}

TEST(MoveObjects, LeavesHiddenObjectsAlone) {
    Frame frame = flat_frame(kGrey);
    add_rect(frame, {10, 8, 10, 4}, kRed, "cup");
    frame.objects[0].amodal = Amodal{.mask = {10, 8, Image<std::uint8_t>({10, 5}, 1)},
                                     .total_area = 50,
                                     .total_box = {10, 8, 10, 5}};
    const Frame moved = run(frame, MoveObjectsConfig{.probability = 1, .shift_x = 0.5});
    EXPECT_EQ(moved.ids, frame.ids);
    EXPECT_EQ(moved.color, frame.color);
}

}  // namespace
}  // namespace diorama
