#include "augment/paste/paste.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "engine/dataset/voc_reader.hpp"

#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

using test::CutoutFolder;

/// Whether a pixel of the mask lies in the rectangle.
bool touches(const Mask& mask, const Rect& rect) {
    const Rect part = intersection(mask.rect(), rect);
    for (int y = part.y; y < part.bottom(); ++y)
        for (int x = part.x; x < part.right(); ++x)
            if (mask.pixels.at(x - mask.x, y - mask.y)) return true;
    return false;
}

class PasteTest : public testing::Test {
 protected:
    RunConfig run() const {
        PasteConfig paste;
        RgbaCutouts rgba;
        rgba.files.values = {folder_ / "discs/red.png", folder_ / "bars/yellow.png"};
        // With surroundings, so that Poisson has gradients to keep.
        MaskedCutouts masked{.images = {folder_ / "photos/ring.png"}};
        paste.objects = {{.source = rgba}, {.source = masked}};
        paste.backgrounds = PhotoPlates{{folder_ / "plates/ramp.png"}};
        paste.blend = {.each = true};
        paste.blend.modes.values = {BlendMode::None,    BlendMode::Matte,       BlendMode::Gaussian,
                                    BlendMode::Feather, BlendMode::Box,         BlendMode::Motion,
                                    BlendMode::Poisson, BlendMode::PoissonMixed};
        RunConfig config;
        config.seed = 4;
        config.image.extent = {80, 60};
        config.generator = paste;
        return config;
    }

    /// Cut-outs of photographs alone: those with surroundings, which Poisson takes gradients from
    /// instead of falling back to Gaussian outlines.
    RunConfig photographs() const {
        RunConfig config = run();
        auto& objects = std::get<PasteConfig>(config.generator).objects;
        objects.erase(objects.begin());
        return config;
    }

    CutoutFolder folder_;
};

TEST_F(PasteTest, WhatCannotBeSeenIsLeftOutOfAllPictures) {
    RunConfig config = run();
    auto& paste = std::get<PasteConfig>(config.generator);
    folder_.write("plates/grey.png", test::solid({80, 60}, {120, 121, 119, 255}));
    folder_.write("ghosts/grey.png", test::solid({20, 20}, {121, 120, 120, 255}));
    folder_.write("ghosts/mask.png", test::ring(20, 0, 8, {255, 255, 255, 255}));
    MaskedCutouts ghost{.images = {folder_ / "ghosts/grey.png"}, .mask = "mask.png"};
    paste.objects = {{.source = ghost}};
    paste.backgrounds = PhotoPlates{{folder_ / "plates/grey.png"}};
    paste.count = 1.0;
    PastePictures pictures(config, {});
    const auto frames = paste_sample(config, 0, true, pictures);
    ASSERT_TRUE(frames);
    for (const Frame& frame : *frames) {
        EXPECT_TRUE(frame.objects.empty());
        EXPECT_EQ(frame.color.at(40, 30), (Rgb8{120, 121, 119}));
        ASSERT_EQ(frame.rejects.size(), 1u);
        EXPECT_EQ(frame.rejects[0], "ghosts#1: cannot be told from the background");
    }
    paste.min_contrast = {0, 0};
    const auto kept = paste_sample(config, 0, true, pictures);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->front().objects.size(), 1u);
}

TEST_F(PasteTest, AllBlendsOfALayoutHaveTheSameLabelsAndOtherPictures) {
    RunConfig config = photographs();
    // Gradients that are now larger than the plate's, now smaller.
    Image<Rgba8> striped = test::solid({32, 32}, {20, 180, 60, 255});
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) striped.at(x, y).r = x / 3 % 2 == 0 ? 20 : 80;
    folder_.write("photos/ring.png", striped);
    // A blend that makes something invisible is not replaced by another one.
    std::get<PasteConfig>(config.generator).min_contrast = {0, 0};
    PastePictures pictures(config, {});
    const auto frames = paste_sample(config, 3, true, pictures);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), 8u);
    for (std::size_t i = 0; i < frames->size(); ++i) {
        const Frame& frame = (*frames)[i];
        EXPECT_EQ(frame.ids, (*frames)[0].ids);
        ASSERT_EQ(frame.objects.size(), (*frames)[0].objects.size());
        EXPECT_EQ(frame.rejects, (*frames)[0].rejects);
        for (std::size_t k = 0; k < frame.objects.size(); ++k) {
            EXPECT_EQ(frame.objects[k].name, (*frames)[0].objects[k].name);
            EXPECT_EQ(frame.objects[k].category, (*frames)[0].objects[k].category);
            EXPECT_EQ(frame.objects[k].amodal->mask.pixels,
                      (*frames)[0].objects[k].amodal->mask.pixels);
        }
        for (std::size_t k = 0; k < i; ++k) {
            EXPECT_NE(frame.color, (*frames)[k].color);
            EXPECT_NE(frame.suffix, (*frames)[k].suffix);
        }
    }
    EXPECT_EQ((*frames)[2].suffix, "_gaussian");
}

