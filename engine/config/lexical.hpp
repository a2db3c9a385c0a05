/// What a YAML text must satisfy byte by byte before a parser may see it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace diorama::config {

constexpr int kMaxDepth = 64;                 // of nested lists and maps
constexpr std::size_t kMaxNodes = 1'000'000;  // with aliases followed
constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;

/// One thing that is wrong with a text, at a byte offset.
struct LexicalFault {
    std::size_t offset = 0;
    std::string message;
};

/// Looks for the first of: bytes that are not UTF-8, control characters, tabs as indentation,
/// quoted text that does not end on its line, brackets that are never closed or closed by the
/// wrong kind, more than 64 levels of brackets. One pass, no recursion, linear in the text.
///
/// yaml-cpp 0.7 accepts an unclosed quote or an embedded end-of-file byte without a word, and its
/// position of an unclosed bracket is the end of the file; here it is where the mistake is.
std::optional<LexicalFault> check_text(std::string_view text);

}  // namespace diorama::config
