#include "engine/config/document.hpp"

#include <ctime>

#include "engine/config/lexical.hpp"
#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

using config::check_text;
using config::Findings;
using config::Node;
using config::NodePtr;
using config::Source;

/// The first finding of a text that must not parse, without the quoted line.
std::string first_finding(std::string text) {
    Source source{.name = "t", .text = std::move(text)};
    Findings findings;
    EXPECT_EQ(parse_document(source, findings), nullptr);
    return findings.empty() ? "" : findings.sorted().front().to_string();
}

TEST(Document, MarksEveryNode) {
    Source source{.name = "t", .text = "a: 1\nb:\n  - {c: \"x: y\"}\n  - z\n"};
    Findings findings;
    const NodePtr root = parse_document(source, findings);
    ASSERT_TRUE(root && findings.empty());
    const Node& list = *root->at("b");
    const Node& text = *list.items[0]->at("c");
    EXPECT_EQ(text.text, "x: y");
    EXPECT_TRUE(text.quoted);
    EXPECT_EQ(text.mark.line, 3);
    EXPECT_EQ(text.mark.column, 9);
    EXPECT_EQ(list.items[1]->mark.line, 4);
    EXPECT_EQ(list.items[1]->mark.column, 5);
    EXPECT_EQ(root->size, 9u);  // 3 keys, 2 maps, 1 list, 3 scalars
    EXPECT_EQ(root->height, 3);
    EXPECT_EQ(root->at("z"), nullptr);
}

TEST(Document, AliasesShareTheirAnchor) {
    Source source{.name = "t", .text = "a: &x {k: 1}\nb: *x\n"};
    Findings findings;
    const NodePtr root = parse_document(source, findings);
    ASSERT_TRUE(root && findings.empty());
    EXPECT_EQ(root->at("a"), root->at("b"));
}

TEST(Document, ByteOrderMarkAndWindowsLines) {
    Source source{.name = "t",
                  .text =
                      "\xEF\xBB\xBF"
                      "a: 1\r\nb: x\r\n"};
    Findings findings;
    const NodePtr root = parse_document(source, findings);
    ASSERT_TRUE(root && findings.empty());
    EXPECT_EQ(root->at("b")->text, "x");
    EXPECT_EQ(root->entries[0].mark.column, 1);
}

TEST(Document, QuotesBracketsAndTabsThatAreFine) {
    for (const char* text :
         {"a: it's", "a: 5\" nail", "a: x # don't [", "a: 'it''s' # {", "a: \"\\\"[\"",
          "a: |\n  \"open [ {\n  'too\nb: 1", "a: >\n  don't\n\n  [\nb: 2", "- |\n  \"x\n- y",
          "a:\tb", "a: [1,\n\t2]", "# \tcomment \"", "a: {b: \"c\", 'd': [e]}", "a: b:c\"d",
          "{\"a\":\"b\"}", "a: -1\nb: ?x\nc: -", "a: &n \"x\"\nb: *n", "\n\t\n \t # x\na: 1"})
        EXPECT_FALSE(check_text(text).has_value()) << text << ": " << check_text(text)->message;
}

TEST(Document, QuotesAndBracketsThatAreNot) {
    struct Bad {
        const char* text;
        std::size_t offset;
    };
    for (const Bad& bad : {Bad{"a: \"x", 3}, Bad{"a: 'x''", 3}, Bad{"- \"a\\\"\n- b\"", 2},
                           Bad{"a: [b, {c: d]", 12}, Bad{"a: ]", 3}, Bad{"a: [b\nc: d", 3},
                           Bad{"{\"a\":\"b}", 5}, Bad{"a:\n\tb: 1", 3}, Bad{"a: 1\rb: 2", 4}}) {
        const auto fault = check_text(bad.text);
        ASSERT_TRUE(fault.has_value()) << bad.text;
        EXPECT_EQ(fault->offset, bad.offset) << bad.text << ": " << fault->message;
    }
}

TEST(Document, BytesThatAreNoText) {
    EXPECT_EQ(first_finding("a: caf\xE9\n"),
              "t:1:7: byte 0xe9 is not UTF-8; save the file as UTF-8");
    EXPECT_EQ(first_finding(std::string("a: 1\nb: \0x\n", 11)),
              "t:2:4: control character 0x00 in the text; expected a UTF-8 text file");
    // yaml-cpp takes this byte for the end of the file.
    EXPECT_EQ(first_finding("a: 1\n\x04"
                            "b: 2\n"),
              "t:2:1: control character 0x04 in the text; expected a UTF-8 text file");
    EXPECT_EQ(first_finding(std::string("\xFF\xFE"
                                        "a\0:\0",
                                        6)),
              "t:1:1: byte 0xff is not UTF-8; save the file as UTF-8");
}