TEST_F(PasteTest, LabelsOfEachBlendFollowItsAlpha) {
    RunConfig config = run();
    auto& paste = std::get<PasteConfig>(config.generator);
    paste.blend.labels = BlendConfig::Labels::PerBlend;
    paste.min_contrast = {0, 0};
    RunConfig shared = config;
    std::get<PasteConfig>(shared.generator).blend.labels = BlendConfig::Labels::Shared;
    PastePictures pictures(config, {});
    std::set<std::string> other;
    for (std::uint64_t index = 0; index < 12; ++index) {
        const auto frames = paste_sample(config, index, true, pictures);
        const auto of_masks = paste_sample(shared, index, true, pictures);
        ASSERT_TRUE(frames && of_masks);
        for (std::size_t i = 0; i < frames->size(); ++i) {
            const Frame& frame = (*frames)[i];
            EXPECT_EQ(frame.color, (*of_masks)[i].color);
            if (frame.ids != (*of_masks)[i].ids) other.insert(frame.suffix);
            // Every pixel that is seen is one of the whole object.
            for (int y = 0; y < 60; ++y) {
                for (int x = 0; x < 80; ++x) {
                    const std::uint32_t id = frame.ids.at(x, y);
                    if (id == kBackgroundId) continue;
                    ASSERT_TRUE(touches(frame.objects[id - 1].amodal->mask, {x, y, 1, 1}));
                }
            }
        }
    }
    for (const char* follows : {"_gaussian", "_box", "_motion"})
        EXPECT_TRUE(other.contains(follows));
    EXPECT_FALSE(other.contains("_none"));
}

/// A picture of VOC with a red square, a green one that is truncated, and a blue one that is
/// difficult; number 2 of the mask is the truncated one.
class VocTest : public PasteTest {
 protected:
    VocTest() {
        Image<Rgba8> photo({60, 40}, {90, 90, 90, 255}), colors({60, 40}, {0, 0, 0, 255});
        Image<std::uint8_t> numbers({60, 40});
        const Rgba8 seen[] = {{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}};
        const auto palette = voc_palette();
        std::string objects;
        for (int i = 0; i < 3; ++i) {
            for (int y = 10; y < 22; ++y) {
                for (int x = 4 + 18 * i; x < 16 + 18 * i; ++x) {
                    photo.at(x, y) = seen[i];
                    numbers.at(x, y) = static_cast<std::uint8_t>(i + 1);
                    const Rgb8& c = palette[static_cast<std::size_t>(i + 1)];
                    colors.at(x, y) = {c.r, c.g, c.b, 255};
                }
            }
            objects += "<object><name>" + std::string(i == 0 ? "cup" : "dog") +
                       "</name><truncated>" + (i == 1 ? "1" : "0") + "</truncated><difficult>" +
                       (i == 2 ? "1" : "0") + "</difficult><bndbox><xmin>" +
                       std::to_string(5 + 18 * i) + "</xmin><ymin>11</ymin><xmax>" +
                       std::to_string(16 + 18 * i) + "</xmax><ymax>22</ymax></bndbox></object>";
        }
        const std::string xml =
            "<annotation><size><width>60</width><height>40</height></size>"
            "<segmented>1</segmented>" +
            objects + "</annotation>";
        for (const char* name : {"a", "b"}) {
            folder_.write(std::string("voc/JPEGImages/") + name + ".png", photo);
            folder_.write(std::string("voc/Annotations/") + name + ".xml", xml);
        }
        const Bytes indexed = encode_palette_png(numbers, palette);
        folder_.write(
            "voc/SegmentationObject/a.png",
            std::string_view(reinterpret_cast<const char*>(indexed.data()), indexed.size()));
        folder_.write("voc/SegmentationObject/b.png", colors);
    }
    PasteConfig& set(VocCutouts voc) {
        voc.images.values = {folder_ / "voc/JPEGImages/a.png", folder_ / "voc/JPEGImages/b.png"};
        voc.min_pixels = 16;
        config_ = run();
        config_.categories = {"mug"};
        auto& paste = std::get<PasteConfig>(config_.generator);
        paste.objects = {{.source = voc, .rename = {{"cup", "mug"}}}};
        return paste;
    }
    RunConfig config_;
};

