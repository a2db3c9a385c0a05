#include "engine/config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace diorama::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The length of [digits][.digits][e[+-]digits] at the front of `text`, 0 when there is none.
std::size_t decimal_length(std::string_view text) {
    std::size_t i = 0, digits = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) ++digits;
    if (i < text.size() && text[i] == '.')
        for (++i; i < text.size() && is_digit(text[i]); ++i) ++digits;
    if (digits == 0) return 0;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        std::size_t j = i + 1;
        if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
        const std::size_t first = j;
        while (j < text.size() && is_digit(text[j])) ++j;
        if (j > first) i = j;
    }
    return i;
}

/// Edit distance with swaps of neighbors (optimal string alignment), given up above `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        std::size_t smallest = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min(
                {above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
            smallest = std::min(smallest, row[j]);
        }
        if (smallest > limit) return smallest;
        before = std::move(above);
        above = std::move(row);
        row.assign(b.size() + 1, 0);
    }
    return above[b.size()];
}

}  // namespace

std::optional<Number> parse_number(std::string_view text, NumberFault* fault) {
    const auto none = [&](NumberFault why) -> std::optional<Number> {
        if (fault) *fault = why;
        return std::nullopt;
    };
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || decimal_length(text) != text.size()) return none(NumberFault::NotANumber);
    if (text.size() > 1 && text[0] == '0' && is_digit(text[1]))
        return none(NumberFault::LeadingZero);

    Number number;
    const char* const end = text.data() + text.size();
    const auto real = std::from_chars(text.data(), end, number.value);
    if (real.ec == std::errc::result_out_of_range) {
        // Too small is zero for all purposes here; too large is an error.
        const auto exponent = text.find_first_of("eE");
        const bool tiny = exponent != text.npos && text.substr(exponent + 1).starts_with('-');
        if (!tiny) return none(NumberFault::TooLarge);
        number.value = 0;
    }
    std::uint64_t whole = 0;
    const auto integer = std::from_chars(text.data(), end, whole);
    if (integer.ec == std::errc{} && integer.ptr == end) {
        if (!negative || whole == 0) number.natural = whole;
    } else if (!negative && number.value == std::floor(number.value) && number.value <= 0x1p53) {
        number.natural = static_cast<std::uint64_t>(number.value);
    }
    if (negative && number.value != 0) number.value = -number.value;
    return number;
}

std::string format_number(double value) {
    char buffer[64];
    const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
    const auto result =
        whole ? std::to_chars(buffer, buffer + sizeof buffer, value + 0.0, std::chars_format::fixed)
              : std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, result.ptr};
}

std::string excerpt(std::string_view text, std::size_t limit) {
    const bool cut = text.size() > limit;
    if (cut) {
        while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
        text = text.substr(0, limit);
    }
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return cut ? out + "..." : out;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
    if (word.empty() || word.size() > 64) return std::nullopt;
    std::optional<std::string> best;
    std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    const std::size_t count = std::min<std::size_t>(known.size(), 4096);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string& candidate = known[i];
        if (candidate.size() > word.size() + limit || word.size() > candidate.size() + limit)
            continue;
        const std::size_t distance = edit_distance(word, candidate, limit);
        // A word of two letters is not a misspelling of any other such word.
        if (distance > limit || distance >= candidate.size()) continue;
        if (best && distance == limit) continue;
        best = candidate;
        limit = distance;
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         const std::string& otherwise) {
    const auto guess = nearest(word, known);
    return guess ? fmt::format(" (did you mean '{}'?)", *guess) : otherwise;
}

std::string join(const std::vector<std::string>& words, std::size_t limit) {
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < limit; ++i) {
        if (i > 0) text += ", ";
        text += words[i];
    }
    if (words.size() > limit) text += fmt::format(" and {} more", words.size() - limit);
    return text;
}

bool is_utf8(std::string_view text, std::size_t* bad) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) {
            return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
        };
        const unsigned lead = byte(i);
        std::size_t length = 1;
        if (lead >= 0x80) {
            length = lead >= 0xC2 && lead <= 0xDF   ? 2
                     : lead >= 0xE0 && lead <= 0xEF ? 3
                     : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                    : 0;
            // The second byte is narrower after these leads: no overlongs, surrogates, > U+10FFFF.
            const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            bool good = length > 0 && byte(i + 1) >= low && byte(i + 1) <= high;
            for (std::size_t k = 2; good && k < length; ++k) good = (byte(i + k) & 0xC0) == 0x80;
            if (!good) {
                if (bad) *bad = i;
                return false;
            }
        }
        i += length;
    }
    return true;
}

}  // namespace diorama::config
