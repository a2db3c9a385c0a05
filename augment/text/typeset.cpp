#include "augment/text/typeset.hpp"

#include <fmt/format.h>
#include <hb.h>

#include <algorithm>
#include <map>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

/// Whether letters stand apart, so that each may be turned on its own.
bool letters_stand_apart(const std::u32string& text) {
    constexpr hb_script_t kApart[] = {HB_SCRIPT_COMMON,   HB_SCRIPT_INHERITED, HB_SCRIPT_LATIN,
                                      HB_SCRIPT_GREEK,    HB_SCRIPT_HAN,       HB_SCRIPT_CYRILLIC,
                                      HB_SCRIPT_HIRAGANA, HB_SCRIPT_KATAKANA,  HB_SCRIPT_HANGUL,
                                      HB_SCRIPT_ARMENIAN, HB_SCRIPT_GEORGIAN,  HB_SCRIPT_HEBREW};
    return std::all_of(text.begin(), text.end(), [&](char32_t c) {
        const hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), c);
        return std::find(std::begin(kApart), std::end(kApart), script) != std::end(kApart);
    });
}

/// A turn and a shift: where a letter goes on its baseline.
struct Move {
    glm::vec2 axis{1.0f, 0.0f};  // the image of the x axis
    glm::vec2 pivot{0.0f};       // fixed by the turn
    glm::vec2 shift{0.0f};       // afterwards

    glm::vec2 operator()(const glm::vec2& p) const {
        const glm::vec2 d = p - pivot;
        return pivot + shift + glm::vec2(axis.x * d.x - axis.y * d.y, axis.y * d.x + axis.x * d.y);
    }
};

void apply(const Move& move, Outline& outline) {
    for (glm::vec2& p : outline.points) p = move(p);
}

/// A letter on the parabola y = curvature * (x - middle)^2.
Move on_curve(float center, float middle, float curvature) {
    const float x = center - middle, slope = 2.0f * curvature * x;
    const float length = std::sqrt(1.0f + slope * slope);
    return {.axis = {1.0f / length, slope / length},
            .pivot = {center, 0.0f},
            .shift = {0.0f, curvature * x * x}};
}

/// The letters of a line, by the index of their first code point, not yet in words.
struct Letter {
    TypesetChar set;
    Box2 ink;
    float begin = INFINITY, end = -INFINITY;  // of the advances
};

std::map<std::size_t, Letter> letters_of(const ShapedLine& line,
                                         const std::vector<const Font*>& fonts,
                                         const TypesetOptions& options) {
    std::map<std::size_t, Letter> letters;
    for (const LineGlyph& glyph : line.glyphs) {
        const PlacedGlyph& placed = glyph.placed;
        Letter& letter = letters[placed.cluster];
        letter.begin = std::min(letter.begin, placed.position.x);
        letter.end = std::max(letter.end, placed.position.x + placed.advance);
        const Move move{.shift = placed.position};
        Outline outline = fonts[glyph.font]->outline(placed.glyph, options.style);
        apply(move, outline);
        letter.ink.add(bounds_of(outline));
        letter.set.outline.append(outline);
        if (options.border <= 0.0f) continue;
        Outline border = fonts[glyph.font]->border(placed.glyph, options.style, options.border);
        apply(move, border);
        letter.set.border.append(border);
    }
    // The text of a letter runs to where the next one begins.
    for (auto at = letters.begin(); at != letters.end(); ++at) {
        const auto next = std::next(at);
        const std::size_t end = next == letters.end() ? line.text.size() : next->first;
        std::u32string text = line.text.substr(at->first, end - at->first);
        while (!text.empty() && is_blank(text.back())) text.pop_back();
        at->second.set.text = std::move(text);
    }
    return letters;
}

/// The upper sides of letters from left to right, then their lower sides back.
std::vector<glm::vec2> two_sided(std::vector<TypesetChar> chars) {
    std::stable_sort(chars.begin(), chars.end(), [](const auto& a, const auto& b) {
        return a.box[0].x + a.box[1].x < b.box[0].x + b.box[1].x;
    });
    std::vector<glm::vec2> polygon;
    for (const TypesetChar& c : chars) polygon.insert(polygon.end(), {c.box[0], c.box[1]});
    for (auto c = chars.rbegin(); c != chars.rend(); ++c)
        polygon.insert(polygon.end(), {c->box[2], c->box[3]});
    return polygon;
}

