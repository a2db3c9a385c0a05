/// Numbers and names as the configuration writes them: parsing, printing, and near misses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diorama::config {

/// What a plain scalar says as a number.
struct Number {
    double value = 0;
    std::optional<std::uint64_t> natural;  // exact, where it is a whole number in [0, 2^64)
};

/// Why a scalar is not a number.
enum class NumberFault { NotANumber, LeadingZero, TooLarge };

/// Parses a decimal number: an optional sign, digits with an optional fraction and exponent; no
/// hexadecimal, octal or `1_000`, no infinity. Ignores the locale.
/// @param fault  set when nothing is returned; may be null.
std::optional<Number> parse_number(std::string_view text, NumberFault* fault = nullptr);

/// The shortest decimal text that reads back as the same double ("0.1", "45", "1e+20", "inf");
/// whole numbers below 1e15 are written out.
std::string format_number(double value);

/// Text from a file for use in a message: control characters escaped, cut after `limit` bytes
/// (never inside a UTF-8 sequence) with "...".
std::string excerpt(std::string_view text, std::size_t limit = 60);

/// The known word that `word` was probably meant to be: the nearest by edit distance (insert,
/// delete, replace, swap of neighbors) when that is at most a third of the length, else nothing.
/// Words over 64 bytes have no suggestion; at most 4096 known words are looked at.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

/// " (did you mean 'x'?)", or `otherwise` when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         const std::string& otherwise = "");

/// "a, b, c"; after `limit` words "and 12 more".
std::string join(const std::vector<std::string>& words, std::size_t limit = 24);

/// True for well-formed UTF-8: no overlong forms, surrogates or values beyond U+10FFFF.
/// @param bad  set to the offset of the first byte that is wrong; may be null.
bool is_utf8(std::string_view text, std::size_t* bad = nullptr);

}  // namespace diorama::config
