#include "augment/text/vocabulary.hpp"

#include <gmock/gmock.h>

#include "augment/text/shape_line.hpp"

namespace diorama {
namespace {

TEST(Vocabulary, SplitsLinesIntoWordsAndSkipsComments) {
    const auto v = parse_vocabulary("# signs\nopen  daily\r\n\n  caf\xC3\xA9\n", "words.txt");
    ASSERT_TRUE(v);
    EXPECT_THAT(v->words, ::testing::ElementsAre(U"open", U"daily", U"caf\u00E9"));
}

TEST(Vocabulary, AFileMaySayItsLanguage) {
    EXPECT_EQ(
        parse_vocabulary("# signs\n#language:  pt-BR\r\n# language: en\ns\xC3\xADmbolo\n", "w")
            ->language,
        "pt-BR");
    EXPECT_EQ(parse_vocabulary("# language: <b>\nopen\n", "w")->language, "");
    EXPECT_EQ(parse_vocabulary("open\n", "w")->language, "");
    EXPECT_EQ(builtin_vocabulary().language, "en");
    EXPECT_EQ(builtin_vocabulary().words.front(), U"fresh");
}

TEST(Vocabulary, NamesTheLineThatIsNoUtf8) {
    const auto v = parse_vocabulary("open\nda\xFFily\n", "words.txt");
    ASSERT_FALSE(v);
    EXPECT_EQ(v.errors().front().to_string(), "words.txt:2:1: byte 2 is no UTF-8");
    EXPECT_FALSE(parse_vocabulary("# nothing\n\n", "words.txt"));
}

TEST(Vocabulary, TheBuiltinOneHasTellingWords) {
    const Vocabulary& v = builtin_vocabulary();
    EXPECT_GT(v.words.size(), 150u);
    EXPECT_GT(std::count_if(v.words.begin(), v.words.end(), is_telling),
              std::ssize(v.words) * 9 / 10);
}

TEST(Vocabulary, PatternsHaveDigitsAndNoPlaceholders) {
    Rng rng{1};
    int dates = 0, times = 0;
    for (int i = 0; i < 200; ++i) {
        const std::u32string text = draw_pattern(rng);
        EXPECT_EQ(text.find_first_of(U"#@"), text.npos);
        EXPECT_NE(text.find_first_of(U"0123456789"), text.npos);
        for (const char32_t* name : {U"DD", U"MM", U"HH", U"NN"})
            EXPECT_EQ(text.find(name), text.npos);
        const auto number = [&](std::size_t at) {
            return 10 * (text[at] - U'0') + text[at + 1] - U'0';
        };
        if (text.size() == 10 && text[2] == U'.' && text[5] == U'.') {
            ++dates;
            EXPECT_TRUE(number(0) >= 1 && number(0) <= 28 && number(3) >= 1 && number(3) <= 12);
        }
        if (text.size() == 5 && text[2] == U':') {
            ++times;
            EXPECT_TRUE(number(0) < 24 && number(3) < 60);
        }
    }
    EXPECT_GT(dates, 3);
    EXPECT_GT(times, 3);
}

TEST(Vocabulary, ChangesCase) {
    EXPECT_EQ(with_case(U"old caf\u00E9 \u0436\u0443\u043A", LetterCase::Upper),
              U"OLD CAF\u00C9 \u0416\u0423\u041A");
    EXPECT_EQ(with_case(U"OLD Mill", LetterCase::Lower), U"old mill");
    EXPECT_EQ(with_case(U"old mill", LetterCase::Title), U"Old Mill");
    EXPECT_EQ(with_case(U"stra\u00DFe 5", LetterCase::AsWritten), U"stra\u00DFe 5");
}

TEST(Vocabulary, StrokesAndSymbolsAreNotTelling) {
    EXPECT_TRUE(is_telling(U"open"));
    EXPECT_TRUE(is_telling(U"50%"));
    EXPECT_FALSE(is_telling(U"Il0"));
    EXPECT_FALSE(is_telling(U"-*-a"));
    EXPECT_FALSE(is_telling(U""));
}

}  // namespace
}  // namespace diorama
