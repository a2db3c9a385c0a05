// Lines of several scripts against the pictures that hb-view draws, which is HarfBuzz's own program
// (Debian: libharfbuzz-bin), with shaping, font access and rasterizer of its own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "augment/text/outline.hpp"
#include "augment/text/shape_line.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {
namespace {

constexpr float kSize = 128;  // pixels of an em

struct Line {
    const char* name;  // of the test
    const char* font;
    const char* text;  // UTF-8
};

/// The picture of a line by hb-view, as coverage; nothing when it does not run.
std::optional<Coverage> hb_view(const Line& line) {
    const std::string command = std::string("hb-view --output-format=png --margin=8 --font-size=") +
                                std::to_string(static_cast<int>(kSize)) +
                                " --foreground=000000 --background=ffffff --face-index=0 '" +
                                line.font + "' '" + line.text + "' 2>/dev/null";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return std::nullopt;
    std::vector<std::uint8_t> bytes;
    std::array<std::uint8_t, 4096> part{};
    for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
        bytes.insert(bytes.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
    if (::pclose(pipe) != 0) return std::nullopt;
    const auto picture = decode_image(bytes, "hb-view");
    if (!picture) return std::nullopt;
    Coverage coverage{.alpha = Image<std::uint8_t>(picture->extent())};
    std::transform(picture->begin(), picture->end(), coverage.alpha.begin(),
                   [](const Rgba8& p) { return static_cast<std::uint8_t>(255 - p.g); });
    return coverage;
}

/// Pixels that are covered by half and more.
Rect ink_of(const Coverage& coverage) {
    int x0 = 1 << 20, y0 = 1 << 20, x1 = 0, y1 = 0;
    for (int y = 0; y < coverage.alpha.height(); ++y) {
        for (int x = 0; x < coverage.alpha.width(); ++x) {
            if (coverage.alpha.at(x, y) < 128) continue;
            x0 = std::min(x0, x);
            y0 = std::min(y0, y);
            x1 = std::max(x1, x + 1);
            y1 = std::max(y1, y + 1);
        }
    }
    return {coverage.x + x0, coverage.y + y0, x1 - x0, y1 - y0};
}

/// A line as this project draws it; glyphs with their outlines at their places.
Coverage drawn(const ShapedLine& line, const Font& font) {
    std::vector<Outline> outlines;
    for (const LineGlyph& glyph : line.glyphs) {
        Outline outline = font.outline(glyph.placed.glyph, {});
        for (glm::vec2& p : outline.points) p = kSize * (p + glyph.placed.position);
        outlines.push_back(std::move(outline));
    }
    return rasterize(outlines, {-400, -400, 4000, 800});
}

/// Where two pictures are the same ink, as a share of all ink of both, with their ink at one place
/// but for some pixels.
double overlap(const Coverage& a, const Coverage& b, int right, int down) {
    const Rect from_a = ink_of(a), from_b = ink_of(b);
    double both = 0, either = 0;
    for (int y = -2; y < std::max(from_a.height, from_b.height) + 2; ++y) {
        for (int x = -2; x < std::max(from_a.width, from_b.width) + 2; ++x) {
            const int va = a.at(from_a.x + x, from_a.y + y),
                      vb = b.at(from_b.x + x + right, from_b.y + y + down);
            both += std::min(va, vb);
            either += std::max(va, vb);
        }
    }
    return both / either;
}

class HbView : public testing::TestWithParam<Line> {};

TEST_P(HbView, DrawsTheSameLine) {
    const Line& line = GetParam();
    if (::access(line.font, R_OK) != 0) GTEST_SKIP() << "no " << line.font << " here";
    if (std::system("command -v hb-view >/dev/null") != 0) GTEST_SKIP() << "no hb-view here";
    const auto theirs = hb_view(line);
    ASSERT_TRUE(theirs);
    const auto font = Font::open(line.font);
    ASSERT_TRUE(font);
    const auto shaped = shape_line(*decode_utf8(line.text), {&*font});
    ASSERT_TRUE(shaped) << shaped.errors().front().message;
    const Coverage ours = drawn(*shaped, *font);
    const Rect ink = ink_of(ours), expected = ink_of(*theirs);
    EXPECT_NEAR(ink.width, expected.width, 2);
    EXPECT_NEAR(ink.height, expected.height, 2);
    double best = 0;
    for (const int down : {-1, 0, 1})
        for (const int right : {-1, 0, 1})
            best = std::max(best, overlap(ours, *theirs, right, down));
    EXPECT_GT(best, 0.95);
}

constexpr const char* kDejaVu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

const Line kLines[] = {
    {"Latin", kDejaVu, "AVATAR fjord To office"},
    {"Accents", kDejaVu, "cafe\xCC\x81 \xC3\x85ngstr\xC3\xB6m q\xCC\x81"},
    {"ArabicDejaVu", kDejaVu, "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85"},
    {"Arabic", "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf",
     "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 \xD8\xB9\xD9\x84\xD9\x8A\xD9\x83\xD9\x85 "
     "\xD9\x85\xD9\x8E\xD9\x83\xD9\x92\xD8\xAA\xD9\x8E\xD8\xA8\xD9\x8E\xD8\xA9"},
    {"Devanagari", "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
     "\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80 "
     "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7\xE0\xA4\xA4\xE0\xA5\x8D\xE0\xA4\xB0\xE0\xA4\xBF"
     "\xE0\xA4\xAF"},
    {"Thai", "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
     "\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2\xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2 "
     "\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88\xE0\xB8\x99\xE0\xB8\xB5\xE0\xB9\x88 "
     "\xE0\xB8\x99\xE0\xB9\x89\xE0\xB8\xB3"},
    {"Chinese", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
     "\xE5\x87\xBA\xE5\x8F\xA3 \xE4\xBA\xBA\xE6\xB0\x91\xE8\xB7\xAF"},
};

INSTANTIATE_TEST_SUITE_P(Scripts, HbView, testing::ValuesIn(kLines),
                         [](const auto& line) { return std::string(line.param.name); });

}  // namespace
}  // namespace diorama