/// From left to right, through the letters of a word; along a straight line only its ends.
std::vector<glm::vec2> baseline_of(const std::vector<TypesetChar>& chars, bool curved) {
    std::vector<glm::vec2> points;
    for (const TypesetChar& c : chars) points.insert(points.end(), c.pen.begin(), c.pen.end());
    std::stable_sort(points.begin(), points.end(),
                     [](const glm::vec2& a, const glm::vec2& b) { return a.x < b.x; });
    if (!curved) return {points.front(), points.back()};
    return points;
}

Outline rectangle(const Box2& box) {
    const Quad q = quad_of(box);
    return {.points = {q.begin(), q.end()}, .ends = {4}};
}

/// Adds one shaped line with its baseline at `origin`.
Expected<Done> add_line(TypesetBlock& block, const ShapedLine& line,
                        const std::vector<const Font*>& fonts, const TypesetOptions& options,
                        const glm::vec2& origin) {
    std::map<std::size_t, Letter> letters = letters_of(line, fonts, options);
    const std::size_t line_index = block.lines.size();
    Box2 line_ink;
    bool in_word = false;
    for (auto& [first, letter] : letters) {
        if (is_blank(line.text[first])) {
            in_word = false;
            continue;
        }
        if (letter.ink.empty())
            return Diagnostic{.fault = Fault::Data,
                              .message = fmt::format("'{}' has no outline in its font",
                                                     encode_utf8(letter.set.text))};
        Move move{.shift = origin};
        if (block.curved) {
            move = on_curve(0.5f * (letter.begin + letter.end), 0.5f * line.advance,
                            options.curvature);
            move.shift += origin;
        }
        letter.set.box = quad_of(letter.ink);
        for (glm::vec2& corner : letter.set.box) {
            corner = move(corner);
            line_ink.add(corner);
            block.bounds.add(corner);
        }
        letter.set.pen = {move({letter.begin, 0.0f}), move({letter.end, 0.0f})};
        apply(move, letter.set.outline);
        apply(move, letter.set.border);
        block.bounds.add(bounds_of(letter.set.border));
        if (!in_word) block.words.push_back({.line = line_index});
        in_word = true;
        block.words.back().chars.push_back(std::move(letter.set));
    }
    if (line_ink.empty())
        return Diagnostic{.fault = Fault::Data, .message = "a line has nothing to draw"};
    block.lines.push_back(quad_of(line_ink));
    if (options.underline && !block.curved) {
        const float y = origin.y + 0.14f, thickness = 0.06f + options.style.embolden;
        const Box2 rule{{line_ink.min.x, y}, {line_ink.max.x, y + thickness}};
        block.rules.push_back(rectangle(rule));
        block.bounds.add(rule);
    }
    return Done{};
}

}  // namespace

Quad quad_of(const Box2& box) {
    return {box.min, glm::vec2(box.max.x, box.min.y), box.max, glm::vec2(box.min.x, box.max.y)};
}

std::u32string TypesetWord::text() const {
    std::u32string whole;
    for (const TypesetChar& c : chars) whole += c.text;
    return whole;
}

Expected<TypesetBlock> typeset(const std::vector<std::u32string>& lines,
                               const std::vector<const Font*>& fonts,
                               const TypesetOptions& options) {
    std::vector<ShapedLine> shaped;
    float widest = 0.0f;
    for (const std::u32string& text : lines) {
        auto line = shape_line(text, fonts, options.style);
        if (!line) return line.errors();
        widest = std::max(widest, line->advance);
        shaped.push_back(std::move(*line));
    }
    TypesetBlock block;
    block.curved =
        options.curvature != 0.0f && shaped.size() == 1 && letters_stand_apart(shaped[0].text);
    for (std::size_t i = 0; i < shaped.size(); ++i) {
        const float left = widest - shaped[i].advance;
        const float share = options.centered ? 0.5f : shaped[i].right_to_left ? 1.0f : 0.0f;
        const glm::vec2 origin(share * left, static_cast<float>(i) * options.line_height);
        if (const auto added = add_line(block, shaped[i], fonts, options, origin); !added)
            return added.errors();
    }
    for (TypesetWord& word : block.words) {
        Box2 ink;
        for (const TypesetChar& c : word.chars) {
            for (const glm::vec2& corner : c.box) ink.add(corner);
        }
        word.box = quad_of(ink);
        word.polygon = block.curved ? two_sided(word.chars)
                                    : std::vector<glm::vec2>(word.box.begin(), word.box.end());
        word.baseline = baseline_of(word.chars, block.curved);
    }
    if (block.words.empty()) return Diagnostic{.fault = Fault::Data, .message = "no text"};
    return block;
}

}  // namespace diorama