TEST_F(VocTest, WholeObjectsAreCutAlongTheirMasks) {
    const PasteConfig& paste = set({});
    PastePictures pictures(config_, {});
    std::set<std::string> assets;
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto sprite = pictures.draw_sprite(paste.objects, "objects", Rng{i});
        ASSERT_TRUE(sprite && *sprite);
        EXPECT_EQ((*sprite)->category, "mug");
        EXPECT_EQ((*sprite)->box, (Rect{4, 10, 12, 12}));
        EXPECT_EQ((*sprite)->levels[0].at(6, 6), (Rgba8{200, 0, 0, 255}));
        EXPECT_FALSE((*sprite)->surroundings.empty());
        assets.insert((*sprite)->asset);
    }
    EXPECT_EQ(assets, (std::set<std::string>{"JPEGImages/a.png", "JPEGImages/b.png"}));
}

TEST_F(VocTest, BoxesKeepWhatIsInThem) {
    const PasteConfig& paste = set({.cut = VocCutouts::Cut::Boxes});
    PastePictures pictures(config_, {});
    const auto sprite = pictures.draw_sprite(paste.objects, "objects", Rng{1});
    ASSERT_TRUE(sprite && *sprite);
    // The written box is the pasted rectangle, to the pixel.
    EXPECT_EQ((*sprite)->box, (Rect{4, 10, 12, 12}));
    for (int y = 1; y <= 12; ++y)
        for (int x = 1; x <= 12; ++x)
            EXPECT_EQ((*sprite)->levels[0].at(x, y), (Rgba8{200, 0, 0, 255}));
}

TEST_F(VocTest, BrokenFilesAreNamedWhenTheyAreDrawn) {
    const PasteConfig& paste = set({});
    folder_.write("voc/SegmentationObject/a.png", test::solid({60, 40}, {3, 1, 4, 255}));
    folder_.write("voc/Annotations/b.xml", "<annotation><object></annotation>");
    PastePictures pictures(config_, {});
    std::set<std::string> messages;
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto sprite = pictures.draw_sprite(paste.objects, "objects", Rng{i});
        ASSERT_FALSE(sprite);
        const Diagnostic& error = sprite.errors()[0];
        messages.insert(std::filesystem::path(error.file).filename().string() + ": " +
                        error.message);
    }
    EXPECT_EQ(messages, (std::set<std::string>{"a.png: color 3, 1, 4 at 0, 0 is none of VOC's",
                                               "b.xml: a tag that is never closed"}));
    set({}).objects[0].rename = {};
    PastePictures none(config_, {});
    folder_.write("voc/Annotations/b.xml", "<annotation></annotation>");
    const auto unused =
        none.draw_sprite(std::get<PasteConfig>(config_.generator).objects, "objects", Rng{1});
    ASSERT_FALSE(unused);
    EXPECT_NE(unused.errors()[0].message.find("whole object of a category that is used"),
              std::string::npos);
}

