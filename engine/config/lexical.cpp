#include "engine/config/lexical.hpp"

#include <fmt/format.h>

#include <vector>

#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::optional<LexicalFault> check_bytes(std::string_view text) {
    std::size_t bad = text.size();
    const bool utf8 = is_utf8(text, &bad);
    for (std::size_t i = 0; i < bad; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F)
            return LexicalFault{i, fmt::format("control character 0x{:02x} in the text; "
                                               "expected a UTF-8 text file",
                                               byte)};
    }
    if (utf8) return std::nullopt;
    return LexicalFault{bad, fmt::format("byte 0x{:02x} is not UTF-8; save the file as UTF-8",
                                         static_cast<unsigned char>(text[bad]))};
}

/// Walks the tokens of a text just closely enough to know what is quoted, a comment, plain, or
/// part of a block scalar.
class Walk {
 public:
    explicit Walk(std::string_view text) : text_(text) {}

    std::optional<LexicalFault> run() {
        while (at_ < text_.size() && !fault_) line();
        if (!fault_ && !open_.empty())
            fail(open_.back(), fmt::format("'{}' is never closed", text_[open_.back()]));
        return fault_;
    }

 private:
    bool more() const { return at_ < text_.size() && text_[at_] != '\n'; }
    bool blank_or_end(std::size_t i) const {
        return i >= text_.size() || is_blank(text_[i]) || text_[i] == '\n' || text_[i] == '\r';
    }
    void fail(std::size_t offset, std::string message) { fault_ = {offset, std::move(message)}; }

    void line() {
        const std::size_t start = at_;
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        const std::size_t indent = at_ - start;
        if (at_ < text_.size() && text_[at_] == '\t' && open_.empty()) {
            std::size_t next = at_;
            while (next < text_.size() && is_blank(text_[next])) ++next;
            if (!blank_or_end(next) && text_[next] != '#')
                return fail(at_, "a tab in the indentation; use spaces");
        }
        bool block = false;
        while (more() && !fault_) block = token();
        if (at_ < text_.size()) ++at_;
        if (block && !fault_) skip_block(indent);
    }

    /// Passes one token and the blanks after it. @return true after the '|' or '>' of a block
    /// scalar, whose text begins on the next line.
    bool token() {
        const char c = text_[at_];
        if (is_blank(c) || c == '\r') {
            ++at_;
        } else if (c == '#' && (at_ == 0 || is_blank(text_[at_ - 1]) || text_[at_ - 1] == '\n')) {
            to_line_end();
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else if (c == '[' || c == '{') {
            if (open_.size() >= static_cast<std::size_t>(kMaxDepth))
                fail(at_, fmt::format("nested deeper than {} levels", kMaxDepth));
            open_.push_back(at_++);
        } else if (c == ']' || c == '}') {
            close(c);
        } else if (!open_.empty() && c == ',') {
            ++at_;
        } else if ((c == '-' || c == '?' || c == ':') && blank_or_end(at_ + 1)) {
            ++at_;
        } else if ((c == '|' || c == '>') && open_.empty()) {
            to_line_end();
            return true;
        } else if (c == '&' || c == '*' || c == '!') {
            property();
        } else if (c == ':' && after_quote_) {
            ++at_;
        } else {
            plain();
        }
        after_quote_ = c == '"' || c == '\'';
        return false;
    }

    void to_line_end() {
        while (more()) ++at_;
    }

    void quoted(char quote) {
        const std::size_t start = at_++;
        for (; more(); ++at_) {
            if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
                if (text_[at_ + 1] != '\n') ++at_;
            } else if (text_[at_] == quote) {
                if (quote == '\'' && at_ + 1 < text_.size() && text_[at_ + 1] == quote) {
                    ++at_;
                    continue;
                }
                ++at_;
                return;
            }
        }
        fail(start, "quoted text that does not end on its line");
    }

    void close(char c) {
        if (open_.empty()) return fail(at_, fmt::format("'{}' closes nothing", c));
        const char opening = text_[open_.back()];
        if ((opening == '[') != (c == ']'))
            return fail(at_, fmt::format("'{}' cannot close '{}'", c, opening));
        open_.pop_back();
        ++at_;
    }

    void property() {
        while (more() && !blank_or_end(at_) && !(!open_.empty() && is_flow(text_[at_]))) ++at_;
    }

    static bool is_flow(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

    /// A plain scalar ends before ": ", " #", and inside brackets before any of ",[]{}".
    void plain() {
        for (; more(); ++at_) {
            const char c = text_[at_];
            if (c == ':' && (blank_or_end(at_ + 1) || (!open_.empty() && is_flow(text_[at_ + 1]))))
                break;
            if (c == '#' && is_blank(text_[at_ - 1])) return to_line_end();
            if (!open_.empty() && is_flow(c)) return;
        }
        if (more()) ++at_;
    }

    /// The lines of a block scalar: blank, or indented deeper than the line that began it.
    void skip_block(std::size_t indent) {
        while (at_ < text_.size()) {
            std::size_t i = at_;
            while (i < text_.size() && text_[i] == ' ') ++i;
            const bool empty = i >= text_.size() || text_[i] == '\n' || text_[i] == '\r';
            if (!empty && i - at_ <= indent) return;
            while (i < text_.size() && text_[i] != '\n') ++i;
            at_ = i < text_.size() ? i + 1 : i;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::size_t> open_;  // offsets of the brackets that are not closed yet
    bool after_quote_ = false;
    std::optional<LexicalFault> fault_;
};

}  // namespace

std::optional<LexicalFault> check_text(std::string_view text) {
    if (auto fault = check_bytes(text)) return fault;
    return Walk(text).run();
}

}  // namespace diorama::config
