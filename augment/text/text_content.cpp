#include "augment/text/text_content.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {
namespace {

constexpr float kLetterWidth = 0.55f;  // em, about the mean of text fonts
constexpr int kWordDraws = 20;
constexpr std::size_t kMaxCurvedLetters = 10;

std::size_t letters_in(float width_em) {
    return static_cast<std::size_t>(std::clamp(width_em / kLetterWidth, 2.0f, 200.0f));
}

/// A place in the vocabulary from which to read on.
std::size_t draw_start(const Vocabulary& vocabulary, Rng& rng) {
    return static_cast<std::size_t>(rng.integer(0, std::ssize(vocabulary.words) - 1));
}

/// A word of at most so many letters, or the shortest of those that were looked at.
std::u32string draw_word(const Vocabulary& vocabulary, const TextLook& look, std::size_t letters,
                         Rng& rng) {
    std::u32string best;
    for (int i = 0; i < kWordDraws; ++i) {
        const bool pattern = rng.chance(look.patterns);
        const std::u32string word =
            pattern ? draw_pattern(rng) : vocabulary.words[draw_start(vocabulary, rng)];
        if (!pattern && !is_telling(word)) continue;
        if (word.size() <= letters) return word;
        if (best.empty() || word.size() < best.size()) best = word;
    }
    return best.empty() ? vocabulary.words.front() : best;
}

/// Neighboring words from `next` on, as many as fit; moves `next`.
std::u32string read_on(const Vocabulary& vocabulary, const TextLook& look, std::size_t letters,
                       std::size_t max_words, std::size_t& next, Rng& rng) {
    std::u32string line;
    for (std::size_t count = 0; count < max_words; ++count) {
        const std::u32string word = rng.chance(look.patterns)
                                        ? draw_pattern(rng)
                                        : vocabulary.words[next % vocabulary.words.size()];
        if (!line.empty() && line.size() + 1 + word.size() > letters) break;
        if (!line.empty()) line += U' ';
        line += word;
        ++next;
    }
    return line;
}

std::size_t few_lines(std::size_t most, Rng& rng) {
    const double u = rng.uniform();
    const std::size_t count = u < 0.85 ? 1 : u < 0.95 ? 2 : 3;
    return std::clamp<std::size_t>(count, 1, most);
}

}  // namespace

std::vector<std::u32string> draw_lines(TextLayout layout, const TextRoom& room,
                                       const Vocabulary& vocabulary, const TextLook& look,
                                       Rng rng) {
    constexpr LetterCase kCases[] = {LetterCase::AsWritten, LetterCase::Upper, LetterCase::Lower,
                                     LetterCase::Title};
    constexpr std::string_view kNames[] = {"as_written", "upper", "lower", "title"};
    const std::string drawn_case = look.letter_case.draw(rng);
    const auto letter_case =
        kCases[std::find(std::begin(kNames), std::end(kNames), drawn_case) - std::begin(kNames)];

    const std::size_t letters = letters_in(room.width);
    const auto most = std::max<std::size_t>(1, static_cast<std::size_t>(room.height / 1.25f));
    std::vector<std::u32string> lines;
    if (layout == TextLayout::Word) {
        for (std::size_t i = few_lines(most, rng); i > 0; --i)
            lines.push_back(draw_word(vocabulary, look, letters, rng));
    } else {
        std::size_t next = draw_start(vocabulary, rng);
        const bool paragraph = layout == TextLayout::Paragraph;
        const auto wanted = static_cast<std::size_t>(
            std::ceil(rng.uniform() * static_cast<double>(std::min<std::size_t>(most, 8))));
        const std::size_t count =
            paragraph ? std::clamp<std::size_t>(wanted, std::min<std::size_t>(2, most), most)
                      : few_lines(most, rng);
        for (std::size_t i = 0; i < count; ++i) {
            const double share = paragraph ? 10 * rng.beta(1.7, 3) : 12 * rng.beta(4, 3);
            const auto words = static_cast<std::size_t>(std::max(paragraph ? 2.0 : 1.0, share));
            lines.push_back(read_on(vocabulary, look, letters, words, next, rng));
        }
    }
    for (std::u32string& line : lines) line = with_case(std::move(line), letter_case);
    return lines;
}

TypesetOptions draw_style(TextLayout layout, const std::vector<std::u32string>& lines,
                          const TextLook& look, Rng rng) {
    const auto number = [&](double low, double high) {
        return static_cast<float>(rng.uniform(low, high));
    };
    TypesetOptions options;
    if (rng.chance(look.bold)) options.style.embolden = number(0.015, 0.045);
    if (rng.chance(look.oblique)) options.style.slant = number(0.12, 0.28);
    options.style.spacing = std::max(-0.01f, static_cast<float>(0.02 * rng.normal()));
    options.line_height = number(1.12, 1.4);
    options.centered = rng.chance(0.5);
    if (rng.chance(look.underlined)) options.underline = true;
    if (rng.chance(look.bordered)) options.border = number(0.025, 0.06);
    const bool curves = layout == TextLayout::Word && lines.size() == 1 && lines[0].size() >= 3 &&
                        lines[0].size() <= kMaxCurvedLetters;
    if (curves && rng.chance(look.curved)) {
        const float sign = rng.chance(0.5) ? 1.0f : -1.0f;
        options.curvature = sign * number(0.03, 0.1);
    }
    return options;
}

Paint draw_paint(const TextLook& look, Rng rng) {
    Paint paint;
    paint.opacity = look.opacity.draw_float(rng);
    if (rng.chance(look.shadowed)) {
        const auto quarter = static_cast<float>(rng.integer(0, 3));
        const float angle = kPi / 4 * (1 + 2 * quarter) +
                            std::clamp(static_cast<float>(0.3 * rng.normal()), -0.6f, 0.6f);
        const auto length = static_cast<float>(rng.uniform(0.05, 0.12));
        paint.shadow_offset = length * glm::vec2(std::cos(angle), std::sin(angle));
        paint.shadow_opacity =
            std::clamp(0.5f + static_cast<float>(0.1 * rng.normal()), 0.3f, 0.75f);
    }
    if (rng.chance(look.embossed)) paint.relief = static_cast<float>(rng.uniform(0.4, 0.9));
    return paint;
}

}  // namespace diorama
