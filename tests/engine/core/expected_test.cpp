#include "engine/core/expected.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace diorama {
namespace {

TEST(Diagnostic, OneLine) {
    Diagnostic d{.fault = Fault::Config,
                 .file = "a.yaml",
                 .line = 14,
                 .column = 9,
                 .path = "camera.fov_y_deg",
                 .message = "210 is outside [1, 179]"};
    EXPECT_EQ(d.to_string(), "a.yaml:14:9: camera.fov_y_deg: 210 is outside [1, 179]");
    d.path.clear();
    EXPECT_EQ(d.to_string(), "a.yaml:14:9: 210 is outside [1, 179]");
    d.line = 0;
    EXPECT_EQ(d.to_string(), "a.yaml: 210 is outside [1, 179]");
    d.file.clear();
    EXPECT_EQ(d.to_string(), "210 is outside [1, 179]");
}

TEST(Diagnostic, CaretUnderTheColumn) {
    const Diagnostic d{.file = "a.yaml",
                       .line = 2,
                       .column = 8,
                       .message = "not a number",
                       .source = "count: many"};
    EXPECT_EQ(d.to_text(),
              "a.yaml:2:8: not a number\n"
              "    count: many\n"
              "           ^");
}

TEST(Diagnostic, CaretAfterTabsAndWideBytes) {
    // A tab stays a tab, and a character of two bytes takes one column of the terminal.
    const Diagnostic d{.line = 1, .column = 6, .message = "m", .source = "\tk\xc3\xa4: x"};
    EXPECT_EQ(d.to_text().substr(d.to_text().rfind('\n') + 1), "    \t   ^");
}

TEST(Diagnostic, NoCaretWithoutSourceOrColumn) {
    Diagnostic d{.message = "m", .source = "text"};
    EXPECT_EQ(d.to_text(), "m");
    d.column = 40;  // beyond the end: right after it
    d.line = 1;
    EXPECT_EQ(d.to_text(), ":1:40: m\n    text\n        ^");
}

Expected<int> half(int x) {
    if (x % 2 != 0) return Diagnostic{.message = std::to_string(x) + " is odd"};
    return x / 2;
}

TEST(Expected, HoldsAValueOrItsErrors) {
    const auto good = half(8);
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 4);
    const auto bad = half(7);
    ASSERT_FALSE(bad);
    ASSERT_EQ(bad.errors().size(), 1u);
    EXPECT_EQ(bad.errors()[0].message, "7 is odd");
    const Expected<Done> many = Diagnostics{{.message = "a"}, {.message = "b"}};
    ASSERT_FALSE(many);
    EXPECT_EQ(many.errors()[1].message, "b");
}

TEST(Expected, MovesItsValueOut) {
    Expected<std::unique_ptr<int>> owner = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = *std::move(owner);
    EXPECT_EQ(*taken, 5);
}

}  // namespace
}  // namespace diorama
