#include "augment/text/shape_line.hpp"

#include <fmt/format.h>
#include <fribidi.h>
#include <hb.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <stdexcept>

namespace diorama {
namespace {

/// Characters of one font, script and direction.
struct Run {
    std::size_t begin = 0, end = 0;
    std::size_t font = 0;
    hb_script_t script = HB_SCRIPT_COMMON;
    FriBidiLevel level = 0;

    bool right_to_left() const { return level % 2 == 1; }
};

Diagnostic problem(std::string message) {
    return {.fault = Fault::Data, .message = std::move(message)};
}

std::string name_of(char32_t c) {
    return fmt::format("U+{:04X} '{}'", static_cast<std::uint32_t>(c),
                       encode_utf8(std::u32string_view(&c, 1)));
}

/// Zero-width controls that shaping consumes: joiners, variation selectors, direction marks.
bool is_ignorable(char32_t c) {
    return c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0100 && c <= 0xE01EF);
}

bool is_mark(char32_t c) {
    const auto category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
    return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

/// The embedding level of each character.
std::vector<FriBidiLevel> bidi_levels(const std::u32string& text, bool& right_to_left) {
    const auto length = static_cast<FriBidiStrIndex>(text.size());
    const std::vector<FriBidiChar> characters(text.begin(), text.end());
    std::vector<FriBidiCharType> types(text.size());
    std::vector<FriBidiBracketType> brackets(text.size());
    std::vector<FriBidiLevel> levels(text.size());
    fribidi_get_bidi_types(characters.data(), length, types.data());
    fribidi_get_bracket_types(characters.data(), length, types.data(), brackets.data());
    FriBidiParType direction = FRIBIDI_PAR_ON;
    if (fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), length, &direction,
                                            levels.data()) == 0)
        throw std::runtime_error("FriBidi runs out of memory");
    right_to_left = FRIBIDI_IS_RTL(direction);
    return levels;
}

/// The font of each character, or the first character that none has.
Expected<std::vector<std::size_t>> choose_fonts(const std::u32string& text,
                                                const std::vector<const Font*>& fonts) {
    std::vector<std::size_t> chosen(text.size(), 0);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t previous = i > 0 ? chosen[i - 1] : 0;
        if (is_ignorable(text[i])) {
            chosen[i] = previous;
            continue;
        }
        const bool stays = i > 0 && (is_mark(text[i]) || is_blank(text[i]));
        if (stays && fonts[previous]->has(text[i])) {
            chosen[i] = previous;
            continue;
        }
        const auto has = [&](const Font* font) { return font->has(text[i]); };
        const auto found = std::find_if(fonts.begin(), fonts.end(), has);
        if (found == fonts.end()) {
            // A font without a blank still shapes one: as an advance.
            if (!is_blank(text[i])) return problem(fmt::format("no font has {}", name_of(text[i])));
            chosen[i] = previous;
            continue;
        }
        chosen[i] = static_cast<std::size_t>(found - fonts.begin());
    }
    return chosen;
}

/// The script of each character: shared and inherited ones take that of the text before, or after.
std::vector<hb_script_t> resolve_scripts(const std::u32string& text) {
    std::vector<hb_script_t> scripts(text.size());
    hb_script_t last = HB_SCRIPT_COMMON;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const hb_script_t own = hb_unicode_script(hb_unicode_funcs_get_default(), text[i]);
        if (own != HB_SCRIPT_COMMON && own != HB_SCRIPT_INHERITED) last = own;
        scripts[i] = last;
    }
    hb_script_t next = HB_SCRIPT_LATIN;
    for (std::size_t i = text.size(); i-- > 0;) {
        if (scripts[i] == HB_SCRIPT_COMMON)
            scripts[i] = next;
        else
            next = scripts[i];
    }
    return scripts;
}

