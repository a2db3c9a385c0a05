#include "engine/config/words.hpp"

#include <clocale>
#include <limits>
#include <locale>

#include "tests/engine/config/config_folder.hpp"

namespace diorama::config {
namespace {

TEST(Number, DecimalForms) {
    EXPECT_EQ(parse_number("12")->value, 12);
    EXPECT_EQ(parse_number("-0.25")->value, -0.25);
    EXPECT_EQ(parse_number("+3")->value, 3);
    EXPECT_EQ(parse_number(".5")->value, 0.5);
    EXPECT_EQ(parse_number("5.")->value, 5);
    EXPECT_EQ(parse_number("1e3")->natural, 1000u);
    EXPECT_EQ(parse_number("2.5E-1")->value, 0.25);
    EXPECT_EQ(parse_number("1e-999")->value, 0);
}

TEST(Number, LargeNaturalsAreExact) {
    EXPECT_EQ(parse_number("18446744073709551615")->natural, ~std::uint64_t{0});
    EXPECT_EQ(parse_number("9007199254740993")->natural, 9007199254740993u);
    EXPECT_FALSE(parse_number("18446744073709551616")->natural);
    EXPECT_FALSE(parse_number("-1")->natural);
    EXPECT_FALSE(parse_number("1.5")->natural);
}

TEST(Number, WhatIsNone) {
    for (const char* text : {"", "-", ".", "e5", "1e", "0x10", "0o7", "1_000", "1,5", " 1", "1 ",
                             ".inf", "nan", "inf", "1.2.3", "--1"}) {
        NumberFault fault{};
        EXPECT_FALSE(parse_number(text, &fault)) << text;
        EXPECT_EQ(fault, NumberFault::NotANumber) << text;
    }
    for (const char* text : {"010", "-00", "00.5", "01e2"}) {
        NumberFault fault{};
        EXPECT_FALSE(parse_number(text, &fault)) << text;
        EXPECT_EQ(fault, NumberFault::LeadingZero) << text;
    }
    NumberFault fault{};
    EXPECT_FALSE(parse_number("1e999", &fault));
    EXPECT_EQ(fault, NumberFault::TooLarge);
}

TEST(Number, PrintsWhatReadsBack) {
    EXPECT_EQ(format_number(45), "45");
    EXPECT_EQ(format_number(-0.0), "0");
    EXPECT_EQ(format_number(0.1), "0.1");
    EXPECT_EQ(format_number(1e9), "1000000000");
    EXPECT_EQ(format_number(1e20), "1e+20");
    for (const double x : {0.1, 1.0 / 3.0, 1e-300, 123456.789, std::numeric_limits<double>::max()})
        EXPECT_EQ(parse_number(format_number(x))->value, x);
}

struct DecimalComma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

TEST(Number, IgnoresTheLocale) {
    const std::locale before =
        std::locale::global(std::locale(std::locale::classic(), new DecimalComma));
    std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
    EXPECT_EQ(parse_number("1234.5")->value, 1234.5);
    EXPECT_FALSE(parse_number("0,5"));
    EXPECT_EQ(format_number(1234.5), "1234.5");
    const ConfigFolder folder;
    const auto loaded = folder.load("version: 1\nseed: 1234567\nscene: {camera: {near_m: 0.25}}");
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_NE(loaded->resolved_yaml.find("seed: 1234567  # "), std::string::npos);
    EXPECT_NE(loaded->resolved_yaml.find("near_m: 0.25  # "), std::string::npos);
    EXPECT_NE(loaded->resolved_json.find("\"near_m\":0.25"), std::string::npos);
    std::locale::global(before);
    std::setlocale(LC_ALL, "C");
}

TEST(Nearest, FindsMisspellings) {
    const std::vector<std::string> keys{"exposure_s", "resolution", "fov_y_deg", "on"};
    EXPECT_EQ(nearest("exposur_s", keys), "exposure_s");
    EXPECT_EQ(nearest("resolutoin", keys), "resolution");
    EXPECT_EQ(nearest("fov_deg", keys), "fov_y_deg");
    EXPECT_EQ(nearest("no", keys), "on");
    EXPECT_EQ(nearest("aperture", keys), std::nullopt);
    EXPECT_EQ(nearest("xy", keys), std::nullopt);
    EXPECT_EQ(nearest(std::string(65, 'a'), {std::string(65, 'a')}), std::nullopt);
}

TEST(Nearest, TakesTheFirstOfTheBest) {
    EXPECT_EQ(nearest("bat", {"cart", "cat", "bar"}), "cat");
    EXPECT_EQ(nearest("mugs", {"mug", "mugs"}), "mugs");
}

TEST(Excerpt, IsShortAndPrintable) {
    EXPECT_EQ(excerpt("plain"), "plain");
    EXPECT_EQ(excerpt("a\nb\x1b[0m"), "a\\nb\\x1b[0m");
    EXPECT_EQ(excerpt("abcdef", 3), "abc...");
    EXPECT_EQ(excerpt("ab\xC3\xA9", 3), "ab...");  // never half a character
}

TEST(Utf8, WellFormed) {
    EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
    struct Bad {
        const char* text;
        std::size_t at;
    };
    for (const Bad& bad :
         {Bad{"ab\x80", 2}, Bad{"\xC0\xAF", 0}, Bad{"\xC3", 0}, Bad{"a\xED\xA0\x80", 1},
          Bad{"\xF4\x90\x80\x80", 0}, Bad{"\xE0\x80\x80", 0}, Bad{"x\xFF", 1}}) {
        std::size_t at = 99;
        EXPECT_FALSE(is_utf8(bad.text, &at));
        EXPECT_EQ(at, bad.at);
    }
}

}  // namespace
}  // namespace diorama::config