TEST(Document, SixtyFourLevelsAndNoMore) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + "1" + std::string(levels, ']');
    };
    Source source{.name = "t", .text = nested(64)};
    Findings findings;
    EXPECT_NE(parse_document(source, findings), nullptr);
    EXPECT_EQ(first_finding(nested(65)), "t:1:65: nested deeper than 64 levels");
    std::string block;
    for (int i = 0; i < 65; ++i) block += "- ";
    EXPECT_EQ(first_finding(block + "1"), "t:1:129: nested deeper than 64 levels");
}

TEST(Document, AliasesCountTowardDepth) {
    std::string text = "a: &a " + std::string(40, '[') + std::string(40, ']') +
                       "\nb: " + std::string(30, '[') + "*a" + std::string(30, ']');
    EXPECT_EQ(first_finding(text), "t:2:34: nested deeper than 64 levels");
}

/// The time that a hostile text takes until it is refused.
class Hostile : public testing::Test {
 protected:
    void SetUp() override { start_ = std::clock(); }
    // Each takes 1 to 3 s of processor time, ten times as much under a sanitizer; what grows with
    // the square of its input would take hours.
    void TearDown() override { EXPECT_LT((std::clock() - start_) / CLOCKS_PER_SEC, 120); }
    std::clock_t start_ = 0;
};

TEST_F(Hostile, AliasBomb) {
    std::string text = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
    for (char c = 'b'; c < 'u'; ++c) {
        text += std::string(1, c) + ": &" + c + " [";
        for (int i = 0; i < 9; ++i) text += std::string(i ? ", *" : "*") + static_cast<char>(c - 1);
        text += "]\n";
    }
    EXPECT_EQ(first_finding(text), "t:7:8: g[0]: more than 1000000 values, aliases followed");
}

TEST_F(Hostile, AMillionBrackets) {
    EXPECT_EQ(first_finding(std::string(1'000'000, '{')), "t:1:65: nested deeper than 64 levels");
}

TEST_F(Hostile, AMillionDashesOnALine) {
    std::string text;
    for (int i = 0; i < 500'000; ++i) text += "- ";
    EXPECT_EQ(first_finding(text), "t:1:129: nested deeper than 64 levels");
}

TEST_F(Hostile, MoreThanAMillionItems) {
    std::string text;
    for (int i = 0; i < 1'500'000; ++i) text += "- 1\n";
    EXPECT_EQ(first_finding(text),
              "t:1000000:3: [999999]: more than 1000000 values, aliases followed");
}

TEST_F(Hostile, SeventeenMegabytes) {
    const ConfigFolder folder;
    EXPECT_EQ(folder.findings(folder.load(std::string(17u << 20, '#'))),
              "main.yaml: larger than 16 MiB; a configuration should be a small text");
}

TEST_F(Hostile, MapOfAHundredThousandKeys) {
    const ConfigFolder folder;
    std::string text = "version: 1\nscene: {}\nsplit:\n";
    for (int i = 0; i < 100'000; ++i) text += "  s" + std::to_string(i) + ": 0.00001\n";
    const auto loaded = folder.load(text);
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_EQ(loaded->run.split.size(), 100'000u);
}

TEST_F(Hostile, AHundredThousandUnknownKeys) {
    const ConfigFolder folder;
    std::string text = "version: 1\nscene: {}\n";
    for (int i = 0; i < 100'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
    const auto loaded = folder.load(text);
    ASSERT_FALSE(loaded);
    ASSERT_EQ(loaded.errors().size(), 101u);
    EXPECT_EQ(loaded.errors()[0].path, "key0");
    EXPECT_EQ(loaded.errors()[100].message, "99900 more findings are not shown");
}

TEST_F(Hostile, OneVeryLongLineIsNotQuoted) {
    const ConfigFolder folder;
    const auto loaded = folder.load("version: 1\nscene: {" + std::string(1'000'000, 'x') + ": 1}");
    ASSERT_FALSE(loaded);
    for (const Diagnostic& d : loaded.errors()) EXPECT_LT(d.to_text().size(), 1000u);
}

TEST(Document, FilesThatAreNone) {
    const ConfigFolder folder;
    const auto missing = load_run_config(folder.path() / "no.yaml", small_kit());
    EXPECT_EQ(folder.findings(missing), "no.yaml: no such file");
    EXPECT_EQ(missing.errors()[0].fault, Fault::NoInput);
    std::filesystem::create_directory(folder.path() / "dir.yaml");
    const auto directory = load_run_config(folder.path() / "dir.yaml", small_kit());
    EXPECT_EQ(folder.findings(directory), "dir.yaml: not a regular file");
    EXPECT_EQ(directory.errors()[0].fault, Fault::NoInput);
}

}  // namespace
}  // namespace diorama
