// Random texts on random planes: pixels lie in their letters, letters in their words, words in
// their lines, and what is written down in the picture. DIORAMA_TEXT_SAMPLES sets how many (5000).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <span>

#include "augment/text/draw_text.hpp"
#include "augment/text/text_content.hpp"
#include "engine/annotate/annotate.hpp"
#include "tests/augment/text/fonts.hpp"

namespace diorama {
namespace {

constexpr Extent kPicture{320, 240};

/// How far a point is outside a convex polygon that runs clockwise (y down); 0 inside.
double outside(std::span<const glm::vec2> polygon, const glm::dvec2& p) {
    double nearest = INFINITY;
    bool in = true;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const glm::dvec2 a(polygon[i]), b(polygon[(i + 1) % polygon.size()]);
        const glm::dvec2 side = b - a, to = p - a;
        if (side.x * to.y - side.y * to.x < 0.0) in = false;
        const double t = std::clamp(glm::dot(to, side) / glm::dot(side, side), 0.0, 1.0);
        nearest = std::min(nearest, glm::length(to - t * side));
    }
    return in ? 0.0 : nearest;
}

struct Drawn {
    TypesetBlock block;
    glm::dmat3 image_from_text{1.0};
    DrawnText text;
};

/// A text somewhere on a plane; nothing where that is seen at a grazing angle or is behind.
std::optional<Drawn> draw(const std::vector<Font>& fonts, Rng rng) {
    const auto number = [&](double low, double high) { return rng.uniform(low, high); };
    const Plane plane{.normal = glm::normalize(glm::vec3(number(-1.2, 1.2), number(-1.2, 1.2), 1)),
                      .offset_m = static_cast<float>(number(0.5, 4.0))};
    const Intrinsics camera{.fx = 300, .fy = 300, .cx = 160, .cy = 120};
    const auto page = image_from_plane(plane, camera, {number(40, 280), number(30, 210)},
                                       static_cast<float>(number(-0.3, 0.3)));
    if (!page) return std::nullopt;
    const double em_px = number(14, 60);
    const double m_per_em = em_px / glm::length(jacobian(*page, {0, 0})[1]);
    const TextLook look{.curved = 0.5, .bold = 0.4, .oblique = 0.4, .bordered = 0.4};
    const auto layout = static_cast<TextLayout>(rng.integer(0, 2));
    const auto lines =
        draw_lines(layout, {8.0f, 4.0f}, builtin_vocabulary(), look, rng.stream("lines"));
    const Font& font = fonts[static_cast<std::size_t>(rng.integer(0, std::ssize(fonts) - 1))];
    const auto block =
        typeset(lines, {&font}, draw_style(layout, lines, look, rng.stream("style")));
    if (!block) return std::nullopt;
    Drawn drawn{.block = *block};
    drawn.image_from_text = *page * plane_from_text(m_per_em, {number(-0.3, 0.3), 0});
    const Rect everywhere{-4000, -4000, 8000, 8000};
    if (!fits(drawn.block, drawn.image_from_text, everywhere)) return std::nullopt;
    drawn.text = draw_text(drawn.block, drawn.image_from_text, everywhere);
    return drawn;
}

Outline mapped(const glm::dmat3& m, Outline outline) {
    for (glm::vec2& p : outline.points) p = glm::vec2(map_point(m, glm::dvec2(p)));
    return outline;
}

void check_polygons(const Drawn& drawn) {
    const Rect everywhere{-4000, -4000, 8000, 8000};
    for (std::size_t w = 0; w < drawn.text.words.size(); ++w) {
        const DrawnWord& word = drawn.text.words[w];
        const TypesetWord& set = drawn.block.words[w];
        for (std::size_t c = 0; c < word.chars.size(); ++c) {
            const Coverage ink =
                rasterize({mapped(drawn.image_from_text, set.chars[c].outline)}, everywhere);
            for (int y = ink.y; y < ink.rect().bottom(); ++y) {
                for (int x = ink.x; x < ink.rect().right(); ++x) {
                    if (ink.at(x, y) < 128) continue;
                    ASSERT_LE(outside(word.chars[c], {x + 0.5, y + 0.5}), 0.5);
                }
            }
            // The two sides of a curved word are made of the corners of its letters.
            for (const glm::vec2& corner : word.chars[c]) {
                const bool is_corner = std::ranges::count(word.polygon, corner) > 0;
                if (!is_corner) {
                    ASSERT_LE(outside(word.polygon, glm::dvec2(corner)), 0.01);
                }
                ASSERT_LE(outside(word.quad, glm::dvec2(corner)), 0.01);
            }
        }
        for (const glm::vec2& corner : word.quad)
            ASSERT_LE(outside(drawn.text.lines[set.line], glm::dvec2(corner)), 0.01);
    }
}

/// The labels of the text in a picture: inside, or cut and flagged.
/// @return  how many words were cut.
int check_labels(const Drawn& drawn) {
    Frame frame;
    frame.ids = Image<std::uint32_t>(kPicture, 0);
    for (const DrawnWord& word : drawn.text.words) {
        Object object{.name = "text", .category = "text"};
        object.text = TextInfo{.quad = word.quad,
                               .polygon = word.polygon,
                               .line_quad = word.quad,
                               .baseline = word.baseline};
        for (const Quad& quad : word.chars) object.text->chars.push_back({"x", quad});
        frame.objects.push_back(object);
        const Rect seen = intersection(word.ink.rect(), {0, 0, kPicture.width, kPicture.height});
        for (int y = seen.y; y < seen.bottom(); ++y) {
            for (int x = seen.x; x < seen.right(); ++x)
                if (word.ink.at(x, y) >= 128)
                    frame.ids.at(x, y) = static_cast<std::uint32_t>(frame.objects.size());
        }
    }
    const std::vector<Object> before = frame.objects;
    Labeled labeled = annotate(std::move(frame), {});
    int cut = 0;
    for (const Annotation& a : labeled.annotations) {
        TextInfo text = *labeled.frame.objects[a.instance_id - 1].text;
        TextInfo whole = *before[a.instance_id - 1].text;
        bool left = false;
        const auto is_outside = [](const glm::vec2& p) {
            return p.x < 0 || p.y < 0 || p.x > kPicture.width || p.y > kPicture.height;
        };
        change_points(whole, [&](const glm::vec2& p) { left = left || is_outside(p); });
        EXPECT_EQ(text.clipped, left);
        EXPECT_GE(text.polygon.size(), 3u);
        change_points(text, [&](const glm::vec2& p) { EXPECT_FALSE(is_outside(p)); });
        cut += text.clipped ? 1 : 0;
    }
    return cut;
}

TEST(Polygons, HoldTheirPixelsAndEachOther) {
    const char* wanted = std::getenv("DIORAMA_TEXT_SAMPLES");
    const int samples = wanted ? std::atoi(wanted) : 5000;
    std::vector<Font> fonts;
    for (const char* name : {"DejaVuSans", "DejaVuSerif-Bold", "DejaVuSansMono"})
        fonts.push_back(test::dejavu(name));
    int made = 0, words = 0, cut = 0;
    for (std::uint64_t i = 0; made < samples && i < 20u * static_cast<std::uint64_t>(samples);
         ++i) {
        const auto drawn = draw(fonts, Rng{11}.stream(i));
        if (!drawn) continue;
        ++made;
        words += static_cast<int>(drawn->text.words.size());
        check_polygons(*drawn);
        ASSERT_FALSE(HasFatalFailure()) << "sample " << i;
        cut += check_labels(*drawn);
        ASSERT_FALSE(HasFailure()) << "sample " << i;
    }
    std::printf("%d samples, %d words, %d of them cut\n", made, words, cut);
    EXPECT_EQ(made, samples);
    EXPECT_GT(cut, samples / 20);
}

}  // namespace
}  // namespace diorama