/// Reverses every longest sequence of runs at or above each odd level (rule L2 of UAX 9).
void reorder(std::vector<Run>& runs) {
    FriBidiLevel highest = 0;
    for (const Run& run : runs) highest = std::max(highest, run.level);
    for (FriBidiLevel level = highest; level > 0; --level) {
        for (auto first = runs.begin(); first != runs.end();) {
            const auto below = [&](const Run& run) { return run.level < level; };
            first = std::find_if_not(first, runs.end(), below);
            const auto last = std::find_if(first, runs.end(), below);
            std::reverse(first, last);
            first = last;
        }
    }
}

}  // namespace

bool is_blank(char32_t c) {
    return c == U' ' || c == U'\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
           c == 0x3000;
}

std::string script_of(std::u32string_view text) {
    hb_script_t script = HB_SCRIPT_COMMON;
    for (const char32_t c : text) {
        script = hb_unicode_script(hb_unicode_funcs_get_default(), c);
        if (script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED) break;
    }
    char tag[4];
    hb_tag_to_string(hb_script_to_iso15924_tag(script), tag);
    return {tag, 4};
}

Expected<std::u32string> decode_utf8(std::string_view text) {
    std::u32string decoded;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const int length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
        bool valid = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4);
        for (int k = 1; k < length && valid; ++k) {
            const std::size_t at = i + static_cast<std::size_t>(k);
            valid = at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
            if (valid) c = c << 6 | (static_cast<unsigned char>(text[at]) & 0x3Fu);
        }
        constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
        valid = valid && c >= kSmallest[length] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        if (!valid) return problem(fmt::format("byte {} is no UTF-8", i));
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0))
            return problem(fmt::format("control character U+{:04X} at byte {}",
                                       static_cast<std::uint32_t>(c), i));
        decoded += c;
        i += static_cast<std::size_t>(length);
    }
    return decoded;
}

std::string encode_utf8(std::u32string_view text) {
    std::string encoded;
    const auto put = [&](std::uint32_t byte) { encoded += static_cast<char>(byte); };
    for (const char32_t character : text) {
        const auto c = static_cast<std::uint32_t>(character);
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xC0 | c >> 6);
            put(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            put(0xE0 | c >> 12);
            put(0x80 | (c >> 6 & 0x3F));
            put(0x80 | (c & 0x3F));
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3F));
            put(0x80 | (c >> 6 & 0x3F));
            put(0x80 | (c & 0x3F));
        }
    }
    return encoded;
}

Expected<ShapedLine> shape_line(std::u32string text, const std::vector<const Font*>& fonts,
                                const Style& style) {
    assert(!fonts.empty());
    ShapedLine line{.text = std::move(text)};
    if (line.text.empty()) return line;
    const auto chosen = choose_fonts(line.text, fonts);
    if (!chosen) return chosen.errors();
    const std::vector<FriBidiLevel> levels = bidi_levels(line.text, line.right_to_left);
    const std::vector<hb_script_t> scripts = resolve_scripts(line.text);

    std::vector<Run> runs;
    for (std::size_t i = 0; i < line.text.size(); ++i) {
        const Run own{i, i + 1, (*chosen)[i], scripts[i], levels[i]};
        if (!runs.empty() && runs.back().font == own.font && runs.back().script == own.script &&
            runs.back().level == own.level)
            runs.back().end = own.end;
        else
            runs.push_back(own);
    }
    reorder(runs);
    // Runs follow each other; marks without an advance get no spacing either.
    float pen = 0.0f;
    for (const Run& run : runs) {
        const float start = pen;
        float spaced = 0.0f;
        for (PlacedGlyph glyph :
             fonts[run.font]->shape(line.text, run.begin, run.end,
                                    static_cast<std::uint32_t>(run.script), run.right_to_left())) {
            const char32_t c = line.text[glyph.cluster];
            if (glyph.glyph == 0 && !is_blank(c) && !is_ignorable(c))
                return problem(fmt::format("no glyph for {}", name_of(c)));
            glyph.position.x += start + spaced;
            const float extra = glyph.advance > 0.0f ? style.spacing + style.embolden : 0.0f;
            spaced += extra;
            pen += glyph.advance + extra;
            if (glyph.glyph != 0) line.glyphs.push_back({run.font, glyph});
        }
    }
    line.advance = pen;
    return line;
}

}  // namespace diorama
