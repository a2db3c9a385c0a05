#include "augment/text/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "augment/text/shape_line.hpp"

namespace diorama {
namespace {

constexpr std::string_view kBuiltin = R"(# language: en
fresh bread daily from our own oven
open every day until late
please keep this door closed
organic apple juice not from concentrate
handle with care this side up
Bakery Coffee Garden Market Pharmacy Library Museum Station Gallery Workshop
strong black tea with lemon and honey
push pull exit entrance stairs lift office reception
mind the step wet floor no parking
spare parts for bicycles and boats
Harbour Street North Gate Old Mill Lane Castle Square River Walk
half price today only while stocks last
hand made in small batches since
olive oil sea salt dark chocolate oat milk
Winter Summer Autumn Spring sale
danger high voltage keep out
first floor second floor ground floor
rooms to let ask inside
music lessons piano guitar violin
warm soup of the day with herbs
green paper yellow pencil blue ink
wash at forty degrees do not bleach
store in a cool dry place
best before see lid net weight
the quick train leaves at noon
Jazz Quartz Fjord Sphinx Vivid Zebra Joyful Mixed
lost keys found gloves quiet please
tools timber paint glass and nails
Mountain Lake Valley Forest Meadow Island
ring the bell and wait here
fragile glass keep upright
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
lemon orange ginger mint vanilla cinnamon
light heavy large small narrow wide
your ticket is valid for one journey
thank you for your visit
)";

/// '#' is a digit, '@' a capital, everything else itself.
/// #: a digit, @: a letter; DD, MM: of a date, HH, NN: of a time.
constexpr std::array<const char32_t*, 18> kPatterns{
    U"DD.MM.20##", U"20##-MM-DD", U"#:NN",  U"HH:NN",   U"\u20AC#.##", U"$##.##",
    U"#.## kg",    U"### ml",     U"## %",  U"@@ ####", U"@@@-####",   U"@ ##",
    U"No. ##",     U"Room ###",   U"## km", U"###",     U"####",       U"+## ### ####"};

/// Code points of lower-case letters, and how far below their capitals lie.
struct CaseRange {
    char32_t first, last;
    std::uint32_t distance;
};
constexpr CaseRange kCases[] = {{U'a', U'z', 32},   {0xE0, 0xF6, 32},   {0xF8, 0xFE, 32},
                                {0x3B1, 0x3C1, 32}, {0x3C3, 0x3CB, 32}, {0x430, 0x44F, 32},
                                {0x450, 0x45F, 80}};

char32_t upper(char32_t c) {
    for (const auto& [first, last, distance] : kCases)
        if (c >= first && c <= last) return c - distance;
    return c;
}

char32_t lower(char32_t c) {
    for (const auto& [first, last, distance] : kCases)
        if (c >= first - distance && c <= last - distance) return c + distance;
    return c;
}

/// The language that a comment "# language: pt-BR" names; empty for other comments.
std::string language_in(std::string_view comment) {
    constexpr std::string_view kKey = "language:";
    const auto trim = [](std::string_view text) {
        const std::size_t first = text.find_first_not_of(" \t\r");
        if (first == text.npos) return std::string_view();
        return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
    };
    comment = trim(comment.substr(1));
    if (!comment.starts_with(kKey)) return {};
    const std::string_view tag = trim(comment.substr(kKey.size()));
    const bool good = tag.size() <= 35 && std::ranges::all_of(tag, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '-';
                      });
    return good ? std::string(tag) : std::string();
}

bool is_symbol(char32_t c) {
    return c < 0x80 &&
           !((c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'));
}

}  // namespace

Expected<Vocabulary> parse_vocabulary(std::string_view text, const std::string& file) {
    Vocabulary vocabulary;
    int number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with('#')) {
            if (vocabulary.language.empty()) vocabulary.language = language_in(line);
            continue;
        }
        std::replace(line.begin(), line.end(), '\t', ' ');
        std::erase(line, '\r');
        const auto decoded = decode_utf8(line);
        if (!decoded) {
            Diagnostic finding = decoded.errors().front();
            finding.file = file;
            finding.line = number;
            finding.column = 1;
            return finding;
        }
        std::u32string word;
        for (const char32_t c : *decoded + U" ") {
            if (!is_blank(c)) {
                if (c != 0xFEFF) word += c;
            } else if (!word.empty()) {
                vocabulary.words.push_back(std::move(word));
                word.clear();
            }
        }
    }
    if (vocabulary.words.empty())
        return Diagnostic{.fault = Fault::Data,
                          .file = file,
                          .message = "has no words (expected UTF-8 text, words between blanks)"};
    return vocabulary;
}

const Vocabulary& builtin_vocabulary() {
    static const Vocabulary vocabulary = *parse_vocabulary(kBuiltin, "the built-in vocabulary");
    return vocabulary;
}

std::u32string draw_pattern(Rng& rng) {
    std::u32string text =
        kPatterns[static_cast<std::size_t>(rng.integer(0, std::ssize(kPatterns) - 1))];
    struct Part {
        std::u32string_view name;
        int first, last;
    };
    for (const Part& part :
         {Part{U"DD", 1, 28}, Part{U"MM", 1, 12}, Part{U"HH", 0, 23}, Part{U"NN", 0, 59}}) {
        const std::size_t at = text.find(part.name);
        if (at == text.npos) continue;
        const auto value = static_cast<char32_t>(rng.integer(part.first, part.last));
        text[at] = U'0' + value / 10;
        text[at + 1] = U'0' + value % 10;
    }
    for (char32_t& c : text) {
        if (c == U'#') c = U'0' + static_cast<char32_t>(rng.integer(0, 9));
        if (c == U'@') c = U'A' + static_cast<char32_t>(rng.integer(0, 25));
    }
    return text;
}

std::u32string with_case(std::u32string text, LetterCase letter_case) {
    if (letter_case == LetterCase::AsWritten) return text;
    bool begins = true;
    for (char32_t& c : text) {
        const bool capital =
            letter_case == LetterCase::Upper || (letter_case == LetterCase::Title && begins);
        begins = is_blank(c);
        c = capital ? upper(c) : lower(c);
    }
    return text;
}

bool is_telling(const std::u32string& word) {
    constexpr std::u32string_view kStrokes = U"iIloO0-|";
    const auto symbols = std::count_if(word.begin(), word.end(), is_symbol);
    const bool strokes_only = std::all_of(
        word.begin(), word.end(), [&](char32_t c) { return kStrokes.find(c) != kStrokes.npos; });
    return !word.empty() && !strokes_only &&
           static_cast<double>(symbols) <= 0.35 * static_cast<double>(word.size());
}

}  // namespace diorama
