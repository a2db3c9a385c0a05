#include "engine/core/expected.hpp"

#include <fmt/format.h>

namespace diorama {

std::string Diagnostic::to_string() const {
    std::string text = file;
    if (line > 0) text += fmt::format(":{}:{}", line, column);
    if (!text.empty()) text += ": ";
    if (!path.empty()) text += path + ": ";
    return text + message;
}

std::string Diagnostic::to_text() const {
    std::string text = to_string();
    if (source.empty() || column <= 0) return text;
    text += "\n    " + source + "\n    ";
    for (int i = 0; i + 1 < column && i < static_cast<int>(source.size()); ++i) {
        const auto byte = static_cast<unsigned char>(source[static_cast<std::size_t>(i)]);
        if ((byte & 0xC0) == 0x80) continue;  // not the first byte of its character in UTF-8
        text += byte == '\t' ? '\t' : ' ';
    }
    return text + '^';
}

}  // namespace diorama
