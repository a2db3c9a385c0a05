#include "augment/text/shape_line.hpp"

#include <gmock/gmock.h>

#include "tests/augment/text/fonts.hpp"

namespace diorama {
namespace {

using test::decoded;
using test::dejavu;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::size_t> clusters(const ShapedLine& line) {
    std::vector<std::size_t> result;
    for (const LineGlyph& glyph : line.glyphs) result.push_back(glyph.placed.cluster);
    return result;
}

TEST(Utf8, RoundTripsAndRefusesWhatIsNone) {
    const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    const auto wide = decode_utf8(text);
    ASSERT_TRUE(wide);
    EXPECT_EQ(*wide, U"a\u00E9\u20AC\U0001F600");
    EXPECT_EQ(encode_utf8(*wide), text);
    for (const char* bad : {"\xC3", "\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                            "\xE2\x28\xA1", "a\tb", "\xC2\x85"})
        EXPECT_FALSE(decode_utf8(bad)) << bad;
}

TEST(ShapeLine, LatinRunsFromTheLeftWithKerning) {
    const Font font = dejavu("DejaVuSans");
    const auto line = shape_line(U"AVAV", {&font});
    ASSERT_TRUE(line);
    EXPECT_THAT(clusters(*line), ElementsAre(0, 1, 2, 3));
    const auto a = shape_line(U"A", {&font}), v = shape_line(U"V", {&font});
    EXPECT_LT(line->advance, 2 * (a->advance + v->advance) - 0.1f);  // kerned
    EXPECT_FALSE(line->right_to_left);
}

TEST(ShapeLine, LigaturesAreOneCluster) {
    const Font font = dejavu("DejaVuSans");
    const auto line = shape_line(U"offi", {&font});
    ASSERT_TRUE(line);
    EXPECT_THAT(clusters(*line), ElementsAre(0, 1));
}

TEST(ShapeLine, ArabicRunsFromTheRightAndJoins) {
    const Font font = dejavu("DejaVuSans");
    const std::u32string salam = U"\u0633\u0644\u0627\u0645";  // seen, lam, alef, meem
    const auto line = shape_line(salam, {&font});
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->right_to_left);
    EXPECT_THAT(clusters(*line), ElementsAre(3, 1, 0));  // lam and alef are one glyph
    const auto alone = shape_line(U"\u0633", {&font});
    EXPECT_NE(line->glyphs.back().placed.glyph, alone->glyphs.front().placed.glyph);  // initial
}

TEST(ShapeLine, NumbersInArabicRunFromTheLeft) {
    const Font font = dejavu("DejaVuSans");
    const auto line = shape_line(U"\u0628 12", {&font});
    ASSERT_TRUE(line);
    EXPECT_THAT(clusters(*line), ElementsAre(2, 3, 1, 0));
}

TEST(ShapeLine, AnotherFontStepsInOrTheLineIsRefused) {
    const Font mono = dejavu("DejaVuSansMono"), sans = dejavu("DejaVuSans");
    const std::u32string text = U"a\u05D0";  // Hebrew alef
    const bool mono_has = mono.has(U'\u05D0');
    ASSERT_FALSE(mono_has);
    const auto refused = shape_line(text, {&mono});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.errors().front().message, HasSubstr("no font has U+05D0"));
    const auto line = shape_line(text, {&mono, &sans});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->glyphs[0].font, 0u);
    EXPECT_EQ(line->glyphs[1].font, 1u);
    EXPECT_FALSE(shape_line(U"\u4E2D", {&mono, &sans}));  // no Chinese in either
}

TEST(ShapeLine, MarksStayWithTheirBase) {
    const Font font = dejavu("DejaVuSans");
    const auto line = shape_line(U"q\u0301x", {&font});  // no precomposed letter
    ASSERT_TRUE(line);
    EXPECT_THAT(clusters(*line), ElementsAre(0, 0, 2));
}

TEST(ShapeLine, SpacingAndBoldnessWidenTheLine) {
    const Font font = dejavu("DejaVuSerif");
    const auto plain = shape_line(U"abc", {&font});
    const auto wide = shape_line(U"abc", {&font}, {.embolden = 0.02f, .spacing = 0.1f});
    EXPECT_NEAR(wide->advance - plain->advance, 3 * 0.12f, 1e-5f);
    EXPECT_NEAR(wide->glyphs[2].placed.position.x - plain->glyphs[2].placed.position.x, 2 * 0.12f,
                1e-5f);
}

TEST(ScriptOf, TakesTheFirstLetterThatHasOne) {
    EXPECT_EQ(script_of(U"12 open"), "Latn");
    EXPECT_EQ(script_of(U"\u0633\u0644"), "Arab");
    EXPECT_EQ(script_of(U"12:30"), "Zyyy");
    EXPECT_EQ(script_of(U""), "Zyyy");
}

TEST(Font, RefusesWhatIsNoFont) {
    EXPECT_FALSE(Font::open("/nowhere.ttf"));
    EXPECT_FALSE(Font::open(std::filesystem::path(DIORAMA_SOURCE_DIR) / "README.md"));
}

}  // namespace
}  // namespace diorama
