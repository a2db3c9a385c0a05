#include "augment/text/typeset.hpp"

#include <gmock/gmock.h>

#include "tests/augment/text/fonts.hpp"

namespace diorama {
namespace {

using test::dejavu;

std::vector<std::string> words_of(const TypesetBlock& block) {
    std::vector<std::string> words;
    for (const TypesetWord& word : block.words) words.push_back(encode_utf8(word.text()));
    return words;
}

bool inside(const Quad& outer, const Quad& inner) {
    for (const glm::vec2& p : inner) {
        if (p.x < outer[0].x || p.y < outer[0].y || p.x > outer[2].x || p.y > outer[2].y)
            return false;
    }
    return true;
}

TEST(Typeset, WordsLinesAndCharactersNest) {
    const Font font = dejavu("DejaVuSans");
    const auto block = typeset({U"open daily", U"9 to 5"}, {&font}, {});
    ASSERT_TRUE(block);
    EXPECT_THAT(words_of(*block), ::testing::ElementsAre("open", "daily", "9", "to", "5"));
    ASSERT_EQ(block->lines.size(), 2u);
    for (const TypesetWord& word : block->words) {
        EXPECT_TRUE(inside(block->lines[word.line], word.box));
        for (const TypesetChar& c : word.chars) {
            EXPECT_TRUE(inside(word.box, c.box));
            const Box2 ink = bounds_of(c.outline);
            EXPECT_TRUE(inside(c.box, quad_of(ink)));
        }
    }
    EXPECT_LT(block->lines[0][3].y, block->lines[1][0].y);
}

TEST(Typeset, BoxesHoldTheHeightOfLetters) {
    const Font font = dejavu("DejaVuSans");
    const auto block = typeset({U"H"}, {&font}, {});
    ASSERT_TRUE(block);
    // DejaVu Sans has capitals of 1493 units in an em of 2048.
    EXPECT_NEAR(block->words[0].box[0].y, -1493.0f / 2048.0f, 1e-4f);
    EXPECT_NEAR(block->words[0].box[2].y, 0.0f, 1e-4f);
}

TEST(Typeset, ReadingOrderOfArabicIsThatOfTheText) {
    const Font font = dejavu("DejaVuSans");
    const std::u32string text = U"\u0628\u0627\u0628 \u0646\u0648\u0631";
    const auto block = typeset({text}, {&font}, {});
    ASSERT_TRUE(block);
    ASSERT_EQ(block->words.size(), 2u);
    EXPECT_EQ(block->words[0].text(), U"\u0628\u0627\u0628");
    EXPECT_GT(block->words[0].box[0].x, block->words[1].box[1].x);  // the first word is right
    EXPECT_GT(block->words[0].chars[0].box[0].x, block->words[0].chars[2].box[0].x);
}

TEST(Typeset, ACurvedBaselineTurnsLettersAboutItsMiddle) {
    const Font font = dejavu("DejaVuSans");
    const auto flat = typeset({U"ooooo"}, {&font}, {});
    const auto curved = typeset({U"ooooo"}, {&font}, {.curvature = 0.2f});
    ASSERT_TRUE(flat && curved);
    EXPECT_TRUE(curved->curved);
    const auto& chars = curved->words[0].chars;
    EXPECT_NEAR(chars[2].box[0].x, flat->words[0].chars[2].box[0].x, 1e-3f);
    EXPECT_GT(chars[0].box[3].y, chars[2].box[3].y + 0.2f);  // the ends hang down
    EXPECT_NEAR(chars[0].box[3].x + chars[4].box[2].x,
                2 * 0.5f * (chars[2].box[3].x + chars[2].box[2].x), 2e-3f);
    EXPECT_EQ(curved->words[0].polygon.size(), 20u);
    const auto joined = typeset({U"\u0628\u0627\u0628"}, {&font}, {.curvature = 0.2f});
    ASSERT_TRUE(joined);
    EXPECT_FALSE(joined->curved);
}

TEST(Typeset, WordsStandOnTheirBaselines) {
    const Font font = dejavu("DejaVuSans");
    const auto block = typeset({U"ho pyg", U"ox"}, {&font}, {.line_height = 1.5f});
    ASSERT_TRUE(block);
    const TypesetWord &ho = block->words[0], &pyg = block->words[1], &ox = block->words[2];
    ASSERT_EQ(ho.baseline.size(), 2u);
    EXPECT_EQ(ho.baseline[0], glm::vec2(0.0f));
    EXPECT_NEAR(ho.box[3].y, 0.0f, 0.02f);              // the ink of "ho" ends there
    EXPECT_LT(pyg.baseline[0].y, pyg.box[3].y - 0.1f);  // below "pyg" it goes on
    EXPECT_GT(pyg.baseline[0].x, ho.baseline[1].x + 0.2f);
    EXPECT_EQ(ox.baseline[0].y, 1.5f);
    // From the left also where reading begins on the right.
    const auto arabic = typeset({U"\u0628\u0627\u0628"}, {&font}, {});
    ASSERT_TRUE(arabic);
    EXPECT_LT(arabic->words[0].baseline[0].x, arabic->words[0].baseline[1].x);

    const auto curved = typeset({U"ooooo"}, {&font}, {.curvature = 0.2f});
    ASSERT_TRUE(curved);
    const TypesetWord& word = curved->words[0];
    ASSERT_EQ(word.baseline.size(), 10u);
    for (std::size_t i = 1; i < word.baseline.size(); ++i)
        EXPECT_GE(word.baseline[i].x, word.baseline[i - 1].x);
    EXPECT_GT(word.baseline.front().y, word.baseline[5].y + 0.2f);
}

TEST(Typeset, UnderlinesAndBordersWidenTheBlock) {
    const Font font = dejavu("DejaVuSans");
    const auto plain = typeset({U"house"}, {&font}, {});
    const auto styled = typeset({U"house"}, {&font}, {.underline = true, .border = 0.05f});
    ASSERT_TRUE(plain && styled);
    EXPECT_EQ(styled->rules.size(), 1u);
    EXPECT_NEAR(plain->bounds.min.x - styled->bounds.min.x, 0.05f, 0.005f);
    EXPECT_NEAR(plain->bounds.min.y - styled->bounds.min.y, 0.05f, 0.005f);
    EXPECT_GT(styled->bounds.max.y, 0.19f);
}

TEST(Typeset, RefusesWhatItCannotDraw) {
    const Font font = dejavu("DejaVuSans");
    EXPECT_FALSE(typeset({U"\u4E2D"}, {&font}, {}));
    EXPECT_FALSE(typeset({U"  "}, {&font}, {}));
    EXPECT_FALSE(typeset({}, {&font}, {}));
}

}  // namespace
}  // namespace diorama
