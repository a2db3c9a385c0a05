#include "engine/annotate/text_labels.hpp"

#include <gtest/gtest.h>

#include "engine/annotate/annotate.hpp"

namespace diorama {
namespace {

TEST(ClipPolygon, CutsAtTheSides) {
    const auto cut = clip_polygon({{-5, 2}, {5, 2}, {5, 4}, {-5, 4}}, {0, 0, 10, 10});
    EXPECT_EQ(cut.size(), 4u);
    for (const glm::vec2& p : cut) EXPECT_GE(p.x, 0.0f);
    EXPECT_TRUE(clip_polygon({{-5, 2}, {-1, 2}, {-1, 4}}, {0, 0, 10, 10}).empty());
    const std::vector<glm::vec2> whole{{1, 1}, {3, 1}, {2, 3}};
    EXPECT_EQ(clip_polygon(whole, {0, 0, 10, 10}), whole);
}

/// A word of full ink, 24 x 10 pixels at (x, y) of a picture of 60 x 40.
Frame word_frame(int x, int y, Rgb8 ink = {20, 20, 20}) {
    constexpr Extent kPicture{60, 40};
    Frame frame;
    frame.color = Image<Rgb8>(kPicture, {200, 200, 200});
    frame.ids = Image<std::uint32_t>(kPicture, 0);
    const Rect word{x, y, 24, 10};
    Amodal amodal{
        .mask = {x, y, Image<std::uint8_t>({24, 10}, 1)}, .total_area = 240, .total_box = word};
    const Rect seen = intersection(word, {0, 0, 60, 40});
    for (int py = seen.y; py < seen.bottom(); ++py) {
        for (int px = seen.x; px < seen.right(); ++px) {
            frame.ids.at(px, py) = 1;
            frame.color.at(px, py) = ink;
        }
    }
    const auto corner = [&](int dx, int dy) {
        return glm::vec2(static_cast<float>(x + dx), static_cast<float>(y + dy));
    };
    const Quad quad{corner(0, 0), corner(24, 0), corner(24, 10), corner(0, 10)};
    Object object{.name = "text#1", .category = "text", .amodal = amodal};
    object.text = TextInfo{.transcription = "word",
                           .quad = quad,
                           .polygon = {quad.begin(), quad.end()},
                           .line_quad = quad,
                           .baseline = {quad[3], quad[2]},
                           .chars = {{"word", quad}}};
    frame.objects.push_back(object);
    return frame;
}

TextInfo settled(Frame frame) {
    const Labeled labeled = annotate(std::move(frame), {});
    EXPECT_EQ(labeled.annotations.size(), 1u);
    return *labeled.frame.objects[0].text;
}

TEST(SettleTexts, LeavesAWholeWordAsItIs) {
    Frame frame = word_frame(10, 10);
    const TextInfo before = *frame.objects[0].text;
    const TextInfo after = settled(std::move(frame));
    EXPECT_TRUE(after.legible);
    EXPECT_FALSE(after.clipped);
    EXPECT_EQ(after.quad, before.quad);
    EXPECT_EQ(after.polygon, before.polygon);
}

TEST(SettleTexts, CutsAtTheEdgeOfThePictureAndSaysSo) {
    const TextInfo text = settled(word_frame(-8, 34));
    EXPECT_TRUE(text.clipped);
    EXPECT_FALSE(text.legible);  // 16 x 6 of 24 x 10 pixels are there
    EXPECT_EQ(text.polygon.size(), 4u);
    TextInfo copy = text;
    change_points(copy, [](glm::vec2& p) {
        EXPECT_GE(p.x, 0.0f);
        EXPECT_LE(p.x, 16.0f);
        EXPECT_GE(p.y, 34.0f);
        EXPECT_LE(p.y, 40.0f);
    });
    EXPECT_TRUE(settled(word_frame(-4, 10)).legible);
}

TEST(SettleTexts, LowOrPaleOrCoveredWordsAreNotLegible) {
    EXPECT_FALSE(settled(word_frame(10, 10, {191, 190, 189})).legible);
    EXPECT_TRUE(settled(word_frame(10, 10, {185, 200, 200})).legible);

    Frame low = word_frame(10, 10);
    for (std::size_t i : {2, 3}) low.objects[0].text->quad[i].y -= 4.5f;
    EXPECT_FALSE(settled(std::move(low)).legible);

    Frame covered = word_frame(10, 10);
    covered.objects.push_back({.name = "cup", .distractor = true});
    for (int y = 10; y < 20; ++y) {
        for (int x = 10; x < 23; ++x) covered.ids.at(x, y) = 2;
    }
    EXPECT_FALSE(settled(std::move(covered)).legible);
}

}  // namespace
}  // namespace diorama
