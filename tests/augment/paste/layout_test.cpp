// Layouts against a slow reference that asks every layer about every pixel.
#include "augment/paste/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "augment/blend/compose.hpp"
#include "engine/annotate/annotate.hpp"
#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

using test::CutoutFolder;

constexpr Extent kPicture{80, 60};

/// What each layer should have, by asking for every pixel which layers cover it.
struct Reference {
    struct Count {
        std::uint64_t visible = 0, inframe = 0, total = 0;
        Rect box;  // of the visible pixels
    };
    Image<std::uint32_t> ids{kPicture, kBackgroundId};
    std::vector<Count> counts;

    explicit Reference(const std::vector<PlacedLayer>& layers) : counts(layers.size()) {
        const auto covers = [&](const Layer& layer, int x, int y) {
            const Rect r = layer.rect();
            return x >= r.x && y >= r.y && x < r.right() && y < r.bottom() &&
                   is_inside(layer.alpha.at(x - r.x, y - r.y));
        };
        // Canvases reach beyond the frame; their pixels count for the total.
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const Rect r = layers[i].layer.rect();
            for (int y = r.y; y < r.bottom(); ++y) {
                for (int x = r.x; x < r.right(); ++x) {
                    if (!covers(layers[i].layer, x, y)) continue;
                    ++counts[i].total;
                    if (x < 0 || y < 0 || x >= kPicture.width || y >= kPicture.height) continue;
                    ++counts[i].inframe;
                    ids.at(x, y) = static_cast<std::uint32_t>(i + 1);
                }
            }
        }
        std::vector<int> left(layers.size(), 1000), top(left), right(layers.size(), -1),
            bottom(right);
        for (int y = 0; y < kPicture.height; ++y) {
            for (int x = 0; x < kPicture.width; ++x) {
                if (ids.at(x, y) == 0) continue;
                const std::size_t i = ids.at(x, y) - 1;
                ++counts[i].visible;
                left[i] = std::min(left[i], x);
                top[i] = std::min(top[i], y);
                right[i] = std::max(right[i], x);
                bottom[i] = std::max(bottom[i], y);
            }
        }
        for (std::size_t i = 0; i < layers.size(); ++i)
            if (counts[i].visible > 0)
                counts[i].box = {left[i], top[i], right[i] - left[i] + 1, bottom[i] - top[i] + 1};
    }
};

RunConfig run_of(const PasteConfig& paste) {
    RunConfig run;
    run.generator = paste;
    return run;
}

class LayoutTest : public testing::Test {
 protected:
    PasteConfig config() const {
        PasteConfig paste;
        paste.objects = {
            source({"discs/red.png", "discs/large.png", "rings/green.png", "bars/yellow.png"})};
        paste.distractors = {.sources = {source({"rings/green.png"})}, .count = IntRange{0, 2}};
        paste.count = IntRange{1, 5};
        paste.flip = 0.5;
        paste.scale = Uniform{0.1, 0.9};
        paste.backgrounds = PhotoPlates{{folder_ / "plates/ramp.png"}};
        return paste;
    }
    CutoutConfig source(const std::vector<std::string>& names) const {
        RgbaCutouts rgba;
        for (const std::string& name : names) rgba.files.values.push_back(folder_ / name);
        return {.source = rgba};
    }
    Expected<Layout> draw(const PasteConfig& paste, std::uint64_t index,
                          const VisibilityLimits& limits = {0.75, {}}) {
        return draw_layout(paste, limits, plate_, pictures_, Rng{11}.stream(index));
    }

    CutoutFolder folder_;
    PastePictures pictures_{run_of(config()), {}};
    Plate plate_ = [] {
        Plate plate;
        plate.frame.ids = Image<std::uint32_t>(kPicture, kBackgroundId);
        return plate;
    }();
};