TEST_F(PasteTest, OutsideTheLayersEveryBlendButMotionKeepsTheBackground) {
    const RunConfig config = photographs();
    PastePictures pictures(config, {});
    for (std::uint64_t index = 0; index < 20; ++index) {
        const auto frames = paste_sample(config, index, true, pictures);
        ASSERT_TRUE(frames);
        // The plate has no object of its own: what is left of it lies under id 0.
        const auto plate = pictures.draw_plate(
            std::get<PasteConfig>(config.generator).backgrounds, config.image.extent,
            Rng{config.seed}.stream(index).stream("paste").stream("background"));
        ASSERT_TRUE(plate);
        for (const Frame& frame : *frames) {
            if (frame.suffix == "_motion") continue;
            // Soft outlines reach two pixels beyond the mask at most.
            const bool on_mask = frame.suffix == "_none" || frame.suffix.starts_with("_poisson");
            const int reach = on_mask ? 0 : 2;
            std::size_t compared = 0;
            for (int y = 0; y < 60; ++y) {
                for (int x = 0; x < 80; ++x) {
                    // Masks beyond the frame have an outline as well.
                    const bool far = std::ranges::none_of(frame.objects, [&](const Object& object) {
                        return touches(object.amodal->mask,
                                       {x - reach, y - reach, 2 * reach + 1, 2 * reach + 1});
                    });
                    if (!far) continue;
                    ++compared;
                    ASSERT_EQ(frame.color.at(x, y), (*plate)->frame.color.at(x, y))
                        << frame.suffix << ' ' << x << ' ' << y;
                }
            }
            EXPECT_GT(compared, 100u);
        }
    }
}

TEST_F(PasteTest, ThreadsChangeNothing) {
    const RunConfig config = run();
    constexpr std::uint64_t kSamples = 24;
    const auto all = [&](int threads) {
        PastePictures pictures(config, {});
        std::vector<std::vector<Frame>> samples(kSamples);
        std::vector<std::thread> workers;
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] {
                // Backwards, so that files are first read in another order.
                for (auto i = kSamples; i-- > 0;)
                    if (static_cast<int>(i) % threads == t)
                        samples[i] = *paste_sample(config, i, true, pictures);
            });
        }
        for (std::thread& worker : workers) worker.join();
        return samples;
    };
    const auto one = all(1), four = all(4);
    for (std::size_t i = 0; i < kSamples; ++i) {
        ASSERT_EQ(one[i].size(), four[i].size());
        for (std::size_t k = 0; k < one[i].size(); ++k) {
            EXPECT_EQ(one[i][k].color, four[i][k].color);
            EXPECT_EQ(one[i][k].ids, four[i][k].ids);
        }
    }
}

TEST_F(PasteTest, WithoutColorTheLabelsStayTheSame) {
    const RunConfig config = run();
    PastePictures pictures(config, {});
    const auto with = paste_sample(config, 2, true, pictures);
    const auto without = paste_sample(config, 2, false, pictures);
    ASSERT_TRUE(with && without);
    EXPECT_EQ((*with)[0].ids, (*without)[0].ids);
    EXPECT_TRUE((*without)[0].color.empty());
}

TEST_F(PasteTest, InvertedMasksAreFoundAndNotedOncePerFolder) {
    RunConfig config = photographs();
    auto& paste = std::get<PasteConfig>(config.generator);
    Image<Rgba8> dark = test::ring(32, 8, 15, {0, 0, 0, 255});
    for (Rgba8& p : dark) p = p.a > 0 ? Rgba8{0, 0, 0, 255} : Rgba8{255, 255, 255, 255};
    folder_.write("dark/a_mask.png", dark);
    folder_.write("dark/b_mask.png", dark);
    for (const char* name : {"dark/a.png", "dark/b.png"})
        folder_.write(name, test::solid({32, 32}, {20, 180, 60, 255}));
    MaskedCutouts masked;
    masked.images.values = {folder_ / "dark/a.png", folder_ / "dark/b.png",
                            folder_ / "photos/ring.png"};
    paste.objects = {{.source = masked}};
    std::vector<std::string> notes;
    PastePictures pictures(config, {}, [&](const std::string& note) { notes.push_back(note); });
    for (std::uint64_t index = 0; index < 12; ++index) {
        const auto frames = paste_sample(config, index, true, pictures);
        ASSERT_TRUE(frames);
        // Rings either way, never the ground around one.
        for (const Object& object : frames->front().objects)
            EXPECT_LT(object.amodal->total_area,
                      object.amodal->total_box.width * object.amodal->total_box.height * 7 / 10);
    }
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_NE(notes[0].find("dark on light"), std::string::npos);
}