TEST_F(LayoutTest, TenThousandLayoutsEqualThePixelByPixelReference) {
    const PasteConfig paste = config();
    std::size_t layers = 0, hidden = 0, cut = 0;
    for (std::uint64_t index = 0; index < 10'000; ++index) {
        const VisibilityLimits limits{static_cast<double>(index % 5) / 4.0,
                                      {.pixels = static_cast<int>(index % 40),
                                       .fraction = static_cast<double>(index % 7) / 10.0}};
        const auto layout = draw(paste, index, limits);
        ASSERT_TRUE(layout);
        const Reference reference(layout->layers);
        ASSERT_EQ(layout->ids, reference.ids) << index;
        Frame frame;
        frame.ids = layout->ids;
        for (const PlacedLayer& placed : layout->layers) frame.objects.push_back(placed.object);
        const Labeled labeled = annotate(frame, {.min_visible = limits.min_visible});
        EXPECT_TRUE(labeled.dropped.empty()) << index;
        for (const Annotation& a : labeled.annotations) {
            const Reference::Count& count = reference.counts[a.instance_id - 1];
            const auto visible = static_cast<double>(count.visible);
            ASSERT_EQ(a.area, count.visible) << index;
            ASSERT_EQ(a.box, count.box) << index;
            ASSERT_EQ(a.amodal->inframe_area, count.inframe) << index;
            ASSERT_EQ(a.amodal->total_area, count.total) << index;
            ASSERT_DOUBLE_EQ(a.visible_fraction, visible / static_cast<double>(count.total));
            // Nothing that is annotated is below what the configuration asks for.
            ASSERT_LE(a.occlusion, limits.max_occlusion + 1e-12) << index;
            ASSERT_GE(a.visible_fraction, limits.min_visible.fraction - 1e-12) << index;
            ++layers;
            hidden += a.occlusion > 0 ? 1 : 0;
            cut += a.truncation > 0 ? 1 : 0;
        }
    }
    // The draws do reach what is compared.
    EXPECT_GT(layers, 15'000u);
    EXPECT_GT(hidden, 3'000u);
    EXPECT_GT(cut, 3'000u);
}

TEST_F(LayoutTest, IdsAreThoseOfTheHardBlend) {
    for (std::uint64_t index = 0; index < 50; ++index) {
        const auto layout = draw(config(), index);
        ASSERT_TRUE(layout);
        std::vector<Layer> layers;
        for (const PlacedLayer& placed : layout->layers) layers.push_back(placed.layer);
        Image<std::uint32_t> ids(kPicture, kBackgroundId);
        label_layers(ids, layers);
        EXPECT_EQ(layout->ids, ids) << index;
    }
}

TEST_F(LayoutTest, AnotherCountChangesNoObject) {
    PasteConfig few = config(), many = config();
    few.count = 2.0;
    many.count = 4.0;
    few.distractors.count = many.distractors.count = 0.0;
    few.max_occlusion = many.max_occlusion = 1.0;
    const VisibilityLimits none{1.0, {.pixels = 0, .fraction = 0}};
    for (std::uint64_t index = 0; index < 30; ++index) {
        const auto a = draw(few, index, none), b = draw(many, index, none);
        ASSERT_TRUE(a && b);
        ASSERT_GE(b->layers.size(), a->layers.size());
        for (std::size_t i = 0; i < a->layers.size(); ++i) {
            EXPECT_EQ(a->layers[i].layer.rect(), b->layers[i].layer.rect());
            EXPECT_EQ(a->layers[i].object.name, b->layers[i].object.name);
        }
    }
}

TEST_F(LayoutTest, AbsurdInputsEndAndAreCounted) {
    folder_.write("dots/dot.png", test::framed({1, 1}, {255, 0, 0, 255}));
    folder_.write("walls/wall.png", test::framed({900, 700}, {0, 0, 0, 255}));
    PasteConfig paste = config();
    paste.distractors.count = 0.0;
    paste.count = 3.0;
    // Larger than the picture, at its own size.
    paste.scale_of = ScaleOf::Cutout;
    paste.scale = 1.0;
    paste.objects = {source({"walls/wall.png"})};
    auto layout = draw(paste, 0);
    ASSERT_TRUE(layout);
    EXPECT_TRUE(layout->layers.empty());
    ASSERT_EQ(layout->rejects.size(), 3u);
    EXPECT_NE(layout->rejects[0].find("is larger than the picture in 20 draws"), std::string::npos)
        << layout->rejects[0];
    // One pixel, below the least that is annotated; then allowed.
    paste.objects = {source({"dots/dot.png"})};
    paste.rotation_deg = 0.0;
    layout = draw(paste, 0);
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->rejects.size(), 3u);
    layout = draw(paste, 0, {0.0, {.pixels = 1, .fraction = 1}});
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->layers.size(), 3u);
    // Shrunk to nothing.
    paste.scale = 0.001;
    layout = draw(paste, 0);
    ASSERT_TRUE(layout);
    EXPECT_TRUE(layout->layers.empty());
    // Nothing may cover anything, and no room is left.
    paste.objects = {source({"walls/wall.png"})};
    paste.count = 4.0;
    paste.scale = 0.085;
    layout = draw(paste, 0, {0.0, {}});
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->layers.size(), 1u);
    EXPECT_EQ(layout->rejects.size(), 3u);
}

TEST_F(LayoutTest, AnOpaqueFileIsNamed) {
    PasteConfig paste = config();
    folder_.write("walls/wall.png", test::solid({9, 7}, {0, 0, 0, 255}));
    folder_.write("walls/broken.png", "no picture");
    paste.objects = {source({"walls/wall.png", "walls/broken.png"})};
    paste.count = 40.0;
    const auto layout = draw(paste, 0);
    ASSERT_FALSE(layout);
    bool opaque = false, broken = false;
    for (const Diagnostic& d : layout.errors()) {
        opaque |= d.file.ends_with("wall.png") && d.message.starts_with("opaque throughout");
        broken |= d.file.ends_with("broken.png");
    }
    EXPECT_TRUE(opaque);
    EXPECT_TRUE(broken);
}

}  // namespace
}  // namespace diorama