TEST_F(PasteTest, PlainPhotographsAreCutWhenTheyAreNeeded) {
    // A striped disc on a grey board, and a photograph of noise.
    Rng rng{6};
    Image<Rgba8> board({120, 100}), noise({120, 100});
    std::size_t area = 0;
    for (int y = 0; y < 100; ++y) {
        for (int x = 0; x < 120; ++x) {
            const auto grain = static_cast<std::uint8_t>(200 + rng.integer(-2, 2));
            const bool in = (x - 70) * (x - 70) + (y - 45) * (y - 45) < 30 * 30;
            area += in ? 1 : 0;
            board.at(x, y) =
                in ? Rgba8{static_cast<std::uint8_t>(x / 6 % 2 ? 180 : 120), 20, 30, 255}
                   : Rgba8{grain, grain, grain, 255};
            noise.at(x, y) = {static_cast<std::uint8_t>(rng.integer(0, 255)),
                              static_cast<std::uint8_t>(rng.integer(0, 255)), 9, 255};
        }
    }
    folder_.write("discs/board.png", board);
    folder_.write("discs/noise.png", noise);
    RunConfig config = photographs();
    auto& paste = std::get<PasteConfig>(config.generator);
    PlainCutouts plain{.photos = {folder_ / "discs/board.png"}};
    paste.objects = {{.source = plain}};
    PastePictures pictures(config, {});
    const auto sprite = pictures.draw_sprite(paste.objects, "objects", Rng{1});
    ASSERT_TRUE(sprite && *sprite);
    EXPECT_EQ((*sprite)->category, "discs");
    EXPECT_EQ((*sprite)->picture, (Extent{120, 100}));  // so that scan lines know its row
    EXPECT_NEAR((*sprite)->box.bottom(), 75, 3);
    EXPECT_FALSE((*sprite)->surroundings.empty());
    std::size_t cut = 0;
    for (const Rgba8& p : (*sprite)->levels[0]) cut += p.a >= 128 ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(cut) / static_cast<double>(area), 1.0, 0.03);

    plain.photos = {folder_ / "discs/noise.png"};
    paste.objects = {{.source = plain}};
    const auto refused = pictures.draw_sprite(paste.objects, "noise", Rng{1});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.errors()[0].to_string().find("noise.png: background is not plain"),
              std::string::npos)
        << refused.errors()[0].to_string();
}

TEST_F(PasteTest, ScenesGiveCutoutsAndPlates) {
    // A "renderer" that shows a square, with a second one cut by the frame.
    int renders = 0;
    const RenderScene render = [&](const SceneConfig&, Extent extent,
                                   const Rng& rng) -> Expected<Frame> {
        ++renders;
        Rng draw = rng.stream("shade");
        const auto shade = static_cast<std::uint8_t>(draw.integer(0, 255));
        Frame frame;
        frame.color = Image<Rgb8>(extent, {shade, 10, 10});
        frame.ids = Image<std::uint32_t>(extent, kBackgroundId);
        frame.objects.resize(2);
        for (int i = 0; i < 2; ++i) {
            const Rect box{i == 0 ? 10 : 0, 12 * i, 20, 10};
            Object& object = frame.objects[static_cast<std::size_t>(i)];
            object.name = object.category = i == 0 ? "whole" : "cut";
            object.amodal = Amodal{.mask = {box.x, box.y, Image<std::uint8_t>({20, 10}, 1)},
                                   .total_area = i == 0 ? 200u : 300u,
                                   .total_box = box};
            for (int y = box.y; y < box.bottom(); ++y)
                for (int x = box.x; x < box.right(); ++x)
                    frame.ids.at(x, y) = static_cast<std::uint32_t>(i + 1);
        }
        return frame;
    };
    RunConfig config = run();
    auto& paste = std::get<PasteConfig>(config.generator);
    paste.objects = {{.source = RenderedCutouts{.pictures = {.views = 3}, .size_px = 64}}};
    paste.backgrounds = RenderedViews{.views = 2};
    paste.count = 1.0;
    PastePictures pictures(config, render);
    for (std::uint64_t index = 0; index < 12; ++index) {
        const auto frames = paste_sample(config, index, true, pictures);
        ASSERT_TRUE(frames);
        const Frame& frame = frames->front();
        ASSERT_LE(frame.objects.size(), 3u);
        EXPECT_EQ(frame.objects[0].name, "whole");
        EXPECT_EQ(frame.objects[1].name, "cut");
        if (frame.objects.size() < 3) continue;
        EXPECT_EQ(frame.objects[2].category, "whole");
        EXPECT_EQ(frame.objects[2].name, "whole#1");
    }
    EXPECT_EQ(renders, 5);  // three views of objects and two plates, each once
}

}  // namespace
}  // namespace diorama
